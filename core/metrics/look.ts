import { metrics } from './registry';

/** How tables show a metric of pictures. */
export interface PictureLook {
  readonly title: string;
  readonly decimals: number;
  /** Place in the order of tables. */
  readonly rank: number;
}

/** The order people read: fidelity first, structure, then errors in grey levels; others behind, as they are registered. */
const ORDER: readonly string[] = [
  'psnr',
  'psnr-y',
  'ssim',
  'ssim-y',
  'ms-ssim',
  'gmsd',
  'flip',
  'ssimulacra2',
  'mae',
  'mse',
  'max-error',
  'gradient-error',
  'checkerboard',
];

/** Undefined for a metric that is not of pictures. */
export function pictureLook(id: string): PictureLook | undefined {
  const at = metrics.findIndex((metric) => metric.id === id);
  const metric = metrics[at];
  if (metric === undefined) return undefined;
  const rank = ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length + at;
  return { title: metric.title, decimals: metric.decimals, rank };
}
