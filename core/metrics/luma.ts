import type { Raster } from '../tensor/raster';
import { asBytes } from './bytePairs';
import { ROWS_PER_CHECK } from './difference';
import type { MetricOptions } from './metric';
import { lumaOf, mixRow } from './planes';
import type { Rectangle } from './rectangle';

/**
 * Mean squared difference of the luma (BT.601, 16..235) of two rasters, and of `inner` alone, in one pass: a row of each
 * is in memory at a time.
 */
export function lumaMse(
  reference: Raster,
  picture: Raster,
  options: MetricOptions,
): { readonly value: number; readonly inner: number | undefined } {
  const { crop, settings, inner, checkpoint } = options;
  const width = reference.width - 2 * crop;
  const height = reference.height - 2 * crop;
  const { bytes } = options;
  const pair = settings.roundLuma ? null : asBytes(reference, picture, bytes);
  if (pair && bytes) {
    const mean = ({ x, y, ...size }: Rectangle): number =>
      bytes.lumaSquares(pair, { x: x + crop, y: y + crop, ...size }) / (size.width * size.height);
    return { value: mean({ x: 0, y: 0, width, height }), inner: inner && mean(inner) };
  }
  const luma = lumaOf(reference, settings.roundLuma);
  const a = new Float64Array(width);
  const b = new Float64Array(width);
  let sum = 0;
  let within = 0;
  for (let y = 0; y < height; y++) {
    if (y % ROWS_PER_CHECK === 0) checkpoint?.();
    const from = ((y + crop) * reference.width + crop) * reference.channels;
    mixRow(reference, from, luma, a, 0, width);
    mixRow(picture, from, luma, b, 0, width);
    for (let x = 0; x < width; x++) {
      const d = b[x]! - a[x]!;
      sum += d * d;
    }
    if (inner === undefined || y < inner.y || y >= inner.y + inner.height) continue;
    for (let x = inner.x, end = inner.x + inner.width; x < end; x++) {
      const d = b[x]! - a[x]!;
      within += d * d;
    }
  }
  return { value: sum / (width * height), inner: inner && within / (inner.width * inner.height) };
}
