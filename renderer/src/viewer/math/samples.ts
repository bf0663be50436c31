import { peakOf, unitScale, type Channel, type PixelData, type ValueForm } from './errors';
import { luma } from './srgb';

/** Values of one pixel in file units: [grey] or [R, G, B]; null outside the picture. */
export function pixelAt(picture: PixelData, x: number, y: number): number[] | null {
  if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return null;
  const at = (y * picture.width + x) * picture.channels;
  return Array.from(picture.data.subarray(at, at + picture.channels));
}

/** A block of pixels in file units, [height × width × channels]; outside the picture NaN. */
export function patchOf(picture: PixelData, x0: number, y0: number, width: number, height: number): Float32Array {
  const { channels } = picture;
  const out = new Float32Array(width * height * channels).fill(NaN);
  for (let y = Math.max(0, -y0); y < height && y0 + y < picture.height; y++) {
    const from = Math.max(0, -x0);
    const until = Math.min(width, picture.width - x0);
    if (until <= from) break;
    const at = ((y0 + y) * picture.width + x0 + from) * channels;
    out.set(picture.data.subarray(at, at + (until - from) * channels), (y * width + from) * channels);
  }
  return out;
}

/** Writes `count` values of row `y` from column `x0` on. */
export type RowSource = (y: number, x0: number, count: number, out: Float32Array) => void;

/** Like `patchOf` for a picture with one value per pixel: [height × width]. */
export function rowsPatch(
  picture: { readonly width: number; readonly height: number },
  rows: RowSource,
  x0: number,
  y0: number,
  width: number,
  height: number,
): Float32Array {
  const out = new Float32Array(width * height).fill(NaN);
  const from = Math.max(0, -x0);
  const until = Math.min(width, picture.width - x0);
  for (let y = Math.max(0, -y0); y < height && y0 + y < picture.height && until > from; y++) {
    const at = y * width;
    rows(y0 + y, x0 + from, until - from, out.subarray(at + from, at + until));
  }
  return out;
}

/** One value per pixel of a channel, in /255 units. `rgb` gives luma, since one line can show one value. */
function valueAt(picture: PixelData, at: number, channel: Channel): number {
  const scale = unitScale(picture);
  const { data } = picture;
  if (picture.channels === 1 || channel === 'r') return data[at]! * scale;
  if (channel === 'g') return data[at + 1]! * scale;
  if (channel === 'b') return data[at + 2]! * scale;
  return luma(data[at]!, data[at + 1]!, data[at + 2]!) * scale;
}

/** Values along a row (`horizontal`) or column of the picture, /255 units. */
export function lineProfile(
  picture: PixelData,
  axis: 'horizontal' | 'vertical',
  index: number,
  channel: Channel,
): Float32Array {
  const { width, height, channels } = picture;
  const horizontal = axis === 'horizontal';
  const length = horizontal ? width : height;
  const out = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const at = horizontal ? (index * width + i) * channels : (i * width + index) * channels;
    out[i] = valueAt(picture, at, channel);
  }
  return out;
}

/** Pixels per value 0..255 of a channel (16-bit values rounded to 8); adds rows y0..y1 to `bins` [256]. */
export function addToHistogram(picture: PixelData, channel: Channel, y0: number, y1: number, bins: Float64Array): void {
  const { width, channels } = picture;
  for (let at = y0 * width * channels, end = y1 * width * channels; at < end; at += channels) {
    const value = valueAt(picture, at, channel);
    // What is darker than black or brighter than white counts at the ends.
    const bin = Math.max(0, Math.min(255, Math.round(value)));
    if (!Number.isNaN(value)) bins[bin]! += 1;
  }
}

/** Steps of the second pass: a 2000th of the span of values tells a percentile well enough for a screen. */
const EXTENT_STEPS = 2048;

/** Smallest and largest values of a picture, in shares of white, and those that 0.5 % of the values lie outside of on each side. */
export interface Extent {
  readonly least: number;
  readonly most: number;
  readonly low: number;
  readonly high: number;
}

/** The range of values that come part by part, in two passes; NaN and infinite values are ignored. */
export class ExtentFinder {
  private least = Infinity;
  private most = -Infinity;
  private readonly bins = new Uint32Array(EXTENT_STEPS);
  private counted = 0;

  /** The first pass. */
  look(values: PixelData['data']): void {
    let { least, most } = this;
    for (const value of values) {
      if (value < least && value > -Infinity) least = value;
      if (value > most && value < Infinity) most = value;
    }
    [this.least, this.most] = [least, most];
  }

  /** The second pass. */
  count(values: PixelData['data']): void {
    const { least, most, bins } = this;
    if (!(most > least)) return;
    const step = EXTENT_STEPS / (most - least);
    for (const value of values) {
      if (!(value >= least && value <= most)) continue;
      bins[Math.min(EXTENT_STEPS - 1, Math.floor((value - least) * step))]! += 1;
      this.counted += 1;
    }
  }

  found(form: ValueForm): Extent {
    const { least, most, bins, counted } = this;
    const scale = 1 / peakOf(form);
    if (!(most > least)) {
      const only = Number.isFinite(least) ? least * scale : 0;
      return { least: only, most: only, low: only, high: only };
    }
    const step = EXTENT_STEPS / (most - least);
    const valueAtShare = (share: number): number => {
      let seen = 0;
      for (let bin = 0; bin < EXTENT_STEPS; bin++) {
        seen += bins[bin]!;
        if (seen > share * counted) return least + (bin + (share > 0.5 ? 1 : 0)) / step;
      }
      return most;
    };
    return {
      least: least * scale,
      most: most * scale,
      low: valueAtShare(0.005) * scale,
      high: valueAtShare(0.995) * scale,
    };
  }
}

/** The range of the values of a picture. */
export function extentOf(picture: PixelData): Extent {
  const finder = new ExtentFinder();
  finder.look(picture.data);
  finder.count(picture.data);
  return finder.found(picture);
}
