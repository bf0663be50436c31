import { message } from '../messages';
import { shapeMismatch } from '../tensor/errors';
import { elementCount, type Shape, type Tensor } from '../tensor/tensor';

/**
 * Depthwise weights of one family as weights of another, where the two are the same function:
 * conv-transpose [C, 1, k, k], conv + pixel shuffle [C s², 1, K, K], nearest + conv [C, 1, k, k].
 *
 * A transposed convolution of kernel k, stride s, padding p gives output o = s i + phase the sum over taps a of
 * x[(o + p - a) / s] w[a], taken where s divides.
 */

/** Depthwise weights in float64, so that an identity is not blurred by rounding. */
export interface Kernel64 {
  readonly shape: Shape;
  readonly data: Float64Array;
}

export function toFloat64({ shape, data }: Tensor): Kernel64 {
  return { shape, data: Float64Array.from(data) };
}

function blank(shape: Shape): Kernel64 {
  return { shape, data: new Float64Array(elementCount(shape)) };
}

/** Weights of a transposed convolution, and the padding that puts them in place. */
interface Transposed {
  readonly weight: Kernel64;
  readonly padding: number;
}

/** conv K×K + pixel shuffle s -> transposed convolution with kernel K s, stride s, padding s (K-1)/2. Exact, every border. */
export function shuffleToTransposed(weight: Kernel64, s: number): Transposed {
  const [outer = 1, inner = 1, K = 1] = weight.shape;
  requireDepthwise(inner, weight);
  const C = outer / (s * s);
  const k = K * s;
  const out = blank([C, 1, k, k]);
  each(C, s, K, (c, py, px, y, x) => {
    // Tap y of phase py reads input i + y - (K-1)/2: transposed tap a with (s i + py + p - a) / s = that input.
    const a = py + s * (K - 1 - y);
    const b = px + s * (K - 1 - x);
    out.data[(c * k + a) * k + b] = weight.data[(((c * s + py) * s + px) * K + y) * K + x]!;
  });
  return { weight: out, padding: (s * (K - 1)) / 2 };
}

/** A transposed convolution with any kernel and padding -> conv K×K + pixel shuffle; K is the smallest odd one that holds every tap. */
export function transposedToShuffle(weight: Kernel64, s: number, padding: number): Kernel64 {
  const [C = 1, inner = 1, k = 1] = weight.shape;
  requireDepthwise(inner, weight);
  // Tap a of phase p reads i + (p + padding - a) / s.
  let reach = 0;
  for (let phase = 0; phase < s; phase++) {
    for (let a = 0; a < k; a++) {
      const offset = (phase + padding - a) / s;
      if (Number.isInteger(offset)) reach = Math.max(reach, Math.abs(offset));
    }
  }
  const K = 2 * reach + 1;
  const out = blank([C * s * s, 1, K, K]);
  each(C, s, K, (c, py, px, y, x) => {
    const a = py + padding - s * (y - reach);
    const b = px + padding - s * (x - reach);
    if (a < 0 || b < 0 || a >= k || b >= k) return;
    out.data[(((c * s + py) * s + px) * K + y) * K + x] = weight.data[(c * k + a) * k + b]!;
  });
  return out;
}

/** nearest s + conv k×k -> transposed convolution with kernel k + s - 1, stride s, padding (k-1)/2: the box convolved with the flipped kernel. */
export function nearestConvToTransposed(weight: Kernel64, s: number): Transposed {
  const [C = 1, inner = 1, k = 1] = weight.shape;
  requireDepthwise(inner, weight);
  const size = k + s - 1;
  const out = blank([C, 1, size, size]);
  for (let c = 0; c < C; c++) {
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        const value = weight.data[(c * k + k - 1 - a) * k + k - 1 - b]!;
        for (let y = 0; y < s; y++) for (let x = 0; x < s; x++) out.data[(c * size + a + y) * size + b + x]! += value;
      }
    }
  }
  return { weight: out, padding: (k - 1) / 2 };
}

/** Bilinear (half-pixel centres) as the transposed convolution with the tent: k = 2s - s%2, padding ceil((s-1)/2). */
export function bilinearToTransposed(channels: number, s: number): Transposed {
  const k = 2 * s - (s % 2);
  const taps = Array.from({ length: k }, (_, i) => 1 - Math.abs((i - (k - 1) / 2) / s));
  const out = blank([channels, 1, k, k]);
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < k; y++) for (let x = 0; x < k; x++) out.data[(c * k + y) * k + x] = taps[y]! * taps[x]!;
  return { weight: out, padding: Math.ceil((s - 1) / 2) };
}

/** The kernel K×K whose convolution, enlarged by nearest neighbour, is the pixel shuffle of ICNR weights [C s², 1, K, K]. */
export function icnrToNearest(weight: Kernel64, s: number): Kernel64 {
  const [outer = 1, inner = 1, K = 1] = weight.shape;
  requireDepthwise(inner, weight);
  const C = outer / (s * s);
  const out = blank([C, 1, K, K]);
  for (let c = 0; c < C; c++) out.data.set(weight.data.subarray(c * s * s * K * K, (c * s * s + 1) * K * K), c * K * K);
  return out;
}

function each(
  C: number,
  s: number,
  K: number,
  visit: (c: number, py: number, px: number, y: number, x: number) => void,
) {
  for (let c = 0; c < C; c++)
    for (let py = 0; py < s; py++)
      for (let px = 0; px < s; px++) for (let y = 0; y < K; y++) for (let x = 0; x < K; x++) visit(c, py, px, y, x);
}

function requireDepthwise(inner: number, weight: Kernel64): void {
  if (inner !== 1) throw shapeMismatch(message('depthwise-shape', { received: weight.shape.join('×') }));
}
