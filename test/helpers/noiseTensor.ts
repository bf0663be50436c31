import { createTensor, type Tensor } from '../../core/tensor/tensor';

/** Seeded values in 0..1 without structure, the same on every machine. */
export function noiseTensor(shape: readonly number[], seed: number): Tensor {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const count = shape.reduce((product, size) => product * size, 1);
  const data = Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
  return createTensor(shape, data);
}
