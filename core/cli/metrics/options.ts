import { message, say, type Language, type Said } from '../../messages';
import {
  DEFAULT_PROTOCOL,
  DISPUTED_METRICS,
  findMetric,
  findProtocol,
  metrics,
  metricsOfNumber,
  protocols,
  type Rectangle,
} from '../../metrics';
import { invalidParameter } from '../../tensor/errors';
import { LAYOUTS } from '../../tensor/npyPicture';
import type { ReadOptions } from '../../engine/pictures/pictureFile';
import { choice, defineOptions, wholeNumber, type OptionValues } from '../arguments';
import { namedForce } from '../outputFiles';
import { compareOptions, rangeOf } from '../compare/options';

export const metricsOptions = defineOptions({
  crop: {
    type: 'string',
    placeholder: 'N',
    help: { en: 'Leave out N pixels on every side. Default: 0.', 'zh-CN': '每边略去 N 个像素。默认：0。' },
  },
  roi: {
    type: 'string',
    placeholder: 'X,Y,W,H',
    help: {
      en: 'Measure only this part: left, top, width, height in pixels; --crop counts from its edges.',
      'zh-CN': '只测量这一部分：左、上、宽、高，以像素计；--crop 从它的边缘算起。',
    },
  },
  metrics: {
    type: 'string',
    placeholder: 'LIST',
    help: { en: 'Metric ids separated by commas. Default: all.', 'zh-CN': '以逗号分隔的指标标识。默认：全部。' },
  },
  protocol: {
    type: 'string',
    placeholder: 'ID',
    help: {
      en: `How numbers are made. Default: ${DEFAULT_PROTOCOL}.`,
      'zh-CN': `数值的计算方式。默认：${DEFAULT_PROTOCOL}。`,
    },
  },
  scale: {
    type: 'string',
    short: 's',
    placeholder: 'N',
    help: {
      en: 'The factor the picture was enlarged by: crop as the protocol says, stride of the checkerboard\n(2 without it), and values for the interior, too.',
      'zh-CN': '图像的放大倍数：决定协议的裁边、棋盘格的步幅\n（不给出时为 2），并给出内部区域的数值。',
    },
  },
  why: {
    type: 'boolean',
    help: {
      en: 'Recompute under every protocol, say what explains the differences, and look for faults of the pair.',
      'zh-CN': '按每种协议重新计算，说明差异的原因，并检查这对图像的问题。',
    },
  },
  theirs: {
    type: 'string',
    placeholder: 'VALUE',
    help: {
      en: 'A number somebody else got, for --why: the causes that make it are named. Name its metric by --metrics ID;\notherwise its size decides between PSNR and SSIM.',
      'zh-CN':
        '他人得到的数值，与 --why 一起使用：说出得到该数值的原因。用 --metrics ID 指定指标；\n否则按数值大小判断是 PSNR 还是 SSIM。',
    },
  },
  range: compareOptions.range,
  layout: {
    type: 'string',
    placeholder: 'AXES',
    help: { en: 'Axes of arrays: hw, hwc or chw.', 'zh-CN': '数组的轴：hw、hwc 或 chw。' },
  },
  json: {
    type: 'string',
    placeholder: '-|FILE',
    help: {
      en: 'Write the values as JSON; "-" prints them and nothing else.',
      'zh-CN': '以 JSON 写出数值；“-”表示只打印数值。',
    },
  },
  force: namedForce,
});
export type MetricsOptions = OptionValues<typeof metricsOptions>;

/** Stride of the checkerboard measure where nobody says how much the picture was enlarged. */
const USUAL_STRIDE = 2;

export interface MetricsPlan {
  readonly ids: readonly string[];
  readonly protocol: string;
  readonly scale: number;
  /** Undefined = as the protocol says for the scale. */
  readonly crop: number | undefined;
  readonly roi: Rectangle | undefined;
  readonly regions: readonly ('full' | 'interior')[];
  /** Whether the scale was given. */
  readonly knowsScale: boolean;
  readonly why: boolean;
  /** Metrics that --why is about. */
  readonly whyIds: readonly string[];
  /** As it was written. */
  readonly theirs: string | undefined;
  /** How the files are read. */
  readonly reading: ReadOptions;
  /** Said once, before anything is measured. */
  readonly remarks: readonly Said[];
}

/** Checks every option before a file is opened; refusals name the option. */
export function planMetrics(options: MetricsOptions): MetricsPlan {
  const protocol = findProtocol(options.protocol ?? DEFAULT_PROTOCOL);
  const scale = options.scale === undefined ? undefined : wholeNumber('scale', options.scale, 1, 64);
  // Only with a known factor is there a crop to follow from it; a plain pair of files is compared whole.
  const crop = options.crop === undefined ? undefined : wholeNumber('crop', options.crop, 0, 65535);
  const ids = options.metrics === undefined ? metrics.map(({ id }) => id) : splitIds(options.metrics);
  const needsScale = protocol.settings.crop === 'scale' && scale === undefined && crop === undefined;
  const theirs = options.theirs?.trim();
  if (theirs !== undefined && (theirs === '' || !Number.isFinite(Number(theirs))))
    throw invalidParameter('--theirs', message('expected-number'), options.theirs);
  if (theirs !== undefined && !options.why)
    throw invalidParameter('--theirs', message('expected-why-beside'), options.theirs);
  return {
    ids,
    protocol: protocol.id,
    scale: scale ?? USUAL_STRIDE,
    crop: crop ?? (scale === undefined ? 0 : undefined),
    roi: options.roi === undefined ? undefined : parseRoi(options.roi),
    regions: scale === undefined ? ['full'] : ['full', 'interior'],
    knowsScale: scale !== undefined,
    why: options.why,
    theirs,
    whyIds: whyIdsOf(ids, options.metrics !== undefined, theirs),
    reading: {
      range: options.range === undefined ? undefined : rangeOf(options.range),
      layout: options.layout === undefined ? undefined : choice('layout', options.layout, LAYOUTS),
    },
    remarks: needsScale ? [message('metrics-scale-unknown', { protocol: protocol.id })] : [],
  };
}

/**
 * Metrics that are explained. Another's number is of one metric: the one that is named, or, where none is, those whose
 * values can be such a number.
 */
function whyIdsOf(ids: readonly string[], isNamed: boolean, theirs: string | undefined): readonly string[] {
  const disputed = DISPUTED_METRICS.filter((id) => ids.includes(id));
  if (theirs === undefined) return disputed;
  if (isNamed) {
    if (ids.length !== 1 || disputed.length !== 1)
      throw invalidParameter(
        '--metrics',
        message('why-one-metric', { ids: DISPUTED_METRICS.join(', ') }),
        ids.join(','),
      );
    return disputed;
  }
  return metricsOfNumber(theirs, disputed);
}

function splitIds(list: string): string[] {
  return list.split(',').map((id) => findMetric(id.trim()).id);
}

function parseRoi(text: string): Rectangle {
  const numbers = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  const [x, y, width, height] = numbers;
  if (numbers.length !== 4 || !(x !== undefined && y !== undefined && width && height) || numbers.some(Number.isNaN)) {
    throw invalidParameter('--roi', message('expected-roi'), text);
  }
  return { x, y, width, height };
}

export function knownMetrics(language: Language): string {
  return [
    say(message('known-metrics', { ids: metrics.map(({ id }) => id) }), language),
    say(message('known-protocols-head'), language),
    ...protocols.map(({ id, summary }) => `  ${id.padEnd(22)}${summary[language]}`),
  ].join('\n');
}
