import type { Language, Text } from '../messages';
import type { ParameterValue, ParameterValues, Upsampler } from './upsampler';

/** Parameters in the fewest words, for chips and tables: "k6 s4 p1 tent". */
export function describeParameters(upsampler: Upsampler, values: ParameterValues, language: Language = 'en'): string {
  const words = upsampler.parameters.map((descriptor) => {
    const value = values[descriptor.name];
    if (value === undefined || !descriptor.chip) return null;
    // Descriptor and value were checked against each other when the parameters were resolved.
    const chip = (descriptor.chip as (value: ParameterValue) => Text | string | null)(value);
    return chip === null || typeof chip === 'string' ? chip : chip[language];
  });
  return words.filter((word): word is string => word !== null).join(' ');
}
