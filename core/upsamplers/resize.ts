import type { ResampleRule } from '../ops/resampleRule';
import type { Operators } from '../ops/operators';
import { resampleByRule, ruleTaps, type Samples } from '../ops/resampler';
import type { Tensor } from '../tensor/tensor';
import { separableEquivalent } from './equivalent';
import type { EquivalentKernel, ParameterContext, UpsamplerInput } from './upsampler';

/** What methods that follow a rule of resampling share. */

/** `samples` by the rule, in float64 from end to end. */
export function resizeSamples(
  samples: Samples,
  rule: ResampleRule,
  { scale, size }: Pick<UpsamplerInput, 'scale' | 'size'>,
): Samples {
  const [height, width] = size ?? [samples.height * scale, samples.width * scale];
  return resampleByRule(samples, { height, width }, rule);
}

/** The same on a tensor, in float32. */
export function resizeTensor(operators: Operators, input: UpsamplerInput, rule: ResampleRule): Tensor {
  const [, , height = 1, width = 1] = input.image.shape;
  const size = input.size ?? [height * input.scale, width * input.scale];
  return operators.resample(input.image, { size, rule });
}

/** The rule as one transposed convolution, read off its own taps; null where they do not repeat from pixel to pixel. */
export function ruleEquivalent(
  rule: ResampleRule,
  { scale, channels, size }: ParameterContext,
): EquivalentKernel | null {
  if (size !== undefined || rule.coordinates === 'align-corners' || rule.kernel.kind === 'spline') return null;
  const inSize = 32;
  const middle = 16;
  const { start, index, weight } = ruleTaps({ inSize, outSize: inSize * scale, scale: null }, rule);
  const reached: { readonly at: number; readonly weight: number }[] = [];
  for (let o = 0; o < inSize * scale; o++)
    for (let t = start[o]!; t < start[o + 1]!; t++)
      if (index[t] === middle) reached.push({ at: o - middle * scale, weight: weight[t]! });
  // The kernel may not begin right of the pixel: padding is at least 0.
  const first = Math.min(0, ...reached.map(({ at }) => at));
  const last = Math.max(scale - 1, ...reached.map(({ at }) => at));
  const taps = new Float64Array(last - first + 1);
  for (const { at, weight: value } of reached) taps[at - first]! += value;
  return separableEquivalent(taps, channels, scale, -first);
}
