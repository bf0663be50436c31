import type { PixelData } from './errors';
import { unitScale } from './errors';
import type { Rect, Size } from './geometry';
import { luma } from './srgb';

/** Sums are kept for about this many cells of a picture, however large it is. */
const CELLS = 65_536;

/** Side in pixels of the cells that a picture is looked at by. */
export function cellSide({ width, height }: Size): number {
  return Math.max(1, Math.ceil(Math.sqrt((width * height) / CELLS)));
}

/** Mean luma of one picture minus another per cell, then the mean size of it: [2 × rows × columns], /255. */
export function cellDifferences(picture: PixelData, base: PixelData, side: number): Float32Array {
  const { width, height } = picture;
  const columns = Math.ceil(width / side);
  const rows = Math.ceil(height / side);
  const count = columns * rows;
  const out = new Float32Array(2 * count);
  const weights = new Float32Array(count);
  const value = (of: PixelData, pixel: number): number => {
    const { data, channels } = of;
    const at = pixel * channels;
    const own = channels === 1 ? data[at]! : luma(data[at]!, data[at + 1]!, data[at + 2]!);
    return own * unitScale(of);
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = Math.floor(y / side) * columns + Math.floor(x / side);
      const difference = value(picture, y * width + x) - value(base, y * width + x);
      out[cell]! += difference;
      out[count + cell]! += Math.abs(difference);
      weights[cell]! += 1;
    }
  }
  for (let cell = 0; cell < count; cell++) {
    out[cell]! /= weights[cell]!;
    out[count + cell]! /= weights[cell]!;
  }
  return out;
}

/** How far the methods lie apart in each cell: the span of their values, and of the sizes of their differences. */
export function spreadOfCells(methods: readonly Float32Array[], count: number): Float32Array {
  const spread = new Float32Array(count);
  for (const shift of [0, count]) {
    for (let cell = 0; cell < count; cell++) {
      let low = Infinity;
      let high = -Infinity;
      for (const cells of methods) {
        low = Math.min(low, cells[shift + cell]!);
        high = Math.max(high, cells[shift + cell]!);
      }
      if (high > low) spread[cell]! += high - low;
    }
  }
  return spread;
}

/**
 * The windows in which the spread is largest, largest first, none over another.
 * @param picture pixels  @param window pixels, as much as a pane shows
 */
export function mostDifferent(
  spread: Float32Array,
  picture: Size,
  side: number,
  window: Size,
  most: number,
): readonly Rect[] {
  const columns = Math.ceil(picture.width / side);
  const rows = Math.ceil(picture.height / side);
  const wide = Math.max(1, Math.min(columns, Math.round(window.width / side)));
  const high = Math.max(1, Math.min(rows, Math.round(window.height / side)));
  const stride = columns + 1;
  const sums = new Float64Array(stride * (rows + 1));
  for (let y = 0; y < rows; y++) {
    let row = 0;
    for (let x = 0; x < columns; x++) {
      row += spread[y * columns + x]!;
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1]! + row;
    }
  }
  const candidates: { x: number; y: number; sum: number }[] = [];
  const stepX = Math.max(1, wide >> 3);
  const stepY = Math.max(1, high >> 3);
  for (let y = 0; y + high <= rows; y += stepY) {
    for (let x = 0; x + wide <= columns; x += stepX) {
      const sum =
        sums[(y + high) * stride + x + wide]! -
        sums[y * stride + x + wide]! -
        sums[(y + high) * stride + x]! +
        sums[y * stride + x]!;
      candidates.push({ x, y, sum });
    }
  }
  candidates.sort((a, b) => b.sum - a.sum);
  const found: Rect[] = [];
  for (const { x, y, sum } of candidates) {
    if (found.length === most || sum <= 0) break;
    const rect = { x: x * side, y: y * side, width: wide * side, height: high * side };
    const isFree = found.every(
      (other) =>
        rect.x >= other.x + other.width ||
        other.x >= rect.x + rect.width ||
        rect.y >= other.y + other.height ||
        other.y >= rect.y + rect.height,
    );
    if (isFree) found.push(rect);
  }
  return found;
}
