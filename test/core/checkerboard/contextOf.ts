import type { ForecastContext } from '@core/checkerboard';
import { upsamplers } from '@core/upsamplers';

/** What a forecast knows of the method called `id`; of a made-up one nothing. */
export function contextOf(id: string, parameters: ForecastContext['parameters'] = {}, scale = 2): ForecastContext {
  return { scale, parameters, traits: upsamplers.find((upsampler) => upsampler.id === id)?.forecast };
}
