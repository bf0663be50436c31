import { fittableLayer, layerKey, type FittableLayer, type FitTraits, type LayerContext } from '../fit';
import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import { upsamplers } from './registry';
import type { ParameterValues } from './upsampler';

/** How the weights of the method called `id` are fitted; refuses one without weights to fit. */
export function fitTraitsOf(id: string, parameters: ParameterValues): FitTraits {
  const traits = upsamplers.find((upsampler) => upsampler.id === id)?.fit;
  if (traits && (traits.applies?.(parameters) ?? true)) return traits;
  const methods = upsamplers.filter(({ fit }) => fit !== undefined).map((upsampler) => upsampler.id);
  throw invalidParameter('weights', message('fit-methods', { methods }), id);
}

/** The layer of a method with resolved `parameters`. */
export function fittableLayerOf(
  id: string,
  parameters: ParameterValues,
  context: { readonly scale: number; readonly channels: number },
): FittableLayer {
  return fittableLayer(fitTraitsOf(id, parameters), parameters, context);
}

/** One name for all uses of a method that have the same least-squares weights. */
export function fitKeyOf(id: string, parameters: ParameterValues, context: LayerContext): string {
  return layerKey(id, fitTraitsOf(id, parameters), parameters, context);
}
