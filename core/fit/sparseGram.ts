import type { Tensor } from '../tensor/tensor';

import type { Border, Moments } from './moments';

/**
 * The Gram matrix of features that are not a whole patch: offsets far apart, as dilated kernels read them. Each product
 * plane is turned into prefix sums once, and every pair of features with that displacement is a difference of four.
 *
 * Legend: offsets o_0 < o_1 < ... per axis, n of them; feature f = (c n + iy) n + ix is S[c][i + o_iy][j + o_ix].
 * Planes carry `rim` cells on every side; row length W + 2 rim.
 */
export function addSparseGram(
  { offsets, gram, channels: C, crossChannels }: Moments,
  source: Tensor,
  rim: number,
  border: Border,
  checkpoint: () => void,
): void {
  const [, , H, W] = source.shape as [number, number, number, number];
  const planes = Array.from({ length: C }, (_, index) => padded(source, index, rim, border));
  const n = offsets.length;
  const F = C * n * n + 1;
  const sums = new Float64Array((H + 2 * rim + 1) * (W + 2 * rim + 1));
  const displacements = pairsByDifference(offsets);
  for (let c1 = 0; c1 < C; c1++) {
    for (let c2 = c1; c2 < C; c2++) {
      if (c1 !== c2 && !crossChannels) continue;
      for (const [ty, rows] of displacements) {
        checkpoint();
        for (const [tx, columns] of displacements) {
          // Of a channel with itself, (-ty, -tx) is the same product the other way round.
          if (c1 === c2 && (ty < 0 || (ty === 0 && tx < 0))) continue;
          prefixSums(sums, planes[c1]!, planes[c2]!, ty, tx, rim, H, W);
          for (const [y1, y2] of rows) {
            for (const [x1, x2] of columns) {
              const value = windowSum(sums, offsets[y1]! + rim, offsets[x1]! + rim, H, W, W + 2 * rim + 1);
              const f1 = (c1 * n + y1) * n + x1;
              const f2 = (c2 * n + y2) * n + x2;
              gram[f1 * F + f2] = gram[f1 * F + f2]! + value;
              if (f1 !== f2) gram[f2 * F + f1] = gram[f2 * F + f1]! + value;
            }
          }
        }
      }
    }
  }
}

/** A channel in float64 with `rim` cells added on every side; row length W + 2 rim. */
function padded(source: Tensor, channel: number, rim: number, border: Border): Float64Array {
  const [, , H, W] = source.shape as [number, number, number, number];
  const width = W + 2 * rim;
  const out = new Float64Array((H + 2 * rim) * width);
  for (let y = -rim; y < H + rim; y++) {
    for (let x = -rim; x < W + rim; x++) {
      const inside = y >= 0 && y < H && x >= 0 && x < W;
      if (!inside && border === 'zeros') continue;
      const at = (channel * H + Math.min(H - 1, Math.max(0, y))) * W + Math.min(W - 1, Math.max(0, x));
      out[(y + rim) * width + x + rim] = source.data[at]!;
    }
  }
  return out;
}

/** Difference of two offsets -> the pairs of positions in the list that have it. */
function pairsByDifference(offsets: readonly number[]): Map<number, [number, number][]> {
  const pairs = new Map<number, [number, number][]>();
  offsets.forEach((from, i) => {
    offsets.forEach((to, j) => pairs.set(to - from, [...(pairs.get(to - from) ?? []), [i, j]]));
  });
  return pairs;
}

/** sums[y][x] = sum of a[v][u] b[v + ty][u + tx] over v < y, u < x; 0 where b's cell lies outside. */
function prefixSums(
  sums: Float64Array,
  a: Float64Array,
  b: Float64Array,
  ty: number,
  tx: number,
  rim: number,
  H: number,
  W: number,
): void {
  const [height, width] = [H + 2 * rim, W + 2 * rim];
  const step = width + 1;
  for (let y = 0; y < height; y++) {
    let row = 0;
    const inside = y + ty >= 0 && y + ty < height;
    for (let x = 0; x < width; x++) {
      if (inside && x + tx >= 0 && x + tx < width) row += a[y * width + x]! * b[(y + ty) * width + x + tx]!;
      sums[(y + 1) * step + x + 1] = sums[y * step + x + 1]! + row;
    }
  }
}

/** Sum over the H x W window whose top left cell is (y, x). */
function windowSum(sums: Float64Array, y: number, x: number, H: number, W: number, step: number): number {
  const [top, bottom] = [y * step, (y + H) * step];
  return sums[bottom + x + W]! - sums[top + x + W]! - (sums[bottom + x]! - sums[top + x]!);
}
