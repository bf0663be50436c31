import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';
import { defaultUpsamplerIds, findUpsampler } from './registry';
import type { MethodId } from './upsampler';
import { parseValue, refuseUnknown } from './resolve';
import type { ParameterValue, ParameterValues } from './upsampler';

/**
 * `id:key=value,key=value` (the part after the id may be missing) -> the method and the parameters it names, of the
 * right type. Ranges are checked by `resolveParameters`. A comma that is not followed by `key=` belongs to the value.
 */
export function parseMethod(text: string): { readonly id: MethodId; readonly parameters: ParameterValues } {
  const colon = text.indexOf(':');
  const upsampler = findUpsampler((colon < 0 ? text : text.slice(0, colon)).trim());
  const rest = colon < 0 ? '' : text.slice(colon + 1).trim();
  const parameters: Record<string, ParameterValue> = {};
  if (rest !== '') {
    for (const pair of rest.split(/,(?=\s*[^=,]*=)/)) {
      const equals = pair.indexOf('=');
      const name = (equals < 0 ? pair : pair.slice(0, equals)).trim();
      if (equals < 0 || name === '') {
        throw new UpbenchError(
          'invalid-parameter',
          message('pair-expected', { method: upsampler.id, received: pair.trim() }),
          { parameter: 'method' },
        );
      }
      if (Object.hasOwn(parameters, name)) {
        throw new UpbenchError('invalid-parameter', message('given-twice', { name, text }), { parameter: name });
      }
      refuseUnknown(upsampler, { [name]: '' });
      const descriptor = upsampler.parameters.find((candidate) => candidate.name === name);
      if (descriptor) parameters[name] = parseValue(descriptor, pair.slice(equals + 1).trim());
    }
  }
  return { id: upsampler.id, parameters };
}

/** `all` (those that need not be asked for by name) or ids separated by commas; every id once. */
export function parseMethodList(text: string): readonly MethodId[] {
  if (text.trim() === 'all') return defaultUpsamplerIds;
  const ids = text.split(',').map((part) => findUpsampler(part.trim()).id);
  return [...new Set(ids)];
}
