import type { Raster } from '../tensor/raster';
import { measure, type MeasureOptions } from './measure';
import { findMetric } from './registry';

/** One published number: where it stands in a file of published values, and how it is asked for here. */
export interface Published {
  /** Name in the file. */
  readonly key: string;
  readonly metric: string;
  /** Who computes it. */
  readonly source: string;
  /** The protocol and crop that mean the same. */
  readonly options: Partial<MeasureOptions>;
  /** |ours - published| may be atol + rtol |published|. */
  readonly atol: number;
  readonly rtol: number;
  /** Brings the published value to this project's definition, where that is a matter of a known factor. */
  readonly convert?: (value: number, shape: readonly number[]) => number;
  /** What `convert` does, in words. */
  readonly note?: string;
}

const SKIMAGE = 'scikit-image';
const BASIC_SR = 'BasicSR definition';
const MATLAB = 'MATLAB definition (Y rounded)';
const exact = { atol: 0, rtol: 1e-9 };
const ssim = { atol: 1e-6, rtol: 0 };

/** Every value that is compared with values computed by others. */
export const publishedValues: readonly Published[] = [
  { key: 'mse', metric: 'mse', source: SKIMAGE, options: { crop: 0 }, ...exact },
  { key: 'mae', metric: 'mae', source: 'NumPy', options: { crop: 0 }, ...exact },
  { key: 'psnr', metric: 'psnr', source: SKIMAGE, options: { crop: 0 }, ...exact },
  { key: 'psnr_rgb_crop2', metric: 'psnr', source: BASIC_SR, options: { crop: 2 }, ...exact },
  { key: 'psnr_rgb_crop4', metric: 'psnr', source: BASIC_SR, options: { protocol: 'sr-paper', scale: 4 }, ...exact },
  { key: 'psnr_y_bt601_crop0', metric: 'psnr-y', source: BASIC_SR, options: { crop: 0 }, ...exact },
  { key: 'psnr_y_bt601_crop2', metric: 'psnr-y', source: BASIC_SR, options: {}, ...exact },
  { key: 'psnr_y_bt601_crop4', metric: 'psnr-y', source: BASIC_SR, options: { scale: 4 }, ...exact },
  {
    key: 'psnr_y_bt601_rounded_crop0',
    metric: 'psnr-y',
    source: MATLAB,
    options: { protocol: 'wang-2004' },
    ...exact,
  },
  {
    key: 'psnr_y_bt601_rounded_crop2',
    metric: 'psnr-y',
    source: MATLAB,
    options: { protocol: 'wang-2004', crop: 2 },
    ...exact,
  },
  {
    key: 'ssim_wang_gauss11_valid',
    metric: 'ssim',
    source: `${SKIMAGE}, Wang's window`,
    options: { crop: 0 },
    ...ssim,
  },
  {
    key: 'ssim_skimage_default_uniform7',
    metric: 'ssim',
    source: `${SKIMAGE}, its defaults`,
    options: { protocol: 'scikit-image-default' },
    ...ssim,
  },
  { key: 'ssim_y_wang_crop0', metric: 'ssim-y', source: BASIC_SR, options: { crop: 0 }, ...ssim },
  { key: 'ssim_y_wang_crop2', metric: 'ssim-y', source: BASIC_SR, options: { protocol: 'sr-paper' }, ...ssim },
  { key: 'ssim_y_wang_crop4', metric: 'ssim-y', source: BASIC_SR, options: { scale: 4 }, ...ssim },
  { key: 'ms_ssim_pytorch_msssim', metric: 'ms-ssim', source: 'pytorch-msssim', options: {}, atol: 2e-5, rtol: 0 },
  {
    key: 'gmsd_piq',
    metric: 'gmsd',
    source: 'piq',
    options: {},
    atol: 1e-6,
    rtol: 0,
    convert: (value, [height = 0, width = 0]) => {
      const n = Math.ceil(height / 2) * Math.ceil(width / 2);
      return value * Math.sqrt(n / (n - 1));
    },
    note: "times sqrt(N/(N-1)): piq divides the variance by N, the authors' MATLAB code and this project by N - 1",
  },
  { key: 'flip_ldr_mean_67ppd', metric: 'flip', source: 'NVlabs FLIP', options: {}, atol: 2e-5, rtol: 0 },
  { key: 'ssimulacra2_cpp', metric: 'ssimulacra2', source: "cloudinary's C++", options: {}, atol: 0.05, rtol: 0 },
];

