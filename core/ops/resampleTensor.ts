import { readPositivePair, refuseUnknown } from '../tensor/options';
import { createTensor, type Shape, type Tensor } from '../tensor/tensor';
import { noCheckpoint, type Checkpoint } from './checkpoint';
import type { Axis } from './interpolateAxis';
import type { ResampleOptions } from './operators';
import { readPlanes } from './plan';
import { resampleByRule } from './resampler';
import { tensorToSamples } from './samples';

export interface ResamplePlan {
  readonly planes: number;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly outputShape: Shape;
}

/** What a resample call means, or its refusal. */
export function planResample(input: Tensor, options: ResampleOptions): ResamplePlan {
  refuseUnknown('resample', options, ['size', 'rule']);
  const { batch, channels, height, width } = readPlanes('input', input, { unbatched: false });
  const [outHeight, outWidth] = readPositivePair('size', options.size);
  return {
    planes: batch * channels,
    rows: { inSize: height, outSize: outHeight, scale: null },
    columns: { inSize: width, outSize: outWidth, scale: null },
    outputShape: [batch, channels, outHeight, outWidth],
  };
}

/** x [N, C, H, W] by a rule -> [N, C, H', W'], in float64 and rounded once. */
export function resample(input: Tensor, options: ResampleOptions, checkpoint: Checkpoint = noCheckpoint): Tensor {
  const { outputShape, rows, columns } = planResample(input, options);
  const size = { height: rows.outSize, width: columns.outSize };
  const { data } = resampleByRule(tensorToSamples(input), size, options.rule, checkpoint);
  return createTensor(outputShape, Float32Array.from(data));
}
