import { shapeMismatch } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';

import { addSparseGram, addSparseTargets } from './sparseMoments';

/**
 * Second moments of small patches and of what they should become: all that least squares needs to know about any number
 * of pictures. One set of moments serves every linear method whose output pixel depends on the same patch.
 *
 * Legend: C channels, K patch side (odd, or the number of offsets), s scale; a row is one position of the source grid.
 * Features: f = (c K + dy) K + dx is S[c][i + dy - K/2][j + dx - K/2]; the last feature is the constant 1.
 * Layers that read few pixels far apart have a list of K offsets o per axis instead: S[c][i + o[dy]][j + o[dx]].
 * Targets:  t = (c s + py) s + px is Y[c][i s + py][j s + px].
 */
export interface Moments {
  readonly channels: number;
  readonly patch: number;
  /** Where the features of one axis lie, ascending; -K/2 .. K/2 for a whole patch. */
  readonly offsets: readonly number[];
  readonly scale: number;
  /** Whether products between different channels were summed; without them only depthwise layers can be fitted. */
  readonly crossChannels: boolean;
  /** [F, F] with F = C K² + 1: sums of feature products, symmetric. */
  readonly gram: Float64Array;
  /** [F, C s²]: sums of feature times target. */
  readonly cross: Float64Array;
  /** [C s²]: sums of target². */
  readonly energy: Float64Array;
  /** Positions summed over. */
  rows: number;
}

export type Border = 'replicate' | 'zeros';

/** @param reads the side of a whole patch (odd), or the offsets that are read in each axis */
export function emptyMoments(
  channels: number,
  reads: number | readonly number[],
  scale: number,
  crossChannels: boolean,
): Moments {
  const offsets = typeof reads === 'number' ? Array.from({ length: reads }, (_, i) => i - (reads - 1) / 2) : reads;
  const patch = offsets.length;
  const features = channels * patch * patch + 1;
  const targets = channels * scale * scale;
  return {
    channels,
    patch,
    offsets,
    scale,
    crossChannels,
    rows: 0,
    gram: new Float64Array(features * features),
    cross: new Float64Array(features * targets),
    energy: new Float64Array(targets),
  };
}

export const featureCount = ({ channels, patch }: Pick<Moments, 'channels' | 'patch'>) => channels * patch * patch + 1;

/** Adds `other` to `moments`; sums commute up to rounding, so pictures may come in any order. */
export function addMoments(moments: Moments, other: Moments): void {
  for (const part of ['gram', 'cross', 'energy'] as const) {
    const [to, from] = [moments[part], other[part]];
    for (let i = 0; i < to.length; i++) to[i] = to[i]! + from[i]!;
  }
  moments.rows += other.rows;
}

/**
 * Adds one picture: source [1, C, H, W] (the small picture, or an unpooled one with s = 1), target [1, C, H s, W s].
 *
 * Entries of the Gram matrix with the same displacement between their two features are sums of one product plane over
 * windows that differ only at the rim, so each plane is summed once and the windows slide: (2K-1)² sums in place of K⁴.
 */
