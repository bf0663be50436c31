import { featureCount, type Moments } from './moments';

/**
 * Moments whose features are not a whole patch: offsets far apart, as dilated kernels read them. Each product plane is
 * turned into prefix sums once, and every pair of features with that displacement is a difference of four of them.
 *
 * Legend: offsets o_0 < o_1 < ... per axis, n of them; feature f = (c n + iy) n + ix is S[c][i + o_iy][j + o_ix].
 * Planes carry `rim` cells on every side; row length W + 2 rim.
 */
export function addSparseGram(
  { offsets, gram, channels: C, crossChannels }: Moments,
  planes: readonly Float64Array[],
  rim: number,
  H: number,
  W: number,
  checkpoint: () => void,
): void {
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

/** Products of the features with targets and with the constant, and the targets' energy. */
export function addSparseTargets(
  moments: Moments,
  planes: readonly Float64Array[],
  rim: number,
  target: ArrayLike<number>,
  H: number,
  W: number,
  checkpoint: () => void,
): void {
  const { channels: C, offsets, scale: s, gram, cross, energy, crossChannels } = moments;
  const n = offsets.length;
  const F = featureCount(moments);
  const T = C * s * s;
  const one = F - 1;
  const width = W + 2 * rim;
  const add = (array: Float64Array, at: number, value: number): void => void (array[at] = array[at]! + value);
  const line = new Float64Array(W);
  for (let t = 0; t < T; t++) {
    const channel = Math.floor(t / (s * s));
    for (let y = 0; y < H; y++) {
      checkpoint();
      const from = (channel * H * s + y * s + (Math.floor(t / s) % s)) * W * s + (t % s);
      for (let x = 0; x < W; x++) line[x] = target[from + x * s]!;
      add(
        energy,
        t,
        line.reduce((sum, value) => sum + value * value, 0),
      );
      add(
        cross,
        one * T + t,
        line.reduce((sum, value) => sum + value, 0),
      );
      for (let f = 0; f < one; f++) {
        const c = Math.floor(f / (n * n));
        if (c !== channel && !crossChannels) continue;
        const at = (y + rim + offsets[Math.floor(f / n) % n]!) * width + rim + offsets[f % n]!;
        let sum = 0;
        for (let x = 0; x < W; x++) sum += planes[c]![at + x]! * line[x]!;
        add(cross, f * T + t, sum);
      }
    }
  }
  for (let f = 0; f < one; f++) {
    const plane = planes[Math.floor(f / (n * n))]!;
    const at = (rim + offsets[Math.floor(f / n) % n]!) * width + rim + offsets[f % n]!;
    let sum = 0;
    for (let y = 0; y < H; y++) for (let x = 0; x < W; x++) sum += plane[at + y * width + x]!;
    add(gram, f * F + one, sum);
    gram[one * F + f] = gram[f * F + one]!;
  }
  add(gram, one * F + one, H * W);
}
