import type { InterpolatePlan } from '../ops/interpolatePlan';
import { nearestIndices } from '../ops/interpolateAxis';
import type { ConvPlan } from '../ops/plan';
import type { PaddingMode } from '../tensor/options';
import type { Shape } from '../tensor/tensor';
import { convAxis, nearestAxis, transposedAxis, type ConvAxis } from './convAxis';

/**
 * A convolution as cells of output phases (assembly/phaseConv.ts), whatever operator it came from.
 * x [N, C, H, W] -> y [N, OC, OH, OW].
 */
export interface ConvLayout {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly outChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly groups: number;
  readonly rows: ConvAxis;
  readonly columns: ConvAxis;
  readonly paddingMode: PaddingMode;
  readonly weight: WeightLayout;
  readonly outputShape: Shape;
}

/** The weight of tap (ky, kx) is at group*G + outChannel*O + phase*P + inChannel*I + ky*kernelWidth + kx, channels counted within the group. */
export interface WeightLayout {
  readonly kernelWidth: number;
  readonly group: number;
  readonly outChannel: number;
  readonly inChannel: number;
  /** 0 when all phases share their weights (and bias). */
  readonly phase: number;
  /** Phases that have a bias of their own, side by side. */
  readonly biasPhases: number;
}

/** weight [outC, inC/groups, kH, kW] */
export function conv2dLayout(plan: ConvPlan): ConvLayout {
  const { kernel, stride, padding, dilation } = plan;
  return {
    ...common(plan),
    rows: convAxis(kernel[0], stride[0], padding[0], dilation[0]),
    columns: convAxis(kernel[1], stride[1], padding[1], dilation[1]),
    weight: { ...convWeight(plan), phase: 0, biasPhases: 1 },
  };
}

/** weight [inC, outC/groups, kH, kW] */
export function convTransposeLayout(plan: ConvPlan): ConvLayout {
  const { kernel, stride, padding, dilation, groups } = plan;
  const taps = kernel[0] * kernel[1];
  const outer = plan.outC / groups;
  return {
    ...common(plan),
    rows: transposedAxis(kernel[0], stride[0], padding[0], dilation[0]),
    columns: transposedAxis(kernel[1], stride[1], padding[1], dilation[1]),
    weight: {
      kernelWidth: kernel[1],
      group: (plan.inC / groups) * outer * taps,
      outChannel: taps,
      inChannel: outer * taps,
      phase: 0,
      biasPhases: 1,
    },
  };
}

/**
 * nearest + conv2d without the picture in between: `plan` is the convolution on the enlarged picture.
 * Null where the enlarging is not by a whole factor, and for reflect: mirrored half cells are not mirrored cells.
 */
export function nearestConvLayout(plan: ConvPlan, enlarging: InterpolatePlan): ConvLayout | null {
  const { rows, columns } = enlarging;
  const scales = [wholeScale(enlarging, rows), wholeScale(enlarging, columns)] as const;
  if (scales[0] === 0 || scales[1] === 0 || plan.paddingMode === 'reflect') return null;
  return {
    ...common(plan),
    height: rows.inSize,
    width: columns.inSize,
    rows: nearestAxis(plan.kernel[0], scales[0], plan.padding[0]),
    columns: nearestAxis(plan.kernel[1], scales[1], plan.padding[1]),
    weight: { ...convWeight(plan), phase: 0, biasPhases: 1 },
  };
}

/** conv2d + pixelShuffle: channel c*r^2 + phase of the convolution is a phase of channel c. Null where a group would cut a cell. */
export function shuffleConvLayout(plan: ConvPlan, r: number): ConvLayout | null {
  const { kernel, stride, padding, dilation, groups } = plan;
  const outChannels = plan.outC / (r * r);
  if (outChannels % groups !== 0) return null;
  const { outChannel, ...weight } = convWeight(plan);
  return {
    ...common(plan),
    outChannels,
    outHeight: plan.outH * r,
    outWidth: plan.outW * r,
    outputShape: [...plan.outputShape.slice(0, -3), outChannels, plan.outH * r, plan.outW * r],
    rows: convAxis(kernel[0], stride[0], padding[0], dilation[0], r),
    columns: convAxis(kernel[1], stride[1], padding[1], dilation[1], r),
    weight: { ...weight, outChannel: outChannel * r * r, phase: outChannel, biasPhases: r * r },
  };
}

function common(plan: ConvPlan) {
  return {
    batch: plan.batch,
    channels: plan.inC,
    height: plan.inH,
    width: plan.inW,
    outChannels: plan.outC,
    outHeight: plan.outH,
    outWidth: plan.outW,
    groups: plan.groups,
    paddingMode: plan.paddingMode,
    outputShape: plan.outputShape,
  };
}

function convWeight({ kernel, inC, outC, groups }: ConvPlan) {
  const taps = kernel[0] * kernel[1];
  const perChannel = (inC / groups) * taps;
  return { kernelWidth: kernel[1], group: (outC / groups) * perChannel, outChannel: perChannel, inChannel: taps };
}

/** s when output i of the axis is input floor(i / s), else 0. */
function wholeScale(plan: InterpolatePlan, axis: InterpolatePlan['rows']): number {
  const s = axis.outSize / axis.inSize;
  if (!Number.isInteger(s)) return 0;
  return nearestIndices(axis, plan.mode === 'nearest-exact').every((from, i) => from === Math.floor(i / s)) ? s : 0;
}
