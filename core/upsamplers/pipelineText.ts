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

export const GRAMMAR =
  'steps such as "conv-transpose x2 > bilinear x2": id, parameters in brackets separated by ";", and x with the factor';

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
  if (parts.every((part) => part === '')) throw refusal(`Expected ${GRAMMAR} for steps but received "${text}".`);
  if (parts.length > MOST_STEPS)
    throw refusal(`A pipeline has at most ${MOST_STEPS} steps, but ${parts.length} are given.`);
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
  if (id === undefined) throw refusal(`Expected ${GRAMMAR} but step ${index + 1} is "${part}".`);
  const given: Record<string, string> = {};
  for (const pair of (inside ?? '').split(';').filter((text) => text.trim() !== '')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals)).trim();
    if (name === '')
      throw refusal(`Expected key=value in the brackets of step ${index + 1}, ${id}, but received "${pair.trim()}".`);
    if (Object.hasOwn(given, name)) throw refusal(`Step ${index + 1}, ${id}, gives ${name} twice.`);
    given[name] = pair.slice(equals + 1).trim();
  }
  return { id: id.toLowerCase(), given, factor: by === undefined ? null : parseFactor(by, `${index + 1}, ${id}`) };
}

function parseFactor(text: string, step: string): Factor {
  const [, whole, decimals = '', denominator = '1'] = /^(\d{1,3})(?:\.(\d{1,4}))?(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const shift = 10 ** decimals.length;
  const made = whole === undefined ? null : factor(Number(whole + decimals), shift * Number(denominator));
  if (!made || !(valueOf(made) >= 1 / 16 && valueOf(made) <= 16))
    throw refusal(
      `Expected a factor from 1/16 to 16 such as x2, x3/2 or x0.5 for step ${step}, but received "x${text}".`,
    );
  return made;
}

export function refusal(message: string, fix?: string): UpbenchError {
  return new UpbenchError('invalid-parameter', message, {
    parameter: 'steps',
    ...(fix === undefined ? {} : { fix: { steps: fix } }),
  });
}
