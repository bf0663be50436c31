import { message, type Message } from '../messages';
import { invalidParameter } from './errors';

/** One number for both axes, or [height, width]. */
export type Pair = number | readonly [number, number];

/** Height, then width. */
export type Size = readonly [height: number, width: number];

export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

const PADDING_MODES: readonly PaddingMode[] = ['zeros', 'reflect', 'replicate', 'circular'];

/** Whether an option was left out. PyTorch's None arrives as null where a caller is not type-checked. */
export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** Refuses unknown options by name, so that a misspelt one is not silently ignored. */
export function refuseUnknown(operator: string, options: object, known: readonly string[]): void {
  for (const [name, value] of Object.entries(options)) {
    if (isAbsent(value) || known.includes(name)) continue;
    throw invalidParameter('options', message('only-options', { known, operator }), name, { parameter: name });
  }
}

/** A pair of whole numbers from a scalar, [n] or [height, width]; `fallback` when it was left out. */
export function readPair(name: string, value: unknown, min: number, fallback?: Size): Size {
  return readNumbers(
    name,
    value,
    fallback,
    () => message('integer-at-least', { min }),
    (n) => Number.isSafeInteger(n) && n >= min,
  );
}

/** A pair of finite numbers > 0. */
export function readPositivePair(name: string, value: unknown): Size {
  return readNumbers(
    name,
    value,
    undefined,
    () => message('number-above-0'),
    (n) => Number.isFinite(n) && n > 0,
  );
}

function readNumbers(
  name: string,
  value: unknown,
  fallback: Size | undefined,
  expected: () => Message,
  isLegal: (value: number) => boolean,
): Size {
  if (isAbsent(value) && fallback !== undefined) return fallback;
  const numbers: readonly unknown[] = Array.isArray(value) ? value : [value];
  const [first, second = first] = numbers;
  const isPair = numbers.length === 1 || numbers.length === 2;
  if (isPair && typeof first === 'number' && typeof second === 'number' && isLegal(first) && isLegal(second)) {
    return [first, second];
  }
  const isList = Array.isArray(value);
  throw invalidParameter(name, isList ? message('for-each-axis', { expected: expected() }) : expected(), value);
}

/** A whole number >= min; `fallback` when it was left out. */
export function readInteger(name: string, value: unknown, min: number, fallback?: number): number {
  if (isAbsent(value) && fallback !== undefined) return fallback;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min) return value;
  throw invalidParameter(name, message('integer-at-least', { min }), value);
}

export function readBoolean(name: string, value: unknown, fallback: boolean): boolean {
  if (isAbsent(value)) return fallback;
  if (typeof value === 'boolean') return value;
  throw invalidParameter(name, message('true-or-false'), value);
}

export function readChoice<Choice extends string>(
  name: string,
  value: unknown,
  choices: readonly Choice[],
  fallback: Choice,
): Choice {
  if (isAbsent(value)) return fallback;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw invalidParameter(name, message('one-of', { choices }), value);
  return found;
}

export function readPaddingMode(value: unknown): PaddingMode {
  return readChoice('paddingMode', value, PADDING_MODES, 'zeros');
}

/** [H, W], or a whole shape whose last two count, as PyTorch's modules take it. */
export function readOutputSize(value: unknown, lengths: readonly number[]): Size {
  if (!Array.isArray(value) || !lengths.includes(value.length)) {
    throw invalidParameter('outputSize', message('height-and-width'), value);
  }
  const spatial: readonly unknown[] = value.slice(-2);
  return [readInteger('outputSize', spatial[0], 0), readInteger('outputSize', spatial[1], 0)];
}
