import { maxValue, type Raster } from '../../tensor/raster';

/** What a fix would bring, without making the picture that it leads to. */

/** Every such row of a large picture is looked at. */
const ROW_STEP = 16;
/** Values from which on a part of the rows tells enough. */
const LARGE = 2 ** 20;
/** Decibels by which the part may be off; faults of a whole picture are many times as large. */
export const SAMPLE_MARGIN_DB = 1;

export type Mirror = 'none' | 'horizontal' | 'vertical' | 'both' | 'swapped';

export const isLarge = ({ data }: Raster): boolean => data.length > LARGE;

/** Mean squared difference to the picture turned over, or with red and blue exchanged, over some of the rows. */
export function mseOfMirror(reference: Raster, picture: Raster, kind: Mirror): number {
  const { width, height, channels } = reference;
  const unitA = 255 / maxValue(reference);
  const unitB = 255 / maxValue(picture);
  const turnsX = kind === 'horizontal' || kind === 'both';
  const turnsY = kind === 'vertical' || kind === 'both';
  let [error, count] = [0, 0];
  for (let y = ROW_STEP >> 1; y < height; y += ROW_STEP) {
    const from = turnsY ? height - 1 - y : y;
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels;
      const other = (from * width + (turnsX ? width - 1 - x : x)) * channels;
      for (let c = 0; c < channels; c++) {
        const channel = kind === 'swapped' && c < 3 ? 2 - c : c;
        const d = reference.data[at + c]! * unitA - picture.data[other + channel]! * unitB;
        error += d * d;
      }
    }
    count += width * channels;
  }
  return count === 0 ? 0 : error / count;
}

/** How often each value of the picture meets each of the reference; null where values are no bytes. */
export function meetings(reference: Raster, picture: Raster): Float64Array | null {
  const isBytes = ({ bitDepth, peak }: Raster): boolean => bitDepth === 8 && peak === undefined;
  if (!isBytes(reference) || !isBytes(picture) || reference.data.length !== picture.data.length) return null;
  const counts = new Float64Array(65536);
  for (let i = 0; i < picture.data.length; i++) counts[reference.data[i]! * 256 + picture.data[i]!]!++;
  return counts;
}

/** Mean squared difference after a curve, as `toned` makes it: rounded and cut off. */
export function mseOfTone(counts: Float64Array, back: (v: number) => number): number {
  const table = Float64Array.from({ length: 256 }, (_, v) => {
    const value = Math.fround(255 * back(v / 255));
    return Number.isNaN(value) ? 0 : Math.min(255, Math.max(0, Math.floor(value + 0.5)));
  });
  let [error, total] = [0, 0];
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    if (count === 0) continue;
    error += count * ((i >> 8) - table[i & 255]!) ** 2;
    total += count;
  }
  return total === 0 ? 0 : error / total;
}