export function accumulate(
  moments: Moments,
  source: Tensor,
  target: Tensor,
  border: Border,
  checkpoint: () => void = () => {},
): void {
  const { channels: C, patch: K, scale: s } = moments;
  const [, c, H, W] = source.shape as [number, number, number, number];
  if (c !== C || target.shape[1] !== C || target.shape[2] !== H * s || target.shape[3] !== W * s) {
    throw shapeMismatch(
      `Expected a target of ${C}×${H * s}×${W * s} for a source of ${C}×${H}×${W} at scale ${s} but received ${target.shape.slice(1).join('×')}.`,
    );
  }
  const rim = Math.max(0, ...moments.offsets.map(Math.abs));
  const planes = Array.from({ length: C }, (_, index) => padded(source, index, rim, border));
  if (rim !== (K - 1) / 2) {
    addSparseGram(moments, planes, rim, H, W, checkpoint);
    addSparseTargets(moments, planes, rim, target.data, H, W, checkpoint);
    moments.rows += H * W;
    return;
  }
  for (let c1 = 0; c1 < C; c1++) {
    for (let c2 = c1; c2 < C; c2++) {
      if (c1 !== c2 && !moments.crossChannels) continue;
      for (let ty = c1 === c2 ? 0 : -(K - 1); ty < K; ty++) {
        checkpoint();
        for (let tx = c1 === c2 && ty === 0 ? 0 : -(K - 1); tx < K; tx++)
          addDisplacement(moments, planes[c1]!, planes[c2]!, c1, c2, ty, tx, H, W);
      }
    }
  }
  addTargets(moments, planes, target, H, W, checkpoint);
  moments.rows += H * W;
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

/** Gram entries ((c1, dy, dx), (c2, dy + ty, dx + tx)) for every dy, dx that keeps both inside the patch. */
function addDisplacement(
  moments: Moments,
  a: Float64Array,
  b: Float64Array,
  c1: number,
  c2: number,
  ty: number,
  tx: number,
  H: number,
  W: number,
): void {
  const { patch: K, gram } = moments;
  const F = featureCount(moments);
  const width = W + K - 1;
  const [firstY, lastY] = [Math.max(0, -ty), Math.min(K - 1, K - 1 - ty)];
  const [firstX, lastX] = [Math.max(0, -tx), Math.min(K - 1, K - 1 - tx)];
  const shift = ty * width + tx;
  const windows = new Float64Array(lastX - firstX + 1);
  // rowSums[y][dx]: the product plane's row y summed over x in [dx, dx + W).
  const rowSums = new Float64Array((H + K - 1) * windows.length);
  for (let y = firstY; y < H + lastY; y++) {
    const row = y * width;
    let sum = productSum(a, row + firstX, b, row + firstX + shift, W);
    rowSums[y * windows.length] = sum;
    for (let dx = firstX; dx < lastX; dx++) {
      const leaves = row + dx;
      const enters = leaves + W;
      sum += a[enters]! * b[enters + shift]! - a[leaves]! * b[leaves + shift]!;
      rowSums[y * windows.length + dx - firstX + 1] = sum;
    }
  }
  for (let y = firstY; y < firstY + H; y++)
    for (let n = 0; n < windows.length; n++) windows[n] = windows[n]! + rowSums[y * windows.length + n]!;
  for (let dy = firstY; dy <= lastY; dy++) {
    for (let n = 0; n < windows.length; n++) {
      const dx = firstX + n;
      const f1 = (c1 * K + dy) * K + dx;
      const f2 = (c2 * K + dy + ty) * K + dx + tx;
      gram[f1 * F + f2] = gram[f1 * F + f2]! + windows[n]!;
      if (f1 !== f2) gram[f2 * F + f1] = gram[f2 * F + f1]! + windows[n]!;
      windows[n] =
        windows[n]! + rowSums[Math.min(dy + H, H + K - 2) * windows.length + n]! - rowSums[dy * windows.length + n]!;
    }
  }
}

/** Products of features with targets, of features with the constant, and the targets' energy. */
function addTargets(
  moments: Moments,
  planes: readonly Float64Array[],
  target: Tensor,
  H: number,
  W: number,
  checkpoint: () => void,
): void {
  const { channels: C, patch: K, scale: s, gram, cross, energy, crossChannels } = moments;
  const F = featureCount(moments);
  const T = C * s * s;
  const width = W + K - 1;
  const one = F - 1;
  const line = new Float64Array(W);
  for (let t = 0; t < T; t++) {
    const channel = Math.floor(t / (s * s));
    const py = Math.floor(t / s) % s;
    const px = t % s;
    for (let y = 0; y < H; y++) {
      if ((y & 31) === 0) checkpoint();
      const from = (channel * H * s + y * s + py) * W * s + px;
      let sum = 0;
      let squares = 0;
      for (let x = 0; x < W; x++) {
        const value = target.data[from + x * s]!;
        line[x] = value;
        sum += value;
        squares += value * value;
      }
      energy[t] = energy[t]! + squares;
      cross[one * T + t] = cross[one * T + t]! + sum;
      for (let c = 0; c < C; c++) {
        if (c !== channel && !crossChannels) continue;
        for (let dy = 0; dy < K; dy++)
          correlateRow(planes[c]!, (y + dy) * width, line, W, K, cross, (c * K + dy) * K * T + t, T);
      }
    }
  }
  for (let c = 0; c < C; c++) {
    for (let dy = 0; dy < K; dy++) {
      for (let dx = 0; dx < K; dx++) {
        let sum = 0;
        for (let y = 0; y < H; y++)
          for (let i = (y + dy) * width + dx, end = i + W; i < end; i++) sum += planes[c]![i]!;
        const f = (c * K + dy) * K + dx;
        gram[f * F + one] = gram[f * F + one]! + sum;
        gram[one * F + f] = gram[f * F + one]!;
      }
    }
  }
  gram[one * F + one] = gram[one * F + one]! + H * W;
}

/** Sum of a[from + x] * b[other + x], x = 0..count-1. Four sums at once: one alone would wait for each addition. */
function productSum(a: Float64Array, from: number, b: Float64Array, other: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let x = 0;
  for (; x + 3 < count; x += 4) {
    s0 += a[from + x]! * b[other + x]!;
    s1 += a[from + x + 1]! * b[other + x + 1]!;
    s2 += a[from + x + 2]! * b[other + x + 2]!;
    s3 += a[from + x + 3]! * b[other + x + 3]!;
  }
  for (; x < count; x++) s0 += a[from + x]! * b[other + x]!;
  return s0 + s1 + (s2 + s3);
}

/** out[dx * step] += sum over x of plane[at + x + dx] * line[x], for dx = 0..K-1; the shifts of a group share each load. */
function correlateRow(
  plane: Float64Array,
  at: number,
  line: Float64Array,
  W: number,
  K: number,
  out: Float64Array,
  to: number,
  step: number,
): void {
  let dx = 0;
  while (dx < K) {
    const left = K - dx;
    // The usual kernels, 3 and 5 wide, are one group each.
    const group = left === 5 ? 5 : left === 3 || left >= 6 ? 3 : 1;
    if (group === 5) correlateFive(plane, at + dx, line, W, out, to + dx * step, step);
    else if (group === 3) correlateThree(plane, at + dx, line, W, out, to + dx * step, step);
    else out[to + dx * step] = out[to + dx * step]! + productSum(plane, at + dx, line, 0, W);
    dx += group;
  }
}

function correlateFive(
  plane: Float64Array,
  at: number,
  line: Float64Array,
  W: number,
  out: Float64Array,
  to: number,
  step: number,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  for (let x = 0, i = at; x < W; x++, i++) {
    const value = line[x]!;
    s0 += plane[i]! * value;
    s1 += plane[i + 1]! * value;
    s2 += plane[i + 2]! * value;
    s3 += plane[i + 3]! * value;
    s4 += plane[i + 4]! * value;
  }
  const sums = [s0, s1, s2, s3, s4];
  for (let n = 0; n < 5; n++) out[to + n * step] = out[to + n * step]! + sums[n]!;
}

function correlateThree(
  plane: Float64Array,
  at: number,
  line: Float64Array,
  W: number,
  out: Float64Array,
  to: number,
  step: number,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  for (let x = 0, i = at; x < W; x++, i++) {
    const value = line[x]!;
    s0 += plane[i]! * value;
    s1 += plane[i + 1]! * value;
    s2 += plane[i + 2]! * value;
  }
  out[to] = out[to]! + s0;
  out[to + step] = out[to + step]! + s1;
  out[to + 2 * step] = out[to + 2 * step]! + s2;
}
