import { SPACES } from '../../experiment/schema';
import { DEGRADATIONS } from '../../experiment/degradations';
import type { CostAt } from '../../experiment/paperTable';
import { message } from '../../messages';
import { invalidParameter, UpbenchError } from '../../tensor/errors';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';
import { choice, defineOptions, parseArguments, type OptionValues } from '../arguments';
import { namedForce } from '../outputFiles';
import { compareOptions, type CompareOptions } from '../compare/options';

const { methods, method, metrics, protocol, candidate, low, range, seed, arithmetic, recursive, include, exclude } =
  compareOptions;

const output = (what: string) =>
  ({
    type: 'string',
    placeholder: '-|FILE',
    help: {
      en: `Write the table as ${what}; "-" prints it and nothing else.`,
      'zh-CN': `以 ${what} 写出表格；“-”表示只打印表格。`,
    },
  }) as const;

export const tableOptions = defineOptions({
  scales: {
    type: 'string',
    short: 's',
    placeholder: 'LIST',
    help: { en: 'Scales, as in 2,3,4 (default).', 'zh-CN': '放大倍数，例如 2,3,4（默认）。' },
  },
  methods: {
    ...methods,
    help: {
      en: 'all, none, or ids separated by commas. Default: none.',
      'zh-CN': 'all、none 或以逗号分隔的标识。默认：none。',
    },
  },
  method: {
    ...method,
    help: {
      en: 'A method with parameters of its own. May be given several times. Default: bicubic as MATLAB and the tables\nof papers have it, bicubic:a=-0.5,border=mirror.',
      'zh-CN':
        '带有自己参数的方法，可多次给出。默认：MATLAB 和论文表格所用的双三次插值，\nbicubic:a=-0.5,border=mirror。',
    },
  },
  protocol: {
    ...protocol,
    help: { en: 'Named metric protocol. Default: sr-matlab.', 'zh-CN': '指标协议的名称。默认：sr-matlab。' },
  },
  space: {
    type: 'string',
    placeholder: 'SPACE',
    help: {
      en: `The path of the picture: y (default, the scripts of papers) or rgb. One of ${SPACES.join(', ')}.`,
      'zh-CN': `图像的处理方式：y（默认，论文脚本的做法）或 rgb。可选：${SPACES.join('、')}。`,
    },
  },
  degradation: {
    type: 'string',
    placeholder: 'HOW',
    help: {
      en: `How small pictures are made: ${DEGRADATIONS.join(', ')}. Default: matlab-bicubic.`,
      'zh-CN': `小图的生成方式：${DEGRADATIONS.join('、')}。默认：matlab-bicubic。`,
    },
  },
  metrics: {
    ...metrics,
    help: {
      en: 'Metric ids separated by commas. Default: psnr-y,ssim-y.',
      'zh-CN': '以逗号分隔的指标标识。默认：psnr-y,ssim-y。',
    },
  },
  candidate: {
    ...candidate,
    help: {
      en: 'Finished outputs of others as one more row: a folder (files of equal names) or a pattern such as\nmine=out/{set}/x{scale}/{file}.png. May be given several times.',
      'zh-CN':
        '把他人的成品输出作为又一行：一个文件夹（文件同名）或模式，例如\nmine=out/{set}/x{scale}/{file}.png。可多次给出。',
    },
  },
  low: {
    ...low,
    help: {
      en: 'The small pictures, in place of making them: a folder or pattern with {set}, {scale}, {file}.',
      'zh-CN': '直接给出小图，不再生成：文件夹或含 {set}、{scale}、{file} 的模式。',
    },
  },
  'cost-at': {
    type: 'string',
    placeholder: 'WxH',
    help: {
      en: 'Show parameters and multiply-adds for an output of this size, as in 1280x720.',
      'zh-CN': '显示参数量，以及输出为这一尺寸时的乘加次数，例如 1280x720。',
    },
  },
  network: {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=FILE',
    help: {
      en: 'The network behind a candidate, for its cost: ONNX, or the text of a PyTorch model; {scale} is known. Another\nname is a row with costs alone. May be given several times.',
      'zh-CN':
        '候选所用的网络，用来计算代价：ONNX 或 PyTorch 模型的文本；可使用 {scale}。\n其他名称成为只有代价的一行。可多次给出。',
    },
  },
  'candidate-macs': {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=N',
    help: {
      en: 'Multiply-adds of a candidate as you know them: 1.2e9 or 1.2G.',
      'zh-CN': '您所知的候选的乘加次数：1.2e9 或 1.2G。',
    },
  },
  'candidate-params': {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=N',
    help: {
      en: 'Learnable values of a candidate as you know them: 57k.',
      'zh-CN': '您所知的候选的可学习参数量：57k。',
    },
  },
  theirs: {
    type: 'string',
    placeholder: 'PSNR',
    help: {
      en: 'A number of another table: says which set, scale and row give it, as the mean of the PSNRs of the pictures or as\nthe PSNR of their mean error.',
      'zh-CN': '另一张表中的数：说出它是哪个集合、倍数和行，是各图像 PSNR 的平均，还是平均误差的 PSNR。',
    },
  },
  range,
  seed,
  arithmetic,
  recursive,
  include,
  exclude,
  markdown: output('Markdown'),
  latex: output('LaTeX (booktabs)'),
  csv: output('CSV'),
  json: output('JSON (upbench.table/1)'),
  force: namedForce,
});
export type TableOptions = OptionValues<typeof tableOptions>;

