import { scoreSizes } from './labels';
import type { Tensor } from '../tensor/tensor';

/**
 * Three principal components of feature maps, as colours: fitted on one array and kept for all that are compared with
 * it, so that the same colour is the same feature everywhere.
 */
export interface Components {
  readonly mean: Float64Array;
  /** Up to three directions of unit length. */
  readonly directions: readonly Float64Array[];
  /** Values that are drawn as black and white, per direction. */
  readonly ranges: readonly (readonly [low: number, high: number])[];
}

const MOST_SAMPLES = 4096;
const ROUNDS = 60;

/** Principal components of the pixels' vectors over the channels, by power iteration on their covariance. */
export function principalComponents(features: Tensor, count = 3): Components {
  const [channels, height, width] = scoreSizes(features);
  const plane = height * width;
  const step = Math.max(1, Math.floor(plane / MOST_SAMPLES));
  const at = (c: number, i: number): number => features.data[c * plane + i]!;
  const samples: number[] = [];
  for (let i = 0; i < plane; i += step) samples.push(i);
  const mean = Float64Array.from(
    { length: channels },
    (_, c) => samples.reduce((sum, i) => sum + at(c, i), 0) / samples.length,
  );
  const covariance = new Float64Array(channels * channels);
  const centred = new Float64Array(channels);
  for (const i of samples) {
    for (let c = 0; c < channels; c++) centred[c] = at(c, i) - mean[c]!;
    for (let a = 0; a < channels; a++)
      for (let b = a; b < channels; b++) covariance[a * channels + b]! += centred[a]! * centred[b]!;
  }
  for (let a = 0; a < channels; a++)
    for (let b = 0; b < a; b++) covariance[a * channels + b] = covariance[b * channels + a]!;
  const directions: Float64Array[] = [];
  for (let k = 0; k < Math.min(count, channels); k++) directions.push(strongest(covariance, channels, directions));
  const ranges = directions.map((direction) => {
    let low = Infinity;
    let high = -Infinity;
    for (const i of samples) {
      let value = 0;
      for (let c = 0; c < channels; c++) value += (at(c, i) - mean[c]!) * direction[c]!;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return [low, high > low ? high : low + 1] as const;
  });
  return { mean, directions, ranges };
}

/** The direction of the largest variance that is at right angles to those known. */
function strongest(covariance: Float64Array, size: number, known: readonly Float64Array[]): Float64Array {
  // Begins at the channel with the largest variance: never at right angles to everything for reasons of symmetry.
  let best = 0;
  for (let c = 1; c < size; c++) if (covariance[c * size + c]! > covariance[best * size + best]!) best = c;
  let vector = Float64Array.from({ length: size }, (_, c) => (c === best ? 1 : 1e-3 * (1 + (c % 7))));
  for (let round = 0; round < ROUNDS; round++) {
    for (const other of known) {
      const along = vector.reduce((sum, value, c) => sum + value * other[c]!, 0);
      vector.forEach((value, c) => (vector[c] = value - along * other[c]!));
    }
    const length = Math.hypot(...vector);
    if (length < 1e-30) break;
    vector = vector.map((value) => value / length);
    if (round === ROUNDS - 1) break;
    const next = new Float64Array(size);
    for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) next[a]! += covariance[a * size + b]! * vector[b]!;
    if (next.every((value) => value === 0)) break;
    vector = next;
  }
  // The sign is arbitrary: the largest component is made positive.
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}

/** Feature maps as an RGB picture in the colours of `components`, [height * width * 3] of 0..255. */
export function paintComponents(features: Tensor, { mean, directions, ranges }: Components): Uint8Array {
  const [channels, height, width] = scoreSizes(features);
  const plane = height * width;
  const out = new Uint8Array(plane * 3);
  for (let i = 0; i < plane; i++) {
    for (let k = 0; k < 3; k++) {
      const at = Math.min(k, directions.length - 1);
      const direction = directions[at]!;
      const [low, high] = ranges[at]!;
      let value = 0;
      for (let c = 0; c < channels; c++) value += (features.data[c * plane + i]! - mean[c]!) * direction[c]!;
      const scaled = (255 * (value - low)) / (high - low) + 0.5;
      out[3 * i + k] = scaled >= 255 ? 255 : scaled > 0 ? Math.floor(scaled) : 0;
    }
  }
  return out;
}
