import { createTensor, type Shape, type Tensor } from '../tensor/tensor';
import type { Generator } from './random';

export type FanMode = 'fan_in' | 'fan_out';
type Distribution = 'normal' | 'uniform';

/**
 * Fans as PyTorch counts them, from the tensor alone: fan_in = shape[1] k k, fan_out = shape[0] k k. For a transposed
 * convolution ([inC, outC/groups, k, k]) the two are therefore swapped and the stride is not seen, as in PyTorch.
 */
export function fans(shape: Shape): { fanIn: number; fanOut: number } {
  const [first = 1, second = 1, ...kernel] = shape;
  const area = kernel.reduce((product, size) => product * size, 1);
  return { fanIn: second * area, fanOut: first * area };
}

/** He et al. 2015 (doi:10.1109/ICCV.2015.123): variance 2 / fan, for ReLU networks; torch.nn.init.kaiming_normal_ / kaiming_uniform_. */
export function kaiming(
  shape: Shape,
  generator: Generator,
  distribution: Distribution = 'normal',
  mode: FanMode = 'fan_in',
): Tensor {
  const { fanIn, fanOut } = fans(shape);
  return draw(shape, Math.sqrt(2 / (mode === 'fan_in' ? fanIn : fanOut)), generator, distribution);
}

/** Glorot and Bengio 2010: variance 2 / (fan_in + fan_out); torch.nn.init.xavier_normal_ / xavier_uniform_. */
export function xavier(shape: Shape, generator: Generator, distribution: Distribution = 'uniform'): Tensor {
  const { fanIn, fanOut } = fans(shape);
  return draw(shape, Math.sqrt(2 / (fanIn + fanOut)), generator, distribution);
}

/** Row-major draws of standard deviation `std`; the uniform distribution ends at sqrt(3) std. */
function draw(shape: Shape, std: number, generator: Generator, distribution: Distribution): Tensor {
  const out = createTensor(shape);
  const bound = Math.sqrt(3) * std;
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = distribution === 'normal' ? std * generator.normal() : bound * (2 * generator.uniform() - 1);
  }
  return out;
}
