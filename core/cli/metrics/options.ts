import { message } from '../../messages';
import {
  DEFAULT_PROTOCOL,
  DISPUTED_METRICS,
  findMetric,
  findProtocol,
  metrics,
  protocols,
  type Rectangle,
} from '../../metrics';
import { invalidParameter } from '../../tensor/errors';
import { LAYOUTS } from '../../tensor/npyPicture';
import type { ReadOptions } from '../../engine/pictures/pictureFile';
import { choice, defineOptions, wholeNumber, type OptionValues } from '../arguments';
import { rangeOf } from '../compare/options';

export const metricsOptions = defineOptions({
  crop: { type: 'string', placeholder: 'N', help: 'Leave out N pixels on every side. Default: 0.' },
  roi: {
    type: 'string',
    placeholder: 'X,Y,W,H',
    help: 'Measure only this part: left, top, width, height in pixels; --crop counts from its edges.',
  },
  metrics: { type: 'string', placeholder: 'LIST', help: 'Metric ids separated by commas. Default: all.' },
  protocol: { type: 'string', placeholder: 'ID', help: `How numbers are made. Default: ${DEFAULT_PROTOCOL}.` },
  scale: {
    type: 'string',
    short: 's',
    placeholder: 'N',
    help: 'The factor the picture was enlarged by: crop as the protocol says, stride of the checkerboard\n(2 without it), and values for the interior, too.',
  },
  why: {
    type: 'boolean',
    help: 'Recompute under every protocol, say what explains the differences, and look for faults of the pair.',
  },
  theirs: {
    type: 'string',
    placeholder: 'VALUE',
    help: 'A number somebody else got, for --why: the causes that make it are named. Name its metric by --metrics ID;\notherwise its size decides between PSNR and SSIM.',
  },
  range: {
    type: 'string',
    placeholder: 'N',
    help: 'The value of white, in place of 255, 65535 or 1: 4095 for 12 bits in 16-bit files.',
  },
  layout: { type: 'string', placeholder: 'AXES', help: 'Axes of arrays: hw, hwc or chw.' },
  json: { type: 'string', placeholder: '-|FILE', help: 'Write the values as JSON; "-" prints them and nothing else.' },
  force: { type: 'boolean', short: 'f', help: 'Overwrite FILE.' },
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
  readonly remarks: readonly string[];
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
    throw invalidParameter('--theirs', 'a number', options.theirs);
  if (theirs !== undefined && !options.why) throw invalidParameter('--theirs', '--why beside it', options.theirs);
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
    remarks: needsScale
      ? [`${protocol.id} leaves out as many pixels as the scale says: nothing was cropped, give --scale or --crop.`]
      : [],
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
  // An SSIM is at most 1; a PSNR below 1 dB is of no picture that anybody measures.
  const isShare = Number(theirs) <= 1;
  return disputed.filter((id) => id.startsWith('ssim') === isShare);
}

function splitIds(list: string): string[] {
  return list.split(',').map((id) => findMetric(id.trim()).id);
}

function parseRoi(text: string): Rectangle {
  const numbers = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  const [x, y, width, height] = numbers;
  if (numbers.length !== 4 || !(x !== undefined && y !== undefined && width && height) || numbers.some(Number.isNaN)) {
    throw invalidParameter('--roi', 'x,y,w,h in whole pixels', text);
  }
  return { x, y, width, height };
}

export function knownMetrics(): string {
  return [
    `Metrics: ${metrics.map(({ id }) => id).join(', ')}.`,
    'Protocols:',
    ...protocols.map(({ id, summary }) => `  ${id.padEnd(22)}${summary.en}`),
  ].join('\n');
}
