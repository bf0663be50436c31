import { BLOCK_STRIDES, variance } from '../checkerboard/phases';
import type { Raster } from '../tensor/raster';
import type { Rectangle } from './rectangle';
import { asBytes, type BytePairs, type BytePhases } from './bytePairs';
import { divisorOf } from './planes';

interface ErrorPhases {
  /** Mean of picture - reference per phase, [s][s], in 0..255 units; NaN for a phase the picture is too small to hold. */
  readonly means: readonly (readonly number[])[];
  /** Mean over the whole 8s x 8s blocks of the variance of their phase means; undefined where no block fits. */
  readonly localVariance: number | undefined;
}

/** The same of every channel, by `bytes` where the pictures are 8-bit. */
export function errorPhasesOfAll(
  reference: Raster,
  picture: Raster,
  part: Rectangle,
  stride: number,
  bytes: BytePairs | undefined,
  checkpoint?: () => void,
): ErrorPhases[] {
  const pair = asBytes(reference, picture, bytes);
  if (pair && bytes) return ofSums(bytes.phases(pair, part, stride), part, stride);
  return Array.from({ length: reference.channels }, (_, channel) => {
    checkpoint?.();
    return errorPhases(reference, picture, channel, part, stride);
  });
}

function ofSums({ totals, blocks }: BytePhases, { width, height }: Rectangle, stride: number): ErrorPhases[] {
  const phases = stride * stride;
  const perPhase = BLOCK_STRIDES * BLOCK_STRIDES;
  return totals.map((sums, channel) => {
    const own = blocks[channel]!;
    const count = own.length / phases;
    let local = 0;
    const means = new Float64Array(phases);
    for (let block = 0; block < count; block++) {
      for (let i = 0; i < phases; i++) means[i] = own[block * phases + i]! / perPhase;
      local += variance(means);
    }
    return {
      means: meansOf(sums, width, height, stride, 1),
      localVariance: count > 0 ? local / count : undefined,
    };
  });
}

/** Means by phase of their sums. */
function meansOf(sums: Float64Array, width: number, height: number, stride: number, divisor: number): number[][] {
  const count = (length: number, i: number): number => Math.max(0, Math.ceil((length - i) / stride));
  return Array.from({ length: stride }, (_, i) =>
    Array.from({ length: stride }, (_, j) => sums[i * stride + j]! / divisor / (count(height, i) * count(width, j))),
  );
}

/**
 * Measure B of the error of one channel in a part of the pictures, global and local, in one pass over their integers: sums
 * are exact, and nothing as large as a picture is allocated. Phases count from the corner of the part.
 */
export function errorPhases(
  reference: Raster,
  picture: Raster,
  channel: number,
  part: Rectangle,
  stride: number,
): ErrorPhases {
  const { width, height } = part;
  const [a, b, divisor] = [reference.data, picture.data, divisorOf(reference)];
  const { channels } = reference;
  const step = stride * channels;
  const side = BLOCK_STRIDES * stride;
  const phases = stride * stride;
  const columns = Math.floor(width / side);
  const rows = Math.floor(height / side);
  const sums = new Float64Array(phases);
  const blocks = new Float64Array(columns * phases);
  const perPhase = BLOCK_STRIDES * BLOCK_STRIDES * divisor;
  let local = 0;
  for (let y = 0; y < height; y++) {
    const first = (y % stride) * stride;
    const start = ((y + part.y) * reference.width + part.x) * channels + channel;
    const inBlocks = y < rows * side ? columns : 0;
    for (let j = 0; j < stride; j++) {
      let at = start + j * channels;
      let total = 0;
      for (let c = 0, o = first + j; c < inBlocks; c++, o += phases) {
        let sum = 0;
        for (const end = at + BLOCK_STRIDES * step; at < end; at += step) sum += b[at]! - a[at]!;
        blocks[o] = blocks[o]! + sum;
        total += sum;
      }
      for (const end = start + width * channels; at < end; at += step) total += b[at]! - a[at]!;
      sums[first + j] = sums[first + j]! + total;
    }
    if (inBlocks > 0 && (y + 1) % side === 0) {
      for (let i = 0; i < blocks.length; i++) blocks[i] = blocks[i]! / perPhase;
      for (let c = 0; c < columns; c++) local += variance(blocks.subarray(c * phases, (c + 1) * phases));
      blocks.fill(0);
    }
  }
  const means = meansOf(sums, width, height, stride, divisor);
  return { means, localVariance: rows * columns > 0 ? local / (rows * columns) : undefined };
}
