import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import { readInteger, refuseUnknown } from '../tensor/options';
import type { Tensor } from '../tensor/tensor';
import { noCheckpoint, type Checkpoint } from './checkpoint';
import { conv2d } from './conv2d';
import { interpolate } from './interpolate';
import { convTranspose2d } from './convTranspose2d';
import { cropMiddle, edgeMargin, padReplicate } from './edges';
import type { ConvPixelShuffleOptions, EdgeConvTranspose2dOptions, NearestConv2dOptions } from './operators';
import { pixelShuffle } from './pixelShuffle';
import { planEdgeConvTranspose2d, requireTensor } from './plan';

/** Nearest-neighbour enlargement, then a convolution. input [N, C, H, W] -> [N, outC, H', W'] */
export function nearestConv2d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: NearestConv2dOptions,
  checkpoint: Checkpoint = noCheckpoint,
): Tensor {
  refuseUnknown('nearestConv2d', options, ['scaleFactor', 'padding', 'groups', 'paddingMode']);
  const { scaleFactor, ...convolution } = options;
  const enlarged = interpolate(input, { scaleFactor, mode: 'nearest' }, checkpoint);
  return conv2d(enlarged, weight, bias, convolution, checkpoint);
}

/**
 * A transposed convolution of the input with its edge repeated as far as any output reaches:
 * F.pad(mode='replicate'), conv_transpose2d, the middle of it. input [N, inC, H, W] -> [N, outC, H', W'] of conv_transpose2d
 */
export function edgeConvTranspose2d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: EdgeConvTranspose2dOptions = {},
  checkpoint: Checkpoint = noCheckpoint,
): Tensor {
  const plan = planEdgeConvTranspose2d(input, weight, bias, options);
  const margin = plan.kernel.map((size, axis) =>
    edgeMargin(size, plan.stride[axis]!, plan.padding[axis]!, plan.outputPadding[axis]!, plan.dilation[axis]!),
  );
  const padded = padReplicate(input, margin);
  const output = convTranspose2d(padded, weight, bias, options, checkpoint);
  return cropMiddle(output, [margin[0]! * plan.stride[0], margin[1]! * plan.stride[1]]);
}

/** A convolution to C r^2 channels, then pixelShuffle. input [N, inC, H, W] or [inC, H, W] -> [N, C, H' r, W' r] */
export function convPixelShuffle(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvPixelShuffleOptions,
  checkpoint: Checkpoint = noCheckpoint,
): Tensor {
  refuseUnknown('convPixelShuffle', options, ['upscaleFactor', 'padding', 'groups', 'paddingMode']);
  const { upscaleFactor, ...convolution } = options;
  checkShuffledWeight(weight, upscaleFactor);
  return pixelShuffle(conv2d(input, weight, bias, convolution, checkpoint), upscaleFactor, checkpoint);
}

/** Refuses before the convolution runs what the shuffle after it could not take. */
export function checkShuffledWeight(weight: Tensor, upscaleFactor: number): void {
  requireTensor('weight', weight);
  const factor = readInteger('upscaleFactor', upscaleFactor, 1);
  const outC = weight.shape[0] ?? 0;
  if (outC % factor ** 2 === 0) return;
  throw invalidParameter('upscaleFactor', message('square-divides-weight', { channels: outC }), factor);
}