/** A pair of pictures with numbers that others computed for it, by the keys of `publishedValues`. */
interface PublishedPair {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Calibrated {
  readonly published: Published;
  readonly pair: string;
  readonly ours: number;
  readonly theirs: number;
  readonly difference: number;
  readonly isWithin: boolean;
}

/** Our value beside every published one of a pair. */
export function calibratePair(
  { name, shape, values }: PublishedPair,
  reference: Raster,
  picture: Raster,
  checkpoint?: () => void,
): Calibrated[] {
  const base: MeasureOptions = { protocol: 'saved-file', scale: 2, regions: ['full'], checkpoint };
  return publishedValues.flatMap((published) => {
    const raw = values[published.key];
    const number = raw === 'Infinity' ? Infinity : raw;
    if (typeof number !== 'number') return [];
    const theirs = published.convert ? published.convert(number, shape) : number;
    const [result] = measure(reference, picture, { ...base, ids: [published.metric], ...published.options });
    const ours = Number(result?.value);
    const difference = ours === theirs ? 0 : Math.abs(ours - theirs);
    const isWithin = difference <= published.atol + published.rtol * Math.abs(theirs);
    return [{ published, pair: name, ours, theirs, difference, isWithin }];
  });
}

/** Differences that are rounding of the last bits depend on the processor: they are said to be below this. */
const ROUNDING = 1e-10;

/** Two tables in Markdown: the largest difference per published number, and our values of every pair. */
export function calibrationTables(rows: readonly Calibrated[]): string {
  const summary = publishedValues.flatMap((published) => {
    const own = rows.filter((row) => row.published === published);
    const [first] = own;
    if (!first) return [];
    const worst = own.reduce((a, b) => (b.difference > a.difference ? b : a), first);
    const { atol, rtol, metric, key, source } = published;
    const tolerance = rtol > 0 ? `${rtol.toExponential()} relative` : String(atol);
    const isRounding = worst.difference < ROUNDING;
    const largest = isRounding ? '< 1e-10' : Number(worst.difference.toPrecision(2)).toString();
    const cells = [`\`${metric}\``, source, `\`${key}\``, own.length, tolerance, largest, isRounding ? '' : worst.pair];
    return [`| ${cells.join(' | ')} |`];
  });
  const headline = publishedValues.filter(({ key }) => HEADLINE.includes(key));
  const pairs = [...new Set(rows.map(({ pair }) => pair))];
  const perPair = pairs.map((pair) => {
    const cells = headline.map((published) => {
      const row = rows.find((one) => one.pair === pair && one.published === published);
      if (!row) return '–';
      const { decimals } = findMetric(published.metric);
      return `${row.ours.toFixed(decimals)} / ${row.theirs.toFixed(decimals)}`;
    });
    return `| ${pair} | ${cells.join(' | ')} |`;
  });
  const notes = publishedValues.flatMap(({ key, note }) => (note === undefined ? [] : [`\`${key}\`: ${note}.`]));
  return [
    '| metric | held against | value | pairs | tolerance | largest difference | at |',
    '|---|---|---|---|---|---|---|',
    ...summary,
    '',
    ...notes,
    '',
    'Every pair, ours / published:',
    '',
    `| pair | ${headline.map(({ metric, source }) => `${findMetric(metric).title.en} (${source})`).join(' | ')} |`,
    `|---|${headline.map(() => '---|').join('')}`,
    ...perPair,
    '',
  ].join('\n');
}

const HEADLINE: readonly string[] = [
  'psnr',
  'psnr_y_bt601_crop2',
  'ssim_wang_gauss11_valid',
  'ssim_skimage_default_uniform7',
  'ms_ssim_pytorch_msssim',
  'gmsd_piq',
  'flip_ldr_mean_67ppd',
  'ssimulacra2_cpp',
];
