import { createTensor, type Tensor } from '../tensor/tensor';
import { averageWindows } from './averageWindows';
import { noCheckpoint, type Checkpoint } from './checkpoint';
import { cubicTaps, linearTaps, nearestIndices, wideTaps, type Axis } from './interpolateAxis';
import { planInterpolate, type InterpolatePlan } from './interpolatePlan';
import type { InterpolateOptions } from './operators';
import { resample } from './resample';

/**
 * torch.nn.functional.interpolate on pictures.
 *
 * @param input [N, C, H, W]
 * @returns [N, C, H', W']; bilinear, bicubic: sums run in float64 and are rounded once
 */
export function interpolate(input: Tensor, options: InterpolateOptions, checkpoint: Checkpoint = noCheckpoint): Tensor {
  const plan = planInterpolate(input, options);
  const { mode, rows, columns, alignCorners } = plan;
  const output = createTensor(plan.outputShape);
  if (mode === 'area') averageWindows(input.data, output.data, plan, checkpoint);
  else if (mode === 'nearest' || mode === 'nearest-exact') pickNearest(input.data, output.data, plan, checkpoint);
  else {
    const narrow = mode === 'bilinear' ? linearTaps : cubicTaps;
    const taps = plan.antialias ? (axis: Axis, corners: boolean) => wideTaps(axis, corners, mode) : narrow;
    const tables = { rows: taps(rows, alignCorners), columns: taps(columns, alignCorners) };
    resample(input.data, output.data, plan, tables, checkpoint);
  }
  return output;
}

function pickNearest(x: Float32Array, y: Float32Array, plan: InterpolatePlan, checkpoint: Checkpoint): void {
  const exact = plan.mode === 'nearest-exact';
  const rows = nearestIndices(plan.rows, exact);
  const columns = nearestIndices(plan.columns, exact);
  const { inSize: inH } = plan.rows;
  const { inSize: inW } = plan.columns;
  for (let p = 0, o = 0; p < plan.planes; p++) {
    for (let i = 0; i < rows.length; i++) {
      const base = (p * inH + rows[i]!) * inW;
      for (let j = 0; j < columns.length; j++) y[o++] = x[base + columns[j]!]!;
      checkpoint();
    }
  }
}
