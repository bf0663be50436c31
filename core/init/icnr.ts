import { createTensor, type Shape, type Tensor } from '../tensor/tensor';

/**
 * ICNR (Aitken et al. 2017, arXiv:1707.02937): all r^2 phases of a channel start from one kernel, so that
 * convolution + pixel shuffle starts as convolution + nearest neighbour. `shape` [C r^2, C/groups, K, K];
 * `make` draws the small kernel [C, C/groups, K, K].
 */
export function icnr(shape: Shape, r: number, make: (shape: Shape) => Tensor): Tensor {
  const [outChannels = 0, ...rest] = shape;
  const small = make([outChannels / (r * r), ...rest]);
  const out = createTensor(shape);
  const size = rest.reduce((product, n) => product * n, 1);
  for (let o = 0; o < outChannels; o++) {
    const c = Math.floor(o / (r * r));
    out.data.set(small.data.subarray(c * size, (c + 1) * size), o * size);
  }
  return out;
}
