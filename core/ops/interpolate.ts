import { invalidParameter } from '../tensor/errors';
import { isAbsent, readBoolean, readChoice, readPositivePair, refuseUnknown, type Size } from '../tensor/options';
import { interpolateOutputSize } from '../tensor/sizes';
import { createTensor, type Shape, type Tensor } from '../tensor/tensor';
import { averageWindows } from './averageWindows';
import { noCheckpoint, type Checkpoint } from './checkpoint';
import { cubicTaps, linearTaps, nearestIndices, wideTaps, type Axis } from './interpolateAxis';
import type { InterpolateMode, InterpolateOptions } from './operators';
import { readPlanes } from './plan';
import { resample } from './resample';

export const INTERPOLATE_MODES: readonly InterpolateMode[] = [
  'nearest',
  'nearest-exact',
  'bilinear',
  'bicubic',
  'area',
];
const OPTIONS = ['size', 'scaleFactor', 'mode', 'alignCorners', 'recomputeScaleFactor', 'antialias'] as const;

export interface InterpolatePlan {
  /** N * C */
  readonly planes: number;
  readonly mode: InterpolateMode;
  readonly alignCorners: boolean;
  readonly antialias: boolean;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly outputShape: Shape;
}

/** What an interpolate call means, or its refusal. Three axes are refused: PyTorch reads them as [N, C, L]. */
export function planInterpolate(input: Tensor, options: InterpolateOptions): InterpolatePlan {
  refuseUnknown('interpolate', options, OPTIONS);
  const mode = readChoice('mode', options.mode, INTERPOLATE_MODES, 'nearest');
  const emptyChannels = mode === 'area';
  const { batch, channels, height, width } = readPlanes('input', input, { unbatched: false, emptyChannels });
  const isSmooth = mode === 'bilinear' || mode === 'bicubic';
  if (!isSmooth && !isAbsent(options.alignCorners)) {
    throw invalidParameter('alignCorners', `nothing with mode ${mode} (only bilinear, bicubic)`, options.alignCorners);
  }
  const antialias = readBoolean('antialias', options.antialias, false);
  if (antialias && !isSmooth)
    throw invalidParameter('antialias', `false with mode ${mode} (only bilinear, bicubic)`, true);
  const output = interpolateOutputSize([height, width], options);
  const recompute = readBoolean('recomputeScaleFactor', options.recomputeScaleFactor, false);
  if (recompute && !isAbsent(options.size)) {
    throw invalidParameter('recomputeScaleFactor', 'false with an explicit size', true);
  }
  const keepsScale = !isAbsent(options.scaleFactor) && !recompute;
  const scale: Size | null = keepsScale ? readPositivePair('scaleFactor', options.scaleFactor) : null;
  const shortcuts = channels === 1;
  return {
    planes: batch * channels,
    mode,
    alignCorners: readBoolean('alignCorners', options.alignCorners, false),
    antialias,
    rows: { inSize: height, outSize: output[0], scale: scale?.[0] ?? null, shortcuts },
    columns: { inSize: width, outSize: output[1], scale: scale?.[1] ?? null, shortcuts },
    outputShape: [batch, channels, ...output],
  };
}

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
