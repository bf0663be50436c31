import { createTensor, type Tensor } from '../tensor/tensor';
import { separable, type Kernel2d } from '../init';
import type { EquivalentKernel, Weights } from './upsampler';

/**
 * Methods rewritten as one transposed convolution, kernel [inC, outC, K, K]:
 * out[o] = bias + sum_y x[y] kernel[o + padding - stride y].
 */

/** Taps in one axis (already scaled) on every channel, channels not mixed. */
export function separableEquivalent(
  taps: Float64Array,
  channels: number,
  stride: number,
  padding: number,
): EquivalentKernel {
  return perChannelEquivalent(separable(taps), channels, stride, padding);
}

function perChannelEquivalent(kernel: Kernel2d, channels: number, stride: number, padding: number): EquivalentKernel {
  const out = createTensor([channels, channels, kernel.size, kernel.size]);
  for (let c = 0; c < channels; c++) out.data.set(kernel.values, c * (channels + 1) * kernel.size ** 2);
  return { kernel: out, stride, padding: [padding, padding] };
}

/** A transposed convolution itself: groups opened up, dilation filled with zeros. weight [inC, outC/groups, k, k]. */
export function fromConvTranspose(
  weights: Weights,
  groups: number,
  dilation: number,
  stride: number,
  padding: number,
): EquivalentKernel {
  const [inChannels = 1, perGroup = 1, k = 1] = weights.weight.shape;
  const size = dilation * (k - 1) + 1;
  const outChannels = perGroup * groups;
  const kernel = createTensor([inChannels, outChannels, size, size]);
  for (let i = 0; i < inChannels; i++) {
    const firstOut = Math.floor(i / (inChannels / groups)) * perGroup;
    for (let o = 0; o < perGroup; o++) {
      for (let y = 0; y < k; y++) {
        for (let x = 0; x < k; x++) {
          kernel.data[((i * outChannels + firstOut + o) * size + y * dilation) * size + x * dilation] =
            weights.weight.data[((i * perGroup + o) * k + y) * k + x]!;
        }
      }
    }
  }
  return withBias({ kernel, stride, padding: [padding, padding] }, weights);
}

/**
 * A convolution (weight [outC, inC/groups, k, k], k odd, padding (k-1)/2) of a picture in which every input value
 * stands as a `block` x `block` square at the top left of its `stride` x `stride` cell: block = stride after nearest
 * neighbour, block = 1 after fixed unpooling. Kernel = box convolved with the flipped weight, K = k + block - 1.
 */
export function fromConvolution(weights: Weights, groups: number, stride: number, block: number): EquivalentKernel {
  const [outChannels = 1, perGroup = 1, k = 1] = weights.weight.shape;
  const inChannels = perGroup * groups;
  const size = k + block - 1;
  const kernel = createTensor([inChannels, outChannels, size, size]);
  const sums = new Float64Array(size * size);
  for (let o = 0; o < outChannels; o++) {
    const firstIn = Math.floor(o / (outChannels / groups)) * perGroup;
    for (let i = 0; i < perGroup; i++) {
      sums.fill(0);
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          const value = weights.weight.data[((o * perGroup + i) * k + k - 1 - a) * k + k - 1 - b]!;
          for (let y = 0; y < block; y++) for (let x = 0; x < block; x++) sums[(a + y) * size + b + x]! += value;
        }
      }
      kernel.data.set(sums, ((firstIn + i) * outChannels + o) * size * size);
    }
  }
  const padding = (k - 1) / 2;
  return withBias({ kernel, stride, padding: [padding, padding] }, weights);
}

/** conv K x K + pixel shuffle r (weight [C r^2, inC/groups, K, K]) = transposed convolution K r, stride r, padding (K-1)/2 r. */
export function fromPixelShuffle(weights: Weights, groups: number, r: number): EquivalentKernel {
  const [convOut = 1, perGroup = 1, k = 1] = weights.weight.shape;
  const outChannels = convOut / (r * r);
  const inChannels = perGroup * groups;
  const size = k * r;
  const kernel = createTensor([inChannels, outChannels, size, size]);
  for (let o = 0; o < convOut; o++) {
    const c = Math.floor(o / (r * r));
    const i = Math.floor((o % (r * r)) / r);
    const j = o % r;
    const firstIn = Math.floor(o / (convOut / groups)) * perGroup;
    for (let ci = 0; ci < perGroup; ci++) {
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          const at = ((firstIn + ci) * outChannels + c) * size + i + r * (k - 1 - a);
          kernel.data[at * size + j + r * (k - 1 - b)] = weights.weight.data[((o * perGroup + ci) * k + a) * k + b]!;
        }
      }
    }
  }
  const padding = ((k - 1) / 2) * r;
  const equivalent: EquivalentKernel = { kernel, stride: r, padding: [padding, padding] };
  // One bias per convolution channel is one per output phase.
  return weights.bias ? { ...equivalent, bias: createTensor([outChannels, r, r], weights.bias.data) } : equivalent;
}

/** The kernel divided by its own phase sums, one phase at a time (normalised convolution of evenly spaced samples). */
export function normalisedPhases(equivalent: EquivalentKernel): EquivalentKernel {
  const { kernel, stride } = equivalent;
  const size = kernel.shape[3] ?? 1;
  const planes = kernel.data.length / (size * size);
  const out: Tensor = createTensor(kernel.shape);
  for (let plane = 0; plane < planes; plane++) {
    const at = (y: number, x: number): number => (plane * size + y) * size + x;
    for (let i = 0; i < stride; i++) {
      for (let j = 0; j < stride; j++) {
        let sum = 0;
        for (let y = i; y < size; y += stride) for (let x = j; x < size; x += stride) sum += kernel.data[at(y, x)]!;
        if (sum === 0) continue;
        for (let y = i; y < size; y += stride)
          for (let x = j; x < size; x += stride) out.data[at(y, x)] = kernel.data[at(y, x)]! / sum;
      }
    }
  }
  return { ...equivalent, kernel: out };
}

function withBias(equivalent: EquivalentKernel, weights: Weights): EquivalentKernel {
  return weights.bias ? { ...equivalent, bias: weights.bias } : equivalent;
}
