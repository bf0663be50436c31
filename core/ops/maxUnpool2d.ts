import { message } from '../messages';
import { invalidParameter, shapeMismatch } from '../tensor/errors';
import { refuseUnknown } from '../tensor/options';
import { maxUnpool2dOutputSize } from '../tensor/sizes';
import { createTensor, formatShape, type IndexTensor, type Shape, type Tensor } from '../tensor/tensor';
import { noCheckpoint, type Checkpoint } from './checkpoint';
import type { MaxUnpool2dOptions } from './operators';
import { readPlanes, requireTensor } from './plan';

interface UnpoolPlan {
  /** N * C */
  readonly planes: number;
  /** H * W */
  readonly inPlane: number;
  /** H' * W' */
  readonly outPlane: number;
  readonly outputShape: Shape;
}

/** What a maxUnpool2d call means, or its refusal; the indices' values are for `checkIndices`. */
export function planMaxUnpool2d(input: Tensor, indices: IndexTensor, options: MaxUnpool2dOptions): UnpoolPlan {
  refuseUnknown('maxUnpool2d', options, ['kernelSize', 'stride', 'padding', 'outputSize']);
  const { batch, channels, height, width, shaped } = readPlanes('input', input, { unbatched: true });
  requireTensor('indices', indices, 'int32');
  if (indices.shape.length !== input.shape.length || indices.shape.some((size, a) => size !== input.shape[a])) {
    const shapes = message('indices-input', { input: formatShape(input.shape), indices: formatShape(indices.shape) });
    throw shapeMismatch(message('indices-shape', { shapes }), { parameter: 'indices' });
  }
  const size = maxUnpool2dOutputSize([height, width], options);
  return {
    planes: batch * channels,
    inPlane: height * width,
    outPlane: size[0] * size[1],
    outputShape: shaped(channels, size),
  };
}

/** Refuses indices that name no place of the output plane. */
export function checkIndices(indices: IndexTensor, { outPlane, outputShape }: UnpoolPlan): void {
  // An empty output takes any position, as in PyTorch.
  if (outPlane === 0) return;
  for (const index of indices.data) {
    if (index >= 0 && index < outPlane) continue;
    const size = outputShape.slice(-2).join('×');
    throw invalidParameter('indices', message('positions-range', { most: outPlane - 1, size }), index);
  }
}

/**
 * torch.nn.functional.max_unpool2d: each value goes back to where the maximum was; all other places are 0.
 * Where two indices name the same place the last one in row-major order stays.
 *
 * @param input [N, C, H, W] or [C, H, W]
 * @param indices same shape, flat positions in an H'*W' plane
 * @returns [N, C, H', W']
 */
export function maxUnpool2d(
  input: Tensor,
  indices: IndexTensor,
  options: MaxUnpool2dOptions,
  checkpoint: Checkpoint = noCheckpoint,
): Tensor {
  const plan = planMaxUnpool2d(input, indices, options);
  checkIndices(indices, plan);
  const output = createTensor(plan.outputShape);
  if (plan.outPlane === 0) return output;
  for (let p = 0, i = 0; p < plan.planes; p++) {
    const base = p * plan.outPlane;
    for (let k = 0; k < plan.inPlane; k++, i++) output.data[base + indices.data[i]!] = input.data[i]!;
    checkpoint();
  }
  return output;
}
