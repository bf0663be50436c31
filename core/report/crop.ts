import { makeSamples, type BitDepth, type Raster, type Samples } from '../tensor/raster';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The least and greatest values of one channel so far. */
interface Extremes {
  readonly channel: number;
  low: Samples;
  high: Samples;
}

/**
 * Finds the part of a picture worth printing: the window in which the outputs differ most from one another
 * (sum over pixels of the spread of the first channel and of the last one), searched on a coarse grid.
 * Pictures come one at a time, so that one alone is in memory. Those of another size than the first are left out; the
 * window keeps to that size when it is smaller.
 */
export class CropFinder {
  private size: Pick<Raster, 'width' | 'height' | 'channels'> | undefined;
  private bitDepth: BitDepth = 8;
  private extremes: readonly Extremes[] = [];

  add(picture: Raster): void {
    const { width, height, channels, bitDepth } = picture;
    if (this.size === undefined) {
      this.size = { width, height, channels };
      this.bitDepth = bitDepth;
      this.extremes = usedChannels(channels).map((channel) => {
        const low = oneChannel(picture, channel);
        return { channel, low, high: low.slice() };
      });
      return;
    }
    if (width !== this.size.width || height !== this.size.height || channels !== this.size.channels) return;
    if (bitDepth > this.bitDepth) this.deepen(bitDepth);
    for (const { channel, low, high } of this.extremes) widen(low, high, picture.data, channel, channels);
  }

  find(width: number, height: number): Rect {
    const { size, extremes } = this;
    if (size === undefined) return { x: 0, y: 0, width, height };
    return findWindow(size, { width, height }, (y, spreads) => {
      for (const { low, high } of extremes) addSpreads(spreads, low, high, y * size.width);
    });
  }

  /** Room for values of another depth. */
  private deepen(bitDepth: BitDepth): void {
    this.bitDepth = bitDepth;
    for (const one of this.extremes) {
      one.low = converted(one.low, bitDepth);
      one.high = converted(one.high, bitDepth);
    }
  }
}

type Size = Pick<Raster, 'width' | 'height'>;

/** The first channel and the last. */
const usedChannels = (channels: number): readonly number[] => (channels > 1 ? [0, channels - 1] : [0]);

/**
 * The window with the largest sum of spreads, on a coarse grid.
 * @param addRow adds the spreads of one row to zeros
 */
function findWindow(size: Size, window: Size, addRow: (y: number, spreads: Float64Array) => void): Rect {
  const cropWidth = Math.min(window.width, size.width);
  const cropHeight = Math.min(window.height, size.height);
  const stepX = Math.max(1, Math.floor(cropWidth / 8));
  const stepY = Math.max(1, Math.floor(cropHeight / 8));
  const columns = windowEdges(size.width, cropWidth, stepX);
  const sums = sumsAt(size, columns, windowEdges(size.height, cropHeight, stepY), addRow);
  const place = new Map(columns.map((x, index) => [x, index]));
  let best = { x: 0, y: 0, sum: -1 };
  for (let y = 0; y + cropHeight <= size.height; y += stepY) {
    const [top, bottom] = [sums.get(y)!, sums.get(y + cropHeight)!];
    for (let x = 0; x + cropWidth <= size.width; x += stepX) {
      const [left, right] = [place.get(x)!, place.get(x + cropWidth)!];
      const sum = bottom[right]! - top[right]! - bottom[left]! + top[left]!;
      if (sum > best.sum) best = { x, y, sum };
    }
  }
  return { x: best.x, y: best.y, width: cropWidth, height: cropHeight };
}

/** Rows that are looked at together. */
const ROWS = 32;

/**
 * The same window from pictures that are all there, 8 bits and of one size: a few rows of each at a time, so that nothing
 * as large as a picture is held.
 * @param pictures each gives its values `from` to `to`, interleaved
 */
export function findWindowOf(
  pictures: readonly ((from: number, to: number) => Samples)[],
  size: Pick<Raster, 'width' | 'height' | 'channels'>,
  window: Size,
): Rect {
  const { width, height, channels } = size;
  const line = width * channels;
  const used = usedChannels(channels);
  const low = new Uint8Array(width);
  const high = new Uint8Array(width);
  let first = 0;
  let rows: readonly Samples[] = [];
  return findWindow(size, window, (y, spreads) => {
    if (y % ROWS === 0) {
      first = y;
      rows = pictures.map((values) => values(y * line, Math.min(height, y + ROWS) * line));
    }
    for (const channel of used) {
      low.fill(255);
      high.fill(0);
      const from = (y - first) * line + channel;
      for (const values of rows) widenRow(low, high, values as Uint8Array, from, channels);
      addSpreads(spreads, low, high, 0);
    }
  });
}

/** Takes a row into the least and greatest values; without branches, which no processor can foretell here. */
function widenRow(low: Uint8Array, high: Uint8Array, values: Uint8Array, from: number, step: number): void {
  for (let i = 0, at = from; i < low.length; i++, at += step) {
    const value = values[at]!;
    const [least, most] = [low[i]!, high[i]!];
    const below = value - least;
    const above = value - most;
    low[i] = least + (below & (below >> 31));
    high[i] = most + (above & ~(above >> 31));
  }
}

/**
 * Summed-area table of the spreads at the edges of windows alone: the whole table of a large picture would be larger
 * than the picture.
 */
function sumsAt(
  { width, height }: Size,
  columns: readonly number[],
  rows: readonly number[],
  addRow: (y: number, spreads: Float64Array) => void,
): ReadonlyMap<number, Float64Array> {
  const wanted = new Set(rows);
  const kept = new Map<number, Float64Array>();
  const sums = new Float64Array(columns.length);
  const spreads = new Float64Array(width);
  for (let y = 0; y <= height; y++) {
    if (wanted.has(y)) kept.set(y, sums.slice());
    if (y === height) break;
    spreads.fill(0);
    addRow(y, spreads);
    let row = 0;
    let edge = 0;
    for (let x = 0; x <= width && edge < columns.length; x++) {
      if (x === columns[edge]) sums[edge++]! += row;
      row += spreads[x] ?? 0;
    }
  }
  return kept;
}

/** Where the windows of the grid begin and end along one side, in order. */
function windowEdges(side: number, window: number, step: number): number[] {
  const edges = new Set<number>();
  for (let at = 0; at + window <= side; at += step) edges.add(at).add(at + window);
  return [...edges].sort((a, b) => a - b);
}

function oneChannel({ width, height, channels, bitDepth, data }: Raster, channel: number): Samples {
  const out = makeSamples(bitDepth, width * height);
  for (let i = 0, at = channel; i < out.length; i++, at += channels) out[i] = data[at]!;
  return out;
}

function converted(values: Samples, bitDepth: BitDepth): Samples {
  const out = makeSamples(bitDepth, values.length);
  out.set(values);
  return out;
}

/** Takes one channel of a picture into the least and greatest values. */
function widen(low: Samples, high: Samples, data: Samples, channel: number, step: number): void {
  for (let i = 0, at = channel; i < low.length; i++, at += step) {
    const value = data[at]!;
    if (value < low[i]!) low[i] = value;
    if (value > high[i]!) high[i] = value;
  }
}

function addSpreads(spreads: Float64Array, low: Samples, high: Samples, from: number): void {
  for (let x = 0; x < spreads.length; x++) spreads[x]! += high[from + x]! - low[from + x]!;
}
