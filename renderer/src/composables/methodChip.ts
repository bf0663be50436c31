import { findUpsampler, describeParameters, upsamplers } from '@core/upsamplers';
import type { ParameterValues } from '@core/upsamplers/upsampler';
import { useSettings } from '../stores/settings';
import type { MethodSpec } from '@core/experiment/schema';

/** Parameters in short: those the user changed (for chips), or all that were used (for the table). */
export function useMethodChip(): {
  changed: (method: MethodSpec) => string;
  all: (id: string, values: ParameterValues) => string;
} {
  const settings = useSettings();
  const knows = (id: string): boolean => upsamplers.some((upsampler) => upsampler.id === id);
  return {
    changed: ({ id, parameters }) =>
      knows(id) ? describeParameters(findUpsampler(id), parameters, settings.language) : '',
    all: (id, values) => (knows(id) ? describeParameters(findUpsampler(id), values, settings.language) : ''),
  };
}
