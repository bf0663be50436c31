import { resolve } from 'node:path';
import { WeightStore } from '@core/engine/weights/weightStore';
import { BuiltInFitter, fittedLibrary } from '@core/experiment/fitted';
import { createReferenceOperators } from '@core/ops';
import type { Raster } from '@core/tensor/raster';
import { createGenerator } from '@core/init';
import { createTensor, type Shape, type Tensor } from '@core/tensor/tensor';
import {
  resolveParameters,
  type EquivalentKernel,
  type ParameterContext,
  type ParameterValues,
  type Upsampler,
  type WeightLibrary,
  type Weights,
} from '@core/upsamplers';

/** A library in which nothing is known. */
export const noWeights: WeightLibrary = { find: () => undefined };

const noise = (size: number, seed: number): Raster => {
  const generator = createGenerator(seed);
  const data = Uint8Array.from({ length: size * size * 3 }, () => 255 * generator.uniform());
  return { width: size, height: size, channels: 3, bitDepth: 8, data };
};

/** The weights that ship, and for every other layer weights fitted on two small pictures of noise. */
export const testWeights: WeightLibrary = fittedLibrary({
  shipped: new WeightStore(resolve(import.meta.dirname, '../../resources')).shipped,
  degradation: 'area',
  fitter: new BuiltInFitter([noise(24, 1), noise(36, 2)]),
  services: { operators: createReferenceOperators(), checkpoint: () => undefined },
});

/** Seeded values in 0..1. */
export function randomPicture(shape: Shape, seed: number): Tensor {
  const generator = createGenerator(seed);
  const out = createTensor(shape);
  for (let i = 0; i < out.data.length; i++) out.data[i] = generator.uniform();
  return out;
}

export interface Prepared {
  readonly parameters: ParameterValues;
  readonly weights: Weights | null;
  readonly context: ParameterContext;
}

/** Parameters and weights of a method, ready to run. */
export function prepare(
  upsampler: Upsampler,
  given: ParameterValues,
  scale: number,
  channels = 3,
  hasReference = true,
): Prepared {
  const context: ParameterContext = { scale, channels, hasReference };
  const parameters = resolveParameters(upsampler, given, context);
  return { parameters, context, weights: upsampler.makeWeights(parameters, context, testWeights) };
}

/** The equivalent kernel applied by its definition, in float64: out[o] = bias + sum_y x[y] kernel[o + p - s y]. */
export function applyEquivalent(equivalent: EquivalentKernel, x: Tensor): Float64Array {
  const { kernel, stride: s, padding, bias } = equivalent;
  const [inC = 1, outC = 1, k = 1] = kernel.shape;
  const [, , height = 1, width = 1] = x.shape;
  const out = new Float64Array(outC * height * s * width * s);
  let at = 0;
  for (let c = 0; c < outC; c++) {
    for (let oy = 0; oy < height * s; oy++) {
      for (let ox = 0; ox < width * s; ox++) {
        let sum = bias ? bias.data[bias.shape.length === 1 ? c : (c * s + (oy % s)) * s + (ox % s)]! : 0;
        const [top, bottom] = inReach(oy + padding[0], k, s, height);
        const [left, right] = inReach(ox + padding[1], k, s, width);
        for (let i = 0; i < inC; i++) {
          for (let y = top; y <= bottom; y++) {
            const row = ((i * outC + c) * k + oy + padding[0] - s * y) * k + ox + padding[1];
            for (let xx = left; xx <= right; xx++)
              sum += x.data[(i * height + y) * width + xx]! * kernel.data[row - s * xx]!;
          }
        }
        out[at++] = sum;
      }
    }
  }
  return out;
}

/** First and last input position whose tap `at - s y` lies in 0..k-1. */
function inReach(at: number, k: number, s: number, size: number): [number, number] {
  return [Math.max(0, Math.ceil((at - k + 1) / s)), Math.min(size - 1, Math.floor(at / s))];
}

/** Largest |a - b| over [1, C, H, W] without `border` pixels on every side. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>, shape: Shape, border = 0): number {
  const [, channels = 1, height = 1, width = 1] = shape;
  let worst = 0;
  for (let c = 0; c < channels; c++) {
    for (let y = border; y < height - border; y++) {
      for (let x = border; x < width - border; x++) {
        const i = (c * height + y) * width + x;
        worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
      }
    }
  }
  return worst;
}
