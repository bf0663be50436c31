import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';
import type { ParameterValues } from './upsampler';

/** Typed reads of resolved parameters; a miss is a fault of the method's file, not of the user. */
export function numberOf(parameters: ParameterValues, name: string): number {
  const value = parameters[name];
  if (typeof value !== 'number') throw missing(name);
  return value;
}

export function booleanOf(parameters: ParameterValues, name: string): boolean {
  const value = parameters[name];
  if (typeof value !== 'boolean') throw missing(name);
  return value;
}

export function choiceOf(parameters: ParameterValues, name: string): string {
  const value = parameters[name];
  if (typeof value !== 'string') throw missing(name);
  return value;
}

function missing(name: string): UpbenchError {
  return new UpbenchError('internal', message('parameter-not-resolved', { name }));
}
