import { readPair, refuseUnknown, type Size } from '../tensor/options';
import { maxPool2dOutputSize } from '../tensor/sizes';
import { createIndexTensor, createTensor, type IndexTensor, type Shape, type Tensor } from '../tensor/tensor';
import { noCheckpoint, type Checkpoint } from './checkpoint';
import type { MaxPool2dOptions } from './operators';
import { readPlanes } from './plan';

export interface PoolPlan {
  /** N * C */
  readonly planes: number;
  readonly inH: number;
  readonly inW: number;
  readonly outH: number;
  readonly outW: number;
  readonly kernel: Size;
  readonly stride: Size;
  readonly padding: Size;
  readonly dilation: Size;
  readonly outputShape: Shape;
}

export function planMaxPool2d(input: Tensor, options: MaxPool2dOptions): PoolPlan {
  refuseUnknown('maxPool2d', options, ['kernelSize', 'stride', 'padding', 'dilation', 'ceilMode']);
  const { batch, channels, height, width, shaped } = readPlanes('input', input, { unbatched: true });
  const size = maxPool2dOutputSize([height, width], options);
  const kernel = readPair('kernelSize', options.kernelSize, 1);
  return {
    planes: batch * channels,
    inH: height,
    inW: width,
    outH: size[0],
    outW: size[1],
    kernel,
    stride: readPair('stride', options.stride, 1, kernel),
    padding: readPair('padding', options.padding, 0, [0, 0]),
    dilation: readPair('dilation', options.dilation, 1, [1, 1]),
    outputShape: shaped(channels, size),
  };
}

/**
 * torch.nn.functional.max_pool2d with return_indices.
 * Padding never wins; ties go to the first in row-major order; NaN wins, the last one of a window.
 *
 * @param input [N, C, H, W] or [C, H, W]
 * @returns output and indices [N, C, H', W']; an index is the flat position in its H*W plane
 */
export function maxPool2d(
  input: Tensor,
  options: MaxPool2dOptions,
  checkpoint: Checkpoint = noCheckpoint,
): { output: Tensor; indices: IndexTensor } {
  const plan = planMaxPool2d(input, options);
  const { planes, inH, inW, outH, outW } = plan;
  const output = createTensor(plan.outputShape);
  const indices = createIndexTensor(plan.outputShape);
  const rows = windows(inH, outH, plan, 0);
  const columns = windows(inW, outW, plan, 1);
  const [dH, dW] = plan.dilation;
  const x = input.data;
  for (let p = 0, o = 0; p < planes; p++) {
    const base = p * inH * inW;
    for (let i = 0; i < outH; i++) {
      const top = rows.first[i]!;
      const bottom = rows.end[i]!;
      for (let j = 0; j < outW; j++, o++) {
        const left = columns.first[j]!;
        const right = columns.end[j]!;
        let best = -Infinity;
        let index = top * inW + left;
        for (let a = top; a < bottom; a += dH) {
          for (let b = left; b < right; b += dW) {
            const value = x[base + a * inW + b]!;
            if (value > best || Number.isNaN(value)) {
              best = value;
              index = a * inW + b;
            }
          }
        }
        output.data[o] = best;
        indices.data[o] = index;
      }
      checkpoint();
    }
  }
  return { output, indices };
}

/** First tap inside the input and end of each window along one axis. */
function windows(inSize: number, outSize: number, plan: PoolPlan, axis: 0 | 1) {
  const first = new Int32Array(outSize);
  const end = new Int32Array(outSize);
  const d = plan.dilation[axis];
  for (let i = 0; i < outSize; i++) {
    const start = i * plan.stride[axis] - plan.padding[axis];
    first[i] = start < 0 ? start + Math.ceil(-start / d) * d : start;
    end[i] = Math.min(start + (plan.kernel[axis] - 1) * d + 1, inSize);
  }
  return { first, end };
}
