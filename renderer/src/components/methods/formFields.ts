import { isVisible } from '@core/upsamplers';
import {
  PARAMETER_GROUPS,
  type ParameterContext,
  type ParameterDescriptor,
  type ParameterGroup,
  type ParameterValue,
  type ParameterValues,
  type Upsampler,
} from '@core/upsamplers/upsampler';

export interface FormField {
  readonly descriptor: ParameterDescriptor;
  /** Given by the user, else the default. */
  readonly value: ParameterValue;
  readonly changed: boolean;
}

/**
 * The fields of a method's form with what stands in them. Values are taken as they are, right or wrong: the engine's
 * answer says what is wrong.
 */
export function formFields(upsampler: Upsampler, given: ParameterValues, context: ParameterContext): FormField[] {
  const values: Record<string, ParameterValue> = {};
  const fields: FormField[] = [];
  for (const descriptor of upsampler.parameters) {
    if (!isVisible(descriptor, values)) continue;
    const own = given[descriptor.name];
    const value = own ?? descriptor.default(context, values);
    values[descriptor.name] = value;
    fields.push({ descriptor, value, changed: own !== undefined });
  }
  return fields;
}

/** The same as a form shows them: by what they are about, in a method's own order within. */
export function groupedFields(fields: readonly FormField[]): { id: ParameterGroup; fields: FormField[] }[] {
  return PARAMETER_GROUPS.map((id) => ({
    id,
    fields: fields.filter(({ descriptor }) => (descriptor.group ?? 'shape') === id),
  })).filter((group) => group.fields.length > 0);
}

/** What somebody typed into a number field: a number, nothing (back to the default), or not a number. */
export function parseNumber(text: string): number | undefined | null {
  const trimmed = text.trim().replace('−', '-').replace(',', '.');
  if (trimmed === '') return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : null;
}
