import { isMessage, type Said } from '@core/messages';
import { sentenceOf } from '@core/tensor/errors';

/** What an error says, by its code where it has one: thrown here, or by the engine with its fault as data. */
export function saidOf(error: unknown): Said {
  const own = property(error, 'said');
  if (isMessage(own)) return own;
  const fromEngine = property(property(error, 'data'), 'said');
  return isMessage(fromEngine) ? fromEngine : sentenceOf(error);
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
