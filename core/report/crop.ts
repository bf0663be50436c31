import type { Raster, Samples } from '../tensor/raster';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The part of a picture worth printing: the window in which the outputs differ most from one another
 * (sum over pixels of the spread of the first channel and of the last one), searched on a coarse grid.
 * `pictures` have one size; the window keeps to it when the picture is smaller.
 */
export function interestingCrop(pictures: readonly Raster[], width: number, height: number): Rect {
  const first = pictures[0];
  if (first === undefined) return { x: 0, y: 0, width, height };
  const cropWidth = Math.min(width, first.width);
  const cropHeight = Math.min(height, first.height);
  const stepX = Math.max(1, Math.floor(cropWidth / 8));
  const stepY = Math.max(1, Math.floor(cropHeight / 8));
  const columns = windowEdges(first.width, cropWidth, stepX);
  const sums = spreadSums(pictures, first, columns, windowEdges(first.height, cropHeight, stepY));
  const place = new Map(columns.map((x, index) => [x, index]));
  let best = { x: 0, y: 0, sum: -1 };
  for (let y = 0; y + cropHeight <= first.height; y += stepY) {
    const [top, bottom] = [sums.get(y)!, sums.get(y + cropHeight)!];
    for (let x = 0; x + cropWidth <= first.width; x += stepX) {
      const [left, right] = [place.get(x)!, place.get(x + cropWidth)!];
      const sum = bottom[right]! - top[right]! - bottom[left]! + top[left]!;
      if (sum > best.sum) best = { x, y, sum };
    }
  }
  return { x: best.x, y: best.y, width: cropWidth, height: cropHeight };
}

/** Where the windows of the grid begin and end along one side, in order. */
function windowEdges(side: number, window: number, step: number): number[] {
  const edges = new Set<number>();
  for (let at = 0; at + window <= side; at += step) edges.add(at).add(at + window);
  return [...edges].sort((a, b) => a - b);
}

/**
 * Summed-area table of the spread max - min over the pictures, at the edges of windows alone: the whole table of a large
 * picture would be larger than all pictures together.
 */
function spreadSums(
  pictures: readonly Raster[],
  { width, height, channels }: Raster,
  columns: readonly number[],
  rows: readonly number[],
): ReadonlyMap<number, Float64Array> {
  const wanted = new Set(rows);
  const kept = new Map<number, Float64Array>();
  const sums = new Float64Array(columns.length);
  const spreads = new Float64Array(width);
  const low = new Float64Array(width);
  const high = new Float64Array(width);
  const last = channels - 1;
  for (let y = 0; y <= height; y++) {
    if (wanted.has(y)) kept.set(y, sums.slice());
    if (y === height) break;
    spreads.fill(0);
    for (const channel of last > 0 ? [0, last] : [0]) {
      low.fill(Infinity);
      high.fill(-Infinity);
      for (const { data } of pictures) widen(low, high, data, y * width * channels + channel, channels);
      for (let x = 0; x < width; x++) spreads[x]! += high[x]! - low[x]!;
    }
    let row = 0;
    let edge = 0;
    for (let x = 0; x <= width && edge < columns.length; x++) {
      if (x === columns[edge]) sums[edge++]! += row;
      row += spreads[x] ?? 0;
    }
  }
  return kept;
}

/** Takes one channel of a row into the least and greatest values. */
function widen(low: Float64Array, high: Float64Array, data: Samples, start: number, step: number): void {
  for (let x = 0, at = start; x < low.length; x++, at += step) {
    const value = data[at]!;
    if (value < low[x]!) low[x] = value;
    if (value > high[x]!) high[x] = value;
  }
}
