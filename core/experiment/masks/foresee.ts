import type { Forecast } from '../../checkerboard';
import type { Operators } from '../../ops/operators';
import type { TensorMemory } from '../../ops/tensorMemory';
import type {
  EquivalentKernel,
  ParameterContext,
  ParameterValues,
  Upsampler,
  WeightLibrary,
  Weights,
} from '../../upsamplers';
import { forecastOf } from '../forecast';
import { probeMethod } from '../probe';
import type { CheckerboardResult } from '../schema';
import { toSpecial } from '../special';

/** Weights of a dense layer above this many make an equivalent kernel that costs more than it tells. */
const MOST_DENSE_WEIGHTS = 2 ** 20;

interface Foreseen {
  /** Of one channel where the channels are not mixed. */
  readonly equivalent: EquivalentKernel | null;
  readonly forecast: Forecast;
  readonly probe: CheckerboardResult['probe'] | null;
}

interface Services {
  readonly operators: Operators;
  readonly weights: WeightLibrary;
}

/**
 * What is known of a method's checkerboards. Channels that are not mixed have the same kernel each, so one stands for
 * all; the equivalent kernel of all of them would have the square of their number.
 */
export function foresee(
  upsampler: Upsampler,
  parameters: ParameterValues,
  context: ParameterContext,
  weights: Weights | null,
  { operators, weights: library }: Services,
  tensors: TensorMemory,
): Foreseen {
  const isDense = parameters['groups'] === 'dense' && context.channels > 1;
  const one = isDense ? { context, weights } : oneChannel(upsampler, parameters, context, library);
  if (one === null || (isDense && (weights?.weight.data.length ?? 0) > MOST_DENSE_WEIGHTS))
    return { equivalent: null, forecast: forecastOf(upsampler, null, parameters, context), probe: null };
  const equivalent = upsampler.equivalentKernel(parameters, one.context, one.weights);
  const forecast = forecastOf(upsampler, equivalent, parameters, one.context);
  // Positions of an encoder belong to its own picture.
  if (parameters['indices'] === 'given') return { equivalent, forecast, probe: null };
  const ready = { upsampler, parameters, weights: one.weights, context: one.context, equivalent };
  const { gain, score, rms } = probeMethod(ready, operators, tensors);
  return { equivalent, forecast, probe: { gain: gain.map((row) => [...row]), score: toSpecial(score), rms } };
}

function oneChannel(
  upsampler: Upsampler,
  parameters: ParameterValues,
  context: ParameterContext,
  library: WeightLibrary,
): { readonly context: ParameterContext; readonly weights: Weights | null } | null {
  const single = { ...context, channels: 1 };
  try {
    return { context: single, weights: upsampler.makeWeights(parameters, single, library) };
  } catch {
    // Weights of a file may be for all channels only.
    return null;
  }
}
