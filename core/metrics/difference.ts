import type { Raster } from '../tensor/raster';
import type { Plane } from './planes';

/** Rows between two looks at the cancel flag; a row of 10000 px takes well under a millisecond. */
export const ROWS_PER_CHECK = 16;

export interface Differences {
  /** Sums over all cropped pixels and channels, in the raster's own integers; exact below 2^53. */
  readonly sumOfSquares: number;
  readonly sumOfMagnitudes: number;
  readonly largest: number;
  readonly count: number;
}

/** One pass over both rasters: what MSE, MAE, PSNR and the maximum error are made of. */
export function differences(reference: Raster, picture: Raster, crop: number, checkpoint?: () => void): Differences {
  const rowLength = (reference.width - 2 * crop) * reference.channels;
  const rows = reference.height - 2 * crop;
  let sumOfSquares = 0;
  let sumOfMagnitudes = 0;
  let largest = 0;
  for (let y = 0; y < rows; y++) {
    if (y % ROWS_PER_CHECK === 0) checkpoint?.();
    const start = ((y + crop) * reference.width + crop) * reference.channels;
    for (let i = start, end = start + rowLength; i < end; i++) {
      const d = Math.abs(picture.data[i]! - reference.data[i]!);
      sumOfSquares += d * d;
      sumOfMagnitudes += d;
      if (d > largest) largest = d;
    }
  }
  return { sumOfSquares, sumOfMagnitudes, largest, count: rowLength * rows };
}

/** Mean squared difference of two planes of one size. */
export function planeMse(a: Plane, b: Plane, checkpoint?: () => void): number {
  let sum = 0;
  for (let y = 0, i = 0; y < a.height; y++) {
    if (y % ROWS_PER_CHECK === 0) checkpoint?.();
    for (const end = i + a.width; i < end; i++) {
      const d = a.data[i]! - b.data[i]!;
      sum += d * d;
    }
  }
  return sum / a.data.length;
}

/** 10 log10(255^2 / MSE), MSE in 0..255 units; identical pictures give Infinity. */
export function psnrOf(mse: number): number {
  return mse === 0 ? Infinity : 10 * Math.log10((255 * 255) / mse);
}
