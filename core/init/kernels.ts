import { createTensor, type Shape, type Tensor } from '../tensor/tensor';

/** A square kernel of `size * size` values, rows from the top. */
export interface Kernel2d {
  readonly size: number;
  readonly values: Float64Array;
}

/** The outer product of one axis' taps with themselves. */
export function separable(taps: Float64Array): Kernel2d {
  const size = taps.length;
  const values = new Float64Array(size * size);
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) values[y * size + x] = taps[y]! * taps[x]!;
  return { size, values };
}

/** 1 at the centre, 0 elsewhere; `size` odd. */
export function deltaKernel(size: number): Kernel2d {
  const values = new Float64Array(size * size);
  values[(size * size - 1) / 2] = 1;
  return { size, values };
}

/** Unsharp mask by the four-neighbour Laplacian: 5 at the centre, -1 beside it; `size` odd and >= 3. Sums to 1. */
export function sharpenKernel(size: number): Kernel2d {
  const { values } = deltaKernel(size);
  const centre = (size * size - 1) / 2;
  values[centre] = 5;
  for (const step of [-size, -1, 1, size]) values[centre + step] = -1;
  return { size, values };
}

/**
 * The same kernel on every channel, channels not mixed: `shape` [C, 1, k, k] (depthwise) or [C, C, k, k] (dense,
 * zero off the diagonal). The layout is the same for conv2d and conv_transpose2d.
 */
export function perChannel(kernel: Kernel2d, shape: Shape): Tensor {
  const out = createTensor(shape);
  const [first = 0, second = 0] = shape;
  const area = kernel.size * kernel.size;
  for (let c = 0; c < first; c++) out.data.set(kernel.values, (c * second + (second === 1 ? 0 : c)) * area);
  return out;
}

/**
 * The kernel of a transposed convolution (k = K r, stride r, padding (K-1)/2 r) as the weights of a K x K convolution
 * before pixel shuffle r, channels not mixed: W[c r^2 + i r + j, ., a, b] = kernel[i + r(K-1-a), j + r(K-1-b)].
 * `shape` [C r^2, 1, K, K] (depthwise) or [C r^2, C, K, K] (dense).
 */
export function shufflePhases(kernel: Kernel2d, r: number, shape: Shape): Tensor {
  const out = createTensor(shape);
  const [outChannels = 0, perGroup = 0, k = 0] = shape;
  const area = k * k;
  for (let o = 0; o < outChannels; o++) {
    const c = Math.floor(o / (r * r));
    const i = Math.floor((o % (r * r)) / r);
    const j = o % r;
    const start = (o * perGroup + (perGroup === 1 ? 0 : c)) * area;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        out.data[start + a * k + b] = kernel.values[(i + r * (k - 1 - a)) * kernel.size + j + r * (k - 1 - b)]!;
      }
    }
  }
  return out;
}

/** Every value alike. */
export function constantWeights(shape: Shape, value: number): Tensor {
  const out = createTensor(shape);
  out.data.fill(value);
  return out;
}
