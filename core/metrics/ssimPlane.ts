import type { Rectangle } from './rectangle';
import type { Plane } from './planes';
import type { SsimSettings } from './protocols';

/** A separable symmetric window and the factor that turns its population covariance into the wanted one. */
export interface SsimWindow {
  /** Odd number of weights that sum to 1. */
  readonly taps: Float64Array;
  readonly covarianceFactor: number;
}

/** exp(-x^2 / 2 sigma^2) at the whole numbers around 0, normalised to 1. */
export function gaussianTaps(size: number, sigma: number): Float64Array {
  const radius = (size - 1) / 2;
  const taps = Float64Array.from({ length: size }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

export function ssimWindow({ window, covariance }: Pick<SsimSettings, 'window' | 'covariance'>): SsimWindow {
  const taps = window === 'gaussian-11' ? gaussianTaps(11, 1.5) : new Float64Array(7).fill(1 / 7);
  const pixels = taps.length ** 2;
  return {
    taps,
    covarianceFactor: covariance === 'sample' ? pixels / (pixels - 1) : 1,
  };
}

export interface SsimPlaneOptions {
  readonly window: SsimWindow;
  readonly checkpoint?: (() => void) | undefined;
  /** Part of the plane whose own mean is wanted too; at least as large as the window. */
  readonly inner?: Rectangle | undefined;
  /** Receives one row of the local SSIM: row y of the valid region, `width - taps + 1` values that are overwritten by the next row. */
  readonly onRow?: ((y: number, row: Float64Array) => void) | undefined;
}

export interface SsimPlaneResult {
  /** Mean over the valid region: windows that lie wholly inside. */
  readonly ssim: number;
  /** Mean of the contrast-structure part alone (the levels of MS-SSIM). */
  readonly contrastStructure: number;
  /** Mean of the windows wholly inside `inner`. */
  readonly inner: number | undefined;
}

/** `ssimPlane`, or something faster that gives the same numbers to 1e-12. */
export type SsimOfPlanes = (x: Plane, y: Plane, options: SsimPlaneOptions) => SsimPlaneResult;

export const C1 = (0.01 * 255) ** 2;
export const C2 = (0.03 * 255) ** 2;

/**
 * SSIM of two planes in 0..255 units: K1 = .01, K2 = .03, L = 255.
 *
 * With a = x + y and b = x - y the five local moments of the definition come from four:
 * A = mean a, B = mean b, AA = mean a^2, BB = mean b^2, then
 * 2 mx my = (A^2 - B^2)/2, mx^2 + my^2 = (A^2 + B^2)/2, 2 sxy = (AA - BB)/2 - 2 mx my, sx^2 + sy^2 = (AA + BB)/2 - mx^2 - my^2.
 * Identical planes give B = BB = 0 and exactly 1.
 *
 * x, y [H, W], at least n x n for n taps. Each row is filtered once along x into a ring of n rows, and the ring along y.
 */
export function ssimPlane(x: Plane, y: Plane, { window, checkpoint, inner, onRow }: SsimPlaneOptions): SsimPlaneResult {
  const { taps, covarianceFactor } = window;
  const n = taps.length;
  const columns = x.width - n + 1;
  const rows = x.height - n + 1;
  // Interleaved moments [A, B, AA, BB] per column: one stream in, one stream out.
  const ring = Array.from({ length: n }, () => new Float64Array(columns * 4));
  const moments = new Float64Array(columns * 4);
  const source = new Float64Array(x.width * 4);
  const out = new Float64Array(columns);
  const total = { ssim: 0, cs: 0, inner: 0 };
  const first = inner ? inner.x : 0;
  const last = inner ? inner.x + inner.width - n : -1;
  for (let row = 0; row < x.height; row++) {
    if (row % 4 === 0) checkpoint?.();
    loadRow(x, y, row, source);
    filterAlongX(source, taps, ring[row % n]!);
    const at = row - n + 1;
    if (at < 0) continue;
    filterAlongY(ring, at, taps, moments);
    total.cs += ssimRow(moments, covarianceFactor, out);
    total.ssim += sumOf(out, 0, columns - 1);
    if (inner && at >= inner.y && at <= inner.y + inner.height - n) total.inner += sumOf(out, first, last);
    onRow?.(at, out);
  }
  const count = columns * rows;
  return {
    ssim: total.ssim / count,
    contrastStructure: total.cs / count,
    inner: inner && total.inner / ((inner.width - n + 1) * (inner.height - n + 1)),
  };
}

/** [x + y, x - y, (x + y)^2, (x - y)^2] of one row. */
function loadRow(x: Plane, y: Plane, row: number, source: Float64Array): void {
  for (let i = 0, p = row * x.width, o = 0; i < x.width; i++, p++, o += 4) {
    const a = x.data[p]! + y.data[p]!;
    const b = x.data[p]! - y.data[p]!;
    source[o] = a;
    source[o + 1] = b;
    source[o + 2] = a * a;
    source[o + 3] = b * b;
  }
}

/** Taps are symmetric: the two ends are added first, which halves the products. */
function filterAlongX(source: Float64Array, taps: Float64Array, out: Float64Array): void {
  const half = (taps.length - 1) >> 1;
  const middle = taps[half]!;
  for (let o = 0; o < out.length; o += 4) {
    const c = o + half * 4;
    let s0 = middle * source[c]!;
    let s1 = middle * source[c + 1]!;
    let s2 = middle * source[c + 2]!;
    let s3 = middle * source[c + 3]!;
    for (let k = 0, l = o, r = o + half * 8; k < half; k++, l += 4, r -= 4) {
      const tap = taps[k]!;
      s0 += tap * (source[l]! + source[r]!);
      s1 += tap * (source[l + 1]! + source[r + 1]!);
      s2 += tap * (source[l + 2]! + source[r + 2]!);
      s3 += tap * (source[l + 3]! + source[r + 3]!);
    }
    out[o] = s0;
    out[o + 1] = s1;
    out[o + 2] = s2;
    out[o + 3] = s3;
  }
}

/** Rows top..top+n-1 of the ring, weighted. */
function filterAlongY(ring: readonly Float64Array[], top: number, taps: Float64Array, out: Float64Array): void {
  const n = taps.length;
  const half = (n - 1) >> 1;
  const middle = ring[(top + half) % n]!;
  const weight = taps[half]!;
  for (let i = 0; i < out.length; i++) out[i] = weight * middle[i]!;
  for (let k = 0; k < half; k++) {
    const tap = taps[k]!;
    const upper = ring[(top + k) % n]!;
    const lower = ring[(top + n - 1 - k) % n]!;
    for (let i = 0; i < out.length; i++) out[i] = out[i]! + tap * (upper[i]! + lower[i]!);
  }
}

/** Local SSIM of one row of moments into `out`; returns the sum of the contrast-structure part. */
function ssimRow(moments: Float64Array, covarianceFactor: number, out: Float64Array): number {
  let sum = 0;
  for (let i = 0, m = 0; i < out.length; i++, m += 4) {
    const aa = moments[m]! * moments[m]!;
    const bb = moments[m + 1]! * moments[m + 1]!;
    const meanProduct = (aa - bb) / 2;
    const meanSquares = (aa + bb) / 2;
    const covariance = ((moments[m + 2]! - moments[m + 3]!) / 2 - meanProduct) * covarianceFactor;
    const variances = ((moments[m + 2]! + moments[m + 3]!) / 2 - meanSquares) * covarianceFactor;
    const contrast = (covariance + C2) / (variances + C2);
    sum += contrast;
    out[i] = ((meanProduct + C1) / (meanSquares + C1)) * contrast;
  }
  return sum;
}

function sumOf(row: Float64Array, first: number, last: number): number {
  let sum = 0;
  for (let i = first; i <= last; i++) sum += row[i]!;
  return sum;
}
