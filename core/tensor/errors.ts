import { isMessage, message as messageOf, say, type Message, type Said } from '../messages';

/** What kind of thing went wrong; survives process borders where the class does not. */
export type ErrorCode =
  | 'invalid-parameter'
  | 'shape-mismatch'
  | 'size-mismatch'
  | 'too-large'
  | 'missing-file'
  | 'unreadable-file'
  | 'unsupported-file'
  | 'corrupt-file'
  | 'unwritable-file'
  | 'exists'
  | 'unavailable'
  | 'cancelled'
  | 'interrupted'
  | 'internal';

export interface ErrorDetails {
  /** Name of the parameter the sentence is about. */
  readonly parameter?: string;
  /** Values that would have been right, by parameter name. */
  readonly fix?: Readonly<Record<string, number | string | boolean>>;
}

/** An error whose message is a sentence for the user: it names the thing and what would be right. */
export class UpbenchError extends Error {
  override readonly name = 'UpbenchError';
  /** The sentence by its code, to be said in another language; undefined for a text that is in one language only. */
  readonly said: Message | undefined;
  /** @param cause the error behind this one, where there is one: it is kept for debugging */
  constructor(
    readonly code: ErrorCode,
    sentence: string | Message,
    readonly details: ErrorDetails = {},
    cause?: unknown,
  ) {
    super(isMessage(sentence) ? say(sentence) : sentence, cause === undefined ? undefined : { cause });
    this.said = isMessage(sentence) ? sentence : undefined;
  }
}

/** "Expected an integer >= 1 for kernelSize but received 0." */
export function invalidParameter(
  parameter: string,
  expected: string | Message,
  received: unknown,
  details: ErrorDetails = {},
): UpbenchError {
  return new UpbenchError(
    'invalid-parameter',
    messageOf('expected-value', { expected, name: parameter, received: described(received) }),
    {
      parameter,
      ...details,
    },
  );
}

/** Shapes that do not go together; `sentence` names both. */
export function shapeMismatch(sentence: string | Message, details: ErrorDetails = {}): UpbenchError {
  return new UpbenchError('shape-mismatch', sentence, details);
}

/** "A tensor of 3×99999×99999 has more than 2147483647 values." */
export function tooLarge(what: string | Message, shape: readonly number[], limit: number): UpbenchError {
  return new UpbenchError('too-large', messageOf('too-many-values', { what, shape: shape.join('×'), limit }));
}

/** Thrown at the next check after Cancel was pressed. */
export function cancelled(): UpbenchError {
  return new UpbenchError('cancelled', messageOf('cancelled'));
}

/** A checkpoint of work that a signal ends: it throws once the signal was raised. */
export const checkpointOf =
  (signal: AbortSignal | undefined): (() => void) =>
  () => {
    if (signal?.aborted) throw cancelled();
  };

/** A received value in a form short enough for a sentence. */
export function described(value: unknown): Said {
  if (typeof value === 'string') return value.length > 60 ? `"${value.slice(0, 57)}..."` : `"${value}"`;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value === undefined) return messageOf('received-nothing');
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(describe).join(', ')}${value.length > 8 ? ', ...' : ''}]`;
  if (typeof value === 'function') return messageOf('received-function');
  return messageOf('received-object', { keys: Object.keys(value).slice(0, 5) });
}

/** The same in English, for data and logs. */
export function describe(value: unknown): string {
  return say(described(value));
}

/** The sentence in whatever was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

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
