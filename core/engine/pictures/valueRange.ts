import { message, type Message } from '../../messages';
import { invalidParameter, UpbenchError } from '../../tensor/errors';
import { extremesOf, maxValue, type Raster } from '../../tensor/raster';

/** Common values of white: 8, 10, 12, 14 and 16 bits. */
const USUAL_WHITES = [255, 1023, 4095, 16383, 65535] as const;

/** The raster with another value of white; refused where it cannot be. */
export function withRange(raster: Raster, range: number, name: string): Raster {
  if (!(range > 0) || !Number.isFinite(range)) throw invalidParameter('--range', message('positive-number'), range);
  if (raster.bitDepth === 32) return { ...raster, peak: range };
  const largest = 2 ** raster.bitDepth - 1;
  if (!Number.isInteger(range) || range > largest)
    throw invalidParameter('--range', message('range-of-depth', { name, largest, bits: raster.bitDepth }), range);
  const { most } = extremesOf(raster);
  if (most > range) throw new UpbenchError('invalid-parameter', message('range-exceeded', { name, range, most }));
  return range === largest ? raster : { ...raster, peak: range };
}

/** Suggests a range where the values do not match the file's value of white. */
export function rangeNotes(raster: Raster): Message[] {
  if (raster.bitDepth === 8 || raster.peak !== undefined) return [];
  const { least, most } = extremesOf(raster);
  if (raster.bitDepth === 32) {
    if (least >= 0 && most <= maxValue(raster)) return [];
    const range = USUAL_WHITES.find((white) => most > 1 && most <= white) ?? Math.max(1, Math.ceil(most));
    return [message('picture-outside-range', { least: shown(least), most: shown(most), range })];
  }
  const range = suggestedRange(raster);
  return range === undefined ? [] : [message('picture-suggests-range', { most, range })];
}

/** The white that the values of a 16-bit picture look like, where it is not what the bit depth says. */
export function suggestedRange(raster: Raster): number | undefined {
  if (raster.bitDepth !== 16 || raster.peak !== undefined) return undefined;
  const { most } = extremesOf(raster);
  const range = USUAL_WHITES.find((white) => most <= white);
  // 8-bit values times 257 are 16-bit pictures, however dark.
  const isWidened = raster.data.every((value) => value % 257 === 0);
  return most > 0 && range !== undefined && range <= 16383 && !isWidened ? range : undefined;
}

const shown = (value: number): string => String(Number(value.toPrecision(4)));
