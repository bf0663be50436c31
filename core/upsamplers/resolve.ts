import { message, textSaid, type Message } from '../messages';
import { invalidParameter, UpbenchError } from '../tensor/errors';
import type { ParameterContext, ParameterDescriptor, ParameterValue, ParameterValues, Upsampler } from './upsampler';

/**
 * Every parameter with the value that will be used: given ones checked, the rest filled with defaults, in the order
 * of the descriptors. A parameter that another one hides has no value; giving it one is refused, as are unknown names.
 */
export function resolveParameters(
  upsampler: Upsampler,
  given: ParameterValues,
  context: ParameterContext,
): ParameterValues {
  checkScale(context.scale);
  return resolveValues(upsampler, given, context);
}

/** The same for any scale: a step of a pipeline may shrink, or keep the size. */
export function resolveValues(
  upsampler: Upsampler,
  given: ParameterValues,
  context: ParameterContext,
): ParameterValues {
  refuseUnknown(upsampler, given);
  const values: Record<string, ParameterValue> = {};
  for (const descriptor of upsampler.parameters) {
    const value = given[descriptor.name];
    if (!isVisible(descriptor, values)) {
      if (value !== undefined) throw hidden(upsampler, descriptor, values);
      continue;
    }
    values[descriptor.name] = value === undefined ? descriptor.default(context, values) : checkValue(descriptor, value);
    if (descriptor.kind === 'text') descriptor.check?.(String(values[descriptor.name]), context);
  }
  return values;
}

/** Whether a parameter counts, given the values of those before it. */
export function isVisible(descriptor: ParameterDescriptor, values: ParameterValues): boolean {
  const rule = descriptor.visibleWhen;
  if (!rule) return true;
  const value = values[rule.parameter];
  return value !== undefined && rule.isOneOf.includes(value);
}

/** The value, or a refusal that names the parameter, the value and the legal range. */
function checkValue(descriptor: ParameterDescriptor, value: unknown): ParameterValue {
  const { name, kind } = descriptor;
  if (kind === 'boolean') {
    if (typeof value !== 'boolean') throw invalidParameter(name, expectation(descriptor), value);
    return value;
  }
  if (kind === 'choice') {
    const known = descriptor.choices.some((choice) => choice.value === value);
    const file =
      descriptor.acceptsFile === true &&
      typeof value === 'string' &&
      value.startsWith('file:') &&
      value.length > 'file:'.length;
    if (typeof value !== 'string' || !(known || file)) throw invalidParameter(name, expectation(descriptor), value);
    return value;
  }
  if (kind === 'text') {
    const fits = typeof value === 'string' && value.length <= descriptor.maxLength;
    if (!fits) throw invalidParameter(name, expectation(descriptor), value);
    return value;
  }
  const { min, max } = descriptor;
  const inRange = typeof value === 'number' && value >= min && value <= max;
  const whole =
    kind === 'number' || (Number.isInteger(value) && ((value as number) - min) % (descriptor.step ?? 1) === 0);
  if (!inRange || !whole) throw invalidParameter(name, expectation(descriptor), value);
  return value;
}

/** What stands after `key=` on a command line, of the right type. */
export function parseValue(descriptor: ParameterDescriptor, text: string): ParameterValue {
  if (descriptor.kind === 'choice' || descriptor.kind === 'text') return text;
  if (descriptor.kind === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true';
    throw invalidParameter(descriptor.name, expectation(descriptor), text);
  }
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw invalidParameter(descriptor.name, expectation(descriptor), text);
  return value;
}

/** "an odd integer from 1 to 31" */
export function expectation(descriptor: ParameterDescriptor): Message {
  if (descriptor.kind === 'boolean') return message('true-or-false');
  if (descriptor.kind === 'text') {
    const { grammar, maxLength } = descriptor;
    return message('text-of-grammar', { grammar: textSaid(grammar), length: maxLength });
  }
  if (descriptor.kind === 'choice') {
    const names = descriptor.choices.map((choice) => choice.value);
    return message('one-of', { choices: [...names, ...(descriptor.acceptsFile ? ['file:NAME'] : [])] });
  }
  const { kind, min, max, step } = descriptor;
  if (kind === 'number') return message('number-between', { min, max });
  return message(step === 2 && min % 2 === 1 ? 'odd-integer-between' : 'integer-between', { min, max });
}

/** What one method may enlarge by: FCN-32s needs the most. */
export const SMALLEST_SCALE = 2;
export const LARGEST_SCALE = 32;

function checkScale(scale: number): void {
  if (!Number.isInteger(scale) || scale < SMALLEST_SCALE || scale > LARGEST_SCALE)
    throw invalidParameter('scale', message('integer-between', { min: SMALLEST_SCALE, max: LARGEST_SCALE }), scale);
}

/** Refuses names that the method does not have, naming those it has. */
export function refuseUnknown(upsampler: Upsampler, given: ParameterValues): void {
  const names = upsampler.parameters.map((descriptor) => descriptor.name);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    throw new UpbenchError('invalid-parameter', message('no-parameter', { method: upsampler.id, name, names }), {
      parameter: name,
    });
  }
}

function hidden(upsampler: Upsampler, descriptor: ParameterDescriptor, values: ParameterValues): UpbenchError {
  // The outermost condition that fails is the one to change.
  let rule = descriptor.visibleWhen;
  for (;;) {
    const parameter = rule?.parameter;
    const parent = upsampler.parameters.find(({ name }) => name === parameter);
    if (!rule || !parent || isVisible(parent, values)) break;
    rule = parent.visibleWhen;
  }
  const controller = rule?.parameter ?? '';
  const wanted = rule?.isOneOf ?? [];
  return new UpbenchError(
    'invalid-parameter',
    message('parameter-hidden', {
      name: descriptor.name,
      method: upsampler.id,
      controller,
      wanted: wanted.map(String),
      value: String(values[controller]),
    }),
    { parameter: descriptor.name, ...(wanted[0] === undefined ? {} : { fix: { [controller]: wanted[0] } }) },
  );
}
