import { phaseGains } from '@core/checkerboard';
import { createTensor, elementCount } from '@core/tensor/tensor';
import { findUpsampler } from '@core/upsamplers';
import type { ParameterContext, ParameterValues } from '@core/upsamplers/upsampler';
import type { Inspection } from '@core/engine/contract/contract';

export type ShownWeights = NonNullable<Inspection['weights']>;

/** One k x k plane of a weight tensor [A, B, kH, kW], under its index. */
export interface KernelSlice {
  /** [a, b] as in `weight[a, b]`. */
  readonly at: readonly [number, number];
  /** The output channel it adds to. */
  readonly channel: number;
  /** Which output phase it makes, where planes are phases. */
  readonly phase: readonly [number, number] | null;
  /** Rows of the plane. */
  readonly rows: readonly (readonly number[])[];
}

/**
 * The planes of a layer's weights that were handed out whole. In a pixel shuffle output channel c s^2 + i s + j is
 * channel c, phase (i, j); a transposed convolution is [inC, outC/groups], every other layer [outC, inC/groups].
 */
export function kernelSlices(id: string, { shape, values }: ShownWeights, scale: number): KernelSlice[] {
  const [outer = 1, inner = 1, height = 1, width = 1] = shape;
  const plane = height * width;
  const slices: KernelSlice[] = [];
  for (let a = 0; a < outer; a++) {
    for (let b = 0; b < inner; b++) {
      const start = (a * inner + b) * plane;
      if (start + plane > values.length) return slices;
      const phase = a % (scale * scale);
      slices.push({
        at: [a, b],
        channel: channelOf(id, a, b, inner, scale),
        phase: id === 'pixel-shuffle' ? [Math.floor(phase / scale), phase % scale] : null,
        rows: Array.from({ length: height }, (_, y) => values.slice(start + y * width, start + (y + 1) * width)),
      });
    }
  }
  return slices;
}

function channelOf(id: string, a: number, b: number, inner: number, scale: number): number {
  if (id === 'pixel-shuffle') return Math.floor(a / (scale * scale));
  // Depthwise there is one output to each input; dense the second axis counts the outputs.
  return id === 'conv-transpose' && inner > 1 ? b : a;
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
    // The form says what is wrong with the parameters.
    return null;
  }
}

/** The greatest absolute value of all planes; what the colours span. */
export function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