/** The method that papers call "Bicubic". */
const PAPERS_BICUBIC = 'bicubic:a=-0.5,border=mirror';

/** Every option of a comparison at its default. */
const NOTHING = parseArguments([], compareOptions).options;

/** The options of the comparison of one set at one scale; candidates and small pictures are those of the set and scale. */
export function compareOptionsOf(options: TableOptions, set: string, scale: number): CompareOptions {
  const hasOwn = options.methods !== undefined || options.method.length > 0;
  const fill = (text: string): string => text.replaceAll('{set}', set).replaceAll('{scale}', String(scale));
  return {
    ...NOTHING,
    range: options.range,
    seed: options.seed,
    arithmetic: options.arithmetic,
    scale: String(scale),
    methods: options.methods ?? 'none',
    method: hasOwn ? options.method : [PAPERS_BICUBIC],
    metrics: options.metrics ?? 'psnr-y,ssim-y',
    protocol: options.protocol ?? 'sr-matlab',
    space: choice('space', options.space ?? 'y', SPACES),
    degradation: options.low === undefined ? (options.degradation ?? 'matlab-bicubic') : options.degradation,
    samples: '0',
    candidate: options.candidate.map(fill),
    ...(options.low === undefined ? {} : { low: fill(options.low) }),
  };
}

export function scalesOf(text = '2,3,4'): readonly number[] {
  const scales = text.split(',').map((part) => Number(part.trim()));
  const isGood = (scale: number): boolean =>
    Number.isInteger(scale) && scale >= SMALLEST_SCALE && scale <= LARGEST_SCALE;
  if (!scales.every(isGood)) throw invalidParameter('--scales', message('table-scales'), text);
  return [...new Set(scales)];
}

/** Where costs are shown; asked for by a size, or by a network. */
export function costAtOf(options: TableOptions): CostAt | null {
  const text = options['cost-at'] ?? (options.network.length > 0 ? '1280x720' : undefined);
  if (text === undefined) return null;
  const [, width, height] = /^\s*([1-9]\d{0,4})\s*[x×]\s*([1-9]\d{0,4})\s*$/i.exec(text) ?? [];
  if (width === undefined || height === undefined) throw invalidParameter('--cost-at', message('table-cost-at'), text);
  const isLuma = (options.space ?? 'y') === 'y';
  return { width: Number(width), height: Number(height), channels: isLuma ? 1 : 3 };
}

/** NAME=FILE of every network. */
export function networksOf(given: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    given.map((text) => {
      const [, name, file] = /^\s*([A-Za-z0-9][A-Za-z0-9_-]*)\s*=\s*(.+)$/s.exec(text) ?? [];
      if (name === undefined || file === undefined) throw invalidParameter('--network', message('table-network'), text);
      return [name, file.trim()] as const;
    }),
  );
}

/** Formats in which the table is written, and where. */
export function outputsOf(
  options: TableOptions,
): { readonly format: 'markdown' | 'latex' | 'csv' | 'json'; readonly to: string }[] {
  const wanted = (['markdown', 'latex', 'csv', 'json'] as const).flatMap((format) => {
    const to = options[format];
    return to === undefined ? [] : [{ format, to }];
  });
  if (wanted.filter(({ to }) => to === '-').length > 1)
    throw new UpbenchError('invalid-parameter', message('table-one-output'));
  return wanted;
}
