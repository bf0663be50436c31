import { forecast, type Forecast } from '../checkerboard';
import type { EquivalentKernel, ParameterContext, ParameterValues, Upsampler } from '../upsamplers';

/** The checkerboard forecast of a method with resolved parameters. */
export function forecastOf(
  upsampler: Upsampler,
  equivalent: EquivalentKernel | null,
  parameters: ParameterValues,
  { scale }: ParameterContext,
): Forecast {
  return forecast(equivalent, { scale, parameters, traits: upsampler.forecast });
}
