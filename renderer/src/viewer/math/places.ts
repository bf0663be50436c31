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

const lumaAt = (of: PixelData, pixel: number): number => {
  const { data, channels } = of;
  const at = pixel * channels;
  const own = channels === 1 ? data[at]! : luma(data[at]!, data[at + 1]!, data[at + 2]!);
  return own * unitScale(of);
};

/** Mean luma of one picture minus another per cell, then the mean size of it: [2 × rows × columns], /255. */
export function cellDifferences(picture: PixelData, base: PixelData, side: number): Float32Array {
  const { width, height } = picture;
  const columns = Math.ceil(width / side);
  const rows = Math.ceil(height / side);
  const count = columns * rows;
  const out = new Float32Array(2 * count);
  const weights = new Float32Array(count);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = Math.floor(y / side) * columns + Math.floor(x / side);
      const difference = lumaAt(picture, y * width + x) - lumaAt(base, y * width + x);
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

/** Side of the square in the middle of a cell that stands for it where a picture is too large to be held. */
const SAMPLE_SIDE = 4;
/** Steps of a kept value in /255. */
const SAMPLE_STEPS = 256;

/** Luma of a square in the middle of each cell, taken while the rows of a picture pass by: a few bytes for each cell. */
export class CellSampler {
  private readonly columns: number;
  private readonly values: Uint16Array;

  constructor(
    { width, height }: Size,
    private readonly side: number,
  ) {
    this.columns = Math.ceil(width / side);
    this.values = new Uint16Array(this.columns * Math.ceil(height / side) * SAMPLE_SIDE ** 2);
  }

  /** Row `y` of the picture, as a picture of one row. */
  push(row: PixelData, y: number): void {
    const { side, columns, values } = this;
    const inside = placeInCell(y, side);
    if (inside === null) return;
    const cells = Math.floor(y / side) * columns;
    for (let x = 0; x < row.width; x++) {
      const across = placeInCell(x, side);
      if (across === null) continue;
      const at = (cells + Math.floor(x / side)) * SAMPLE_SIDE ** 2 + inside * SAMPLE_SIDE + across;
      values[at] = Math.max(0, Math.min(65535, Math.round(lumaAt(row, x) * SAMPLE_STEPS)));
    }
  }

  finish(): Uint16Array {
    return this.values;
  }
}

/** Where a coordinate lies in the sampled square of its cell; null beside it. */
function placeInCell(at: number, side: number): number | null {
  const place = (at % side) - Math.max(0, (side - SAMPLE_SIDE) >> 1);
  return place >= 0 && place < SAMPLE_SIDE ? place : null;
}

/** Like `cellDifferences`, of the samples of two pictures of one size. */
export function sampledDifferences(samples: Uint16Array, base: Uint16Array): Float32Array {
  const each = SAMPLE_SIDE ** 2;
  const count = samples.length / each;
  const out = new Float32Array(2 * count);
  for (let cell = 0; cell < count; cell++) {
    for (let at = cell * each; at < (cell + 1) * each; at++) {
      const difference = (samples[at]! - base[at]!) / (each * SAMPLE_STEPS);
      out[cell]! += difference;
      out[count + cell]! += Math.abs(difference);
    }
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
  // One number for each place that a window can have, and a pass over them for each window that is found: sorting as
  // many objects as there are places would keep the page from moving.
  const stepX = Math.max(1, wide >> 3);
  const stepY = Math.max(1, high >> 3);
  const across = Math.floor((columns - wide) / stepX) + 1;
  const down = Math.floor((rows - high) / stepY) + 1;
  const totals = new Float64Array(across * down);
  for (let at = 0; at < totals.length; at++) {
    const x = (at % across) * stepX;
    const y = Math.floor(at / across) * stepY;
    totals[at] =
      sums[(y + high) * stride + x + wide]! -
      sums[y * stride + x + wide]! -
      sums[(y + high) * stride + x]! +
      sums[y * stride + x]!;
  }
  const found: Rect[] = [];
  while (found.length < most) {
    let best = -1;
    for (let at = 0; at < totals.length; at++) if (totals[at]! > (best < 0 ? 0 : totals[best]!)) best = at;
    if (best < 0) break;
    const x = (best % across) * stepX;
    const y = Math.floor(best / across) * stepY;
    found.push({ x: x * side, y: y * side, width: wide * side, height: high * side });
    // No other window may lie over this one.
    for (let at = 0; at < totals.length; at++) {
      const apartX = Math.abs((at % across) * stepX - x) >= wide;
      const apartY = Math.abs(Math.floor(at / across) * stepY - y) >= high;
      if (!apartX && !apartY) totals[at] = 0;
    }
  }
  return found;
}
