import type { Profile } from '../init';
import type { Shape, Tensor } from '../tensor/tensor';
import type { FittedRequest } from './upsampler';

/** The learnable layer of a method: what a weight choice needs to know to fill it. */
export interface Layer {
  /** The method it belongs to, for weights that are looked up. */
  readonly method: Pick<FittedRequest, 'id' | 'scale' | 'channels'>;
  readonly scale: number;
  readonly kernelSize: number;
  /** PyTorch's layout. */
  readonly weightShape: Shape;
  /** Length of the bias. */
  readonly outChannels: number;
  /** Value of every weight that gives a mean phase sum of 1 when all are alike. */
  readonly evenValue: number;
  /** Weights from a kernel in one axis, sampled where this layer's taps sit, channels not mixed. */
  readonly fromProfile: (profile: Profile) => Tensor;
}
