import { maxValue, type Raster } from '../tensor/raster';

/** Differences of two pictures of the same size, in 0..255 units whatever the bit depth. */
export interface Difference {
  readonly meanAbsolute: number;
  readonly maximum: number;
}

export function differenceOf(a: Raster, b: Raster): Difference {
  const unit = maxValue(a) / 255;
  let sum = 0;
  let maximum = 0;
  for (let i = 0; i < a.data.length; i++) {
    const difference = Math.abs(a.data[i]! - b.data[i]!);
    sum += difference;
    if (difference > maximum) maximum = difference;
  }
  return { meanAbsolute: a.data.length === 0 ? 0 : sum / a.data.length / unit, maximum: maximum / unit };
}

/** Whether no value differs by more than 1/255; stops at the first that does. */
export function areEqual(a: Raster, b: Raster): boolean {
  if (a.data.length !== b.data.length || a.bitDepth !== b.bitDepth || maxValue(a) !== maxValue(b)) return false;
  const limit = maxValue(a) / 255;
  for (let i = 0; i < a.data.length; i++) {
    if (Math.abs(a.data[i]! - b.data[i]!) > limit) return false;
  }
  return true;
}
