import { forecast, type Forecast } from '../checkerboard';
import type { EquivalentKernel, ParameterContext, ParameterValues } from '../upsamplers';

/** The checkerboard forecast of a method with resolved parameters. */
export function forecastOf(
  id: string,
  equivalent: EquivalentKernel | null,
  parameters: ParameterValues,
  { scale }: ParameterContext,
): Forecast {
  return forecast(equivalent, { id, scale, parameters });
}
