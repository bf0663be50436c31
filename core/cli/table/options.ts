import { DEGRADATIONS, SPACES } from '../../experiment/schema';
import type { CostAt } from '../../experiment/paperTable';
import { message } from '../../messages';
import { invalidParameter, UpbenchError } from '../../tensor/errors';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';
import { choice, defineOptions, parseArguments, type OptionValues } from '../arguments';
import { compareOptions, type CompareOptions } from '../compare/options';

const { methods, method, metrics, protocol, candidate, low, range, seed, arithmetic, recursive, include, exclude } =
  compareOptions;

const output = (what: string) =>
  ({
    type: 'string',
    placeholder: '-|FILE',
    help: `Write the table as ${what}; "-" prints it and nothing else.`,
  }) as const;

export const tableOptions = defineOptions({
  scales: { type: 'string', short: 's', placeholder: 'LIST', help: 'Scales, as in 2,3,4 (default).' },
  methods: { ...methods, help: 'all, none, or ids separated by commas. Default: none.' },
  method: {
    ...method,
    help: 'A method with parameters of its own. May be given several times. Default: bicubic as MATLAB and the tables\nof papers have it, bicubic:a=-0.5,border=mirror.',
  },
  protocol: { ...protocol, help: 'Named metric protocol. Default: sr-matlab.' },
  space: {
    type: 'string',
    placeholder: 'SPACE',
    help: `The path of the picture: y (default, the scripts of papers) or rgb. One of ${SPACES.join(', ')}.`,
  },
  degradation: {
    type: 'string',
    placeholder: 'HOW',
    help: `How small pictures are made: ${DEGRADATIONS.join(', ')}. Default: matlab-bicubic.`,
  },
  metrics: { ...metrics, help: 'Metric ids separated by commas. Default: psnr-y,ssim-y.' },
  candidate: {
    ...candidate,
    help: 'Finished outputs of others as one more row: a folder (files of equal names) or a pattern such as\nmine=out/{set}/x{scale}/{file}.png. May be given several times.',
  },
  low: {
    ...low,
    help: 'The small pictures, in place of making them: a folder or pattern with {set}, {scale}, {file}.',
  },
  'cost-at': {
    type: 'string',
    placeholder: 'WxH',
    help: 'Show parameters and multiply-adds for an output of this size, as in 1280x720.',
  },
  network: {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=FILE',
    help: 'The network behind a candidate, for its cost: ONNX, or the text of a PyTorch model; {scale} is known. Another\nname is a row with costs alone. May be given several times.',
  },
  'candidate-macs': {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=N',
    help: 'Multiply-adds of a candidate as you know them: 1.2e9 or 1.2G.',
  },
  'candidate-params': {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=N',
    help: 'Learnable values of a candidate as you know them: 57k.',
  },
  ...{ range, seed, arithmetic, recursive, include, exclude },
  markdown: output('Markdown'),
  latex: output('LaTeX (booktabs)'),
  csv: output('CSV'),
  json: output('JSON (upbench.table/1)'),
  force: { type: 'boolean', short: 'f', help: 'Overwrite files.' },
});
export type TableOptions = OptionValues<typeof tableOptions>;

/** What "Bicubic" means in papers. */
const PAPERS_BICUBIC = 'bicubic:a=-0.5,border=mirror';

/** Every option of a comparison, as nobody gave any. */
const NOTHING = parseArguments([], compareOptions).options;

/** The options of the comparison of one set at one scale; candidates and small pictures are those of the set and scale. */
export function compareOptionsOf(options: TableOptions, set: string, scale: number): CompareOptions {
  const hasOwn = options.methods !== undefined || options.method.length > 0;
  const fill = (text: string): string => text.replaceAll('{set}', set).replaceAll('{scale}', String(scale));
  return {
    ...NOTHING,
    ...{ range: options.range, seed: options.seed, arithmetic: options.arithmetic },
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
