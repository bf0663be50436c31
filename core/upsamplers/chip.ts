import type { ParameterValue, ParameterValues, Upsampler } from './upsampler';

/** Parameters in the fewest words, for chips and tables: "k6 s4 p1 tent". */
export function describeParameters(upsampler: Upsampler, values: ParameterValues): string {
  const words = upsampler.parameters.map((descriptor) => {
    const value = values[descriptor.name];
    if (value === undefined || !descriptor.chip) return null;
    // Descriptor and value were checked against each other when the parameters were resolved.
    return (descriptor.chip as (value: ParameterValue) => string | null)(value);
  });
  return words.filter((word): word is string => word !== null).join(' ');
}
