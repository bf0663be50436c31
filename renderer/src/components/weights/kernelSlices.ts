import { phaseGains } from '@core/checkerboard';
import { createTensor, elementCount } from '@core/tensor/tensor';
import { findUpsampler } from '@core/upsamplers';
import type { ParameterContext, ParameterValues, WeightPlane } from '@core/upsamplers/upsampler';
import type { Inspection } from '@core/engine/contract/contract';

export type ShownWeights = NonNullable<Inspection['weights']>;

/** One k x k plane of a weight tensor [A, B, kH, kW], under its index. */
export interface KernelSlice extends WeightPlane {
  /** [a, b] as in `weight[a, b]`. */
  readonly at: readonly [number, number];
  /** Rows of the plane. */
  readonly rows: readonly (readonly number[])[];
}

/** The planes of a layer's weights that were handed out whole. */
export function kernelSlices(id: string, { shape, values }: ShownWeights, scale: number): KernelSlice[] {
  const method = findUpsampler(id);
  const [outer = 1, inner = 1, height = 1, width = 1] = shape;
  const plane = height * width;
  const slices: KernelSlice[] = [];
  for (let a = 0; a < outer; a++) {
    for (let b = 0; b < inner; b++) {
      const start = (a * inner + b) * plane;
      if (start + plane > values.length) return slices;
      slices.push({
        at: [a, b],
        ...(method.planeOf?.([a, b], inner, scale) ?? { channel: a, phase: null }),
        rows: Array.from({ length: height }, (_, y) => values.slice(start + y * width, start + (y + 1) * width)),
      });
    }
  }
  return slices;
}

/**
 * Sum of the taps that meet in each output phase, [channel][row mod s][column mod s]: all alike means no checkerboard.
 * Null where the method is no single kernel, or where not all of it was handed out.
 */
export function phaseSums(
  id: string,
  { shape, values, origin }: ShownWeights,
  parameters: ParameterValues,
  context: ParameterContext,
): number[][][] | null {
  if (elementCount(shape) !== values.length) return null;
  const weights = { weight: createTensor(shape, Float32Array.from(values)), origin };
  try {
    const kernel = findUpsampler(id).equivalentKernel(parameters, context, weights);
    return kernel && phaseGains({ kernel: kernel.kernel, stride: kernel.stride, padding: kernel.padding });
  } catch {
    // The form shows what is wrong with the parameters.
    return null;
  }
}

/** The greatest absolute value of all planes; what the colours span. */
export function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
