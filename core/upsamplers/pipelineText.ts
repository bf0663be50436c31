import { message, type Message } from '../messages';
import { UpbenchError } from '../tensor/errors';
import type { ParameterValues } from './upsampler';

/**
 * The grammar of a chain of steps:
 *
 *     steps  = step { ">" step }          "+" may stand for ">"
 *     step   = id [ "(" key "=" value { ";" key "=" value } ")" ] [ "x" factor ]
 *     factor = "2" | "1.5" | "3/2"        what the step multiplies width and height by
 */

/** An exact ratio in lowest terms. */
export interface Factor {
  readonly numerator: number;
  readonly denominator: number;
}

/** One step as written: values are still text, the factor may be left out. */
export interface StepText {
  readonly id: string;
  readonly given: Readonly<Record<string, string>>;
  readonly factor: Factor | null;
}

export const GRAMMAR = message('steps-grammar');

const MOST_STEPS = 8;
const STEP = /^([a-z][a-z0-9-]*)\s*(?:\(([^()]*)\))?\s*(?:(?<![a-z0-9-])[x×]\s*([0-9.]+(?:\/[0-9]+)?))?$/i;

export function factor(numerator: number, denominator = 1): Factor {
  let [a, b] = [numerator, denominator];
  while (b !== 0) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}

export const times = (a: Factor, b: Factor): Factor => factor(a.numerator * b.numerator, a.denominator * b.denominator);
export const over = (a: Factor, b: Factor): Factor => factor(a.numerator * b.denominator, a.denominator * b.numerator);
export const valueOf = ({ numerator, denominator }: Factor): number => numerator / denominator;

/** "2" or "3/2" */
export function factorText({ numerator, denominator }: Factor): string {
  return denominator === 1 ? String(numerator) : `${numerator}/${denominator}`;
}

/** Every step of the text; throws for what is none. */
export function parseSteps(text: string): StepText[] {
  const parts = text.split(/[>+](?![^()]*\))/).map((part) => part.trim());
  if (parts.every((part) => part === ''))
    throw refusal(message('steps-expected', { grammar: GRAMMAR, received: text }));
  if (parts.length > MOST_STEPS) throw refusal(message('too-many-steps', { most: MOST_STEPS, given: parts.length }));
  return parts.map((part, index) => parseStep(part, index));
}

/** The text that `parseSteps` reads as these steps. */
export function formatSteps(steps: readonly StepText[]): string {
  return steps
    .map(({ id, given, factor: by }) => {
      const pairs = Object.entries(given).map(([name, value]) => `${name}=${value}`);
      return `${id}${pairs.length > 0 ? `(${pairs.join(';')})` : ''}${by ? ` x${factorText(by)}` : ''}`;
    })
    .join(' > ');
}

/** What a method names as `weights`, for a pipeline what each of its steps does; text that cannot be read names nothing. */
export function wantedWeights({
  id,
  parameters,
}: {
  readonly id: string;
  readonly parameters: ParameterValues;
}): string[] {
  if (id !== 'pipeline') return typeof parameters['weights'] === 'string' ? [parameters['weights']] : [];
  try {
    return parseSteps(String(parameters['steps'] ?? '')).flatMap(({ given }) => given['weights'] ?? []);
  } catch {
    return [];
  }
}

/** The most that any picture between two steps is enlarged by; steps that leave their factor out reach the scale. */
export function largestScale(
  methods: readonly { readonly id: string; readonly parameters: ParameterValues }[],
  scale: number,
): number {
  const most = methods.map(({ id, parameters }) => {
    if (id !== 'pipeline') return scale;
    try {
      let total = 1;
      const totals = parseSteps(String(parameters['steps'] ?? '')).map(
        ({ factor: by }) => (total *= by ? valueOf(by) : 1),
      );
      return Math.max(...totals);
    } catch {
      return scale;
    }
  });
  return Math.max(scale, ...most);
}

function parseStep(part: string, index: number): StepText {
  const [, id, inside, by] = STEP.exec(part) ?? [];
  if (id === undefined)
    throw refusal(message('step-unreadable', { grammar: GRAMMAR, step: index + 1, received: part }));
  const given: Record<string, string> = {};
  for (const pair of (inside ?? '').split(';').filter((text) => text.trim() !== '')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals)).trim();
    if (name === '') throw refusal(message('step-pair-expected', { step: index + 1, id, received: pair.trim() }));
    if (Object.hasOwn(given, name)) throw refusal(message('step-gives-twice', { step: index + 1, id, name }));
    given[name] = pair.slice(equals + 1).trim();
  }
  return { id: id.toLowerCase(), given, factor: by === undefined ? null : parseFactor(by, index + 1, id) };
}

function parseFactor(text: string, step: number, id: string): Factor {
  const [, whole, decimals = '', denominator = '1'] = /^(\d{1,3})(?:\.(\d{1,4}))?(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const shift = 10 ** decimals.length;
  const made = whole === undefined ? null : factor(Number(whole + decimals), shift * Number(denominator));
  if (!made || !(valueOf(made) >= 1 / 16 && valueOf(made) <= 16))
    throw refusal(message('step-factor-expected', { step, id, received: text }));
  return made;
}

export function refusal(sentence: Message, fix?: string): UpbenchError {
  return new UpbenchError('invalid-parameter', sentence, {
    parameter: 'steps',
    ...(fix === undefined ? {} : { fix: { steps: fix } }),
  });
}
