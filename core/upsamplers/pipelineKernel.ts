import { createTensor, type Tensor } from '../tensor/tensor';
import type { EquivalentKernel } from './upsampler';

/**
 * Two transposed convolutions one after the other as one: with y1 = t - p1 + s1 x,
 * K[u] = sum over t of K1[t] K2[u - s2 t], stride s1 s2, padding p2 + s2 p1. A bias of the first runs through the
 * phases of the second.
 */
export function composed(first: EquivalentKernel, second: EquivalentKernel): EquivalentKernel {
  const stride = first.stride * second.stride;
  const kernel = composedKernel(first.kernel, second.kernel, second.stride);
  const padding = [0, 1].map((axis) => second.padding[axis]! + second.stride * first.padding[axis]!) as [
    number,
    number,
  ];
  const bias = first.bias || second.bias ? composedBias(first, second) : undefined;
  return { kernel, stride, padding, ...(bias ? { bias } : {}) };
}

function composedKernel(first: Tensor, second: Tensor, s: number): Tensor {
  const [inC = 1, midC = 1, k1 = 1] = first.shape;
  const [, outC = 1, k2 = 1] = second.shape;
  const k = s * (k1 - 1) + k2;
  const out = new Float64Array(inC * outC * k * k);
  for (let i = 0; i < inC; i++) {
    for (let m = 0; m < midC; m++) {
      for (let t = 0; t < k1 * k1; t++) {
        const value = first.data[(i * midC + m) * k1 * k1 + t]!;
        if (value === 0) continue;
        const [top, left] = [s * Math.floor(t / k1), s * (t % k1)];
        for (let o = 0; o < outC; o++) {
          const from = (m * outC + o) * k2 * k2;
          const to = (i * outC + o) * k * k;
          for (let y = 0; y < k2; y++) {
            for (let x = 0; x < k2; x++) out[to + (top + y) * k + left + x]! += value * second.data[from + y * k2 + x]!;
          }
        }
      }
    }
  }
  return createTensor([inC, outC, k, k], Float32Array.from(out));
}

/** [outC, s, s]: b2 + sum over m and taps of b1 K2, by the phases of both strides. */
function composedBias(first: EquivalentKernel, second: EquivalentKernel): Tensor {
  const [s1, s2] = [first.stride, second.stride];
  const s = s1 * s2;
  const [midC = 1, outC = 1, k = 1] = second.kernel.shape;
  const out = createTensor([outC, s, s]);
  const biasOf = ({ bias, stride }: EquivalentKernel, c: number, y: number, x: number): number => {
    if (!bias) return 0;
    if (bias.shape.length === 1) return bias.data[c]!;
    return bias.data[(c * stride + modulo(y, stride)) * stride + modulo(x, stride)]!;
  };
  for (let o = 0; o < outC; o++) {
    for (let i = 0; i < s; i++) {
      for (let j = 0; j < s; j++) {
        let sum = biasOf(second, o, i, j);
        for (let m = 0; m < midC; m++) {
          for (let y = modulo(i + second.padding[0], s2); y < k; y += s2) {
            for (let x = modulo(j + second.padding[1], s2); x < k; x += s2) {
              const [row, column] = [(i + second.padding[0] - y) / s2, (j + second.padding[1] - x) / s2];
              sum += biasOf(first, m, row, column) * second.kernel.data[((m * outC + o) * k + y) * k + x]!;
            }
          }
        }
        out.data[(o * s + i) * s + j] = sum;
      }
    }
  }
  return out;
}

function modulo(a: number, s: number): number {
  return ((a % s) + s) % s;
}
