import { createTensor, type Tensor } from '../tensor/tensor';
import type { Generator } from './random';

/** Imperfect training: every weight w becomes w (1 + relative n), n standard normal. Zeros stay zeros. */
export function withNoise(weight: Tensor, relative: number, generator: Generator): Tensor {
  const out = createTensor(weight.shape);
  for (let i = 0; i < out.data.length; i++) out.data[i] = weight.data[i]! * (1 + relative * generator.normal());
  return out;
}
