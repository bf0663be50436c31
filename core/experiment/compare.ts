import { maxValue, type Raster, type Samples } from '../tensor/raster';
import type { KeptOutput } from './keptOutputs';

/** Differences of two pictures of the same size, in 0..255 units whatever the bit depth. */
interface Difference {
  readonly meanAbsolute: number;
  readonly maximum: number;
}

/** Values that are fetched at once. */
const PART = 2 ** 20;

export function differenceOf(a: Raster, b: KeptOutput): Difference {
  const unit = maxValue(a) / 255;
  let sum = 0;
  let maximum = 0;
  for (const [mine, other] of parts(a, b)) {
    for (let i = 0; i < mine.length; i++) {
      const difference = Math.abs(mine[i]! - other[i]!);
      sum += difference;
      if (difference > maximum) maximum = difference;
    }
  }
  return { meanAbsolute: a.data.length === 0 ? 0 : sum / a.data.length / unit, maximum: maximum / unit };
}

/** Whether no value differs by more than a share of white; stops at the first that does. */
export function areEqual(a: Raster, b: KeptOutput, tolerance = 1 / 255): boolean {
  if (a.data.length !== b.length || a.bitDepth !== b.bitDepth || maxValue(a) !== maxValue(b)) return false;
  const limit = maxValue(a) * tolerance;
  for (const [mine, other] of parts(a, b)) {
    for (let i = 0; i < mine.length; i++) if (Math.abs(mine[i]! - other[i]!) > limit) return false;
  }
  return true;
}

/** Both, part by part. */
function* parts({ data }: Raster, other: KeptOutput): Generator<readonly [Samples, Samples]> {
  for (let from = 0; from < data.length; from += PART) {
    const to = Math.min(data.length, from + PART);
    yield [data.subarray(from, to), other.values(from, to)];
  }
}
