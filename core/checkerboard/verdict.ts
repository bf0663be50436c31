import { fixedDecimal, significantDecimal } from '../tensor/decimal';
import { message, type Message } from '../messages';

/** even: equal gains from equal overlap; balanced: equal gains although the overlap is uneven; uneven: a checkerboard. */
export type ForecastLevel = 'even' | 'balanced' | 'uneven' | 'unknown';

/** Every parameter of a method with its value. */
export type ForecastParameters = Readonly<Record<string, number | boolean | string>>;

/** What would balance the phases: in words, and the parameter values. */
export interface Cure {
  readonly advice: Message;
  readonly values: Readonly<Record<string, number | boolean | string>>;
}

/** What a forecast needs to know of a method besides its kernel; the method's own file says it. */
export interface ForecastTraits {
  /**
   * How taps meet in one output pixel: as they are counted in the kernel (left out), a whole window of `kernelSize` at
   * every output pixel, or not to be counted because the kernel is a sum over several layers.
   */
  readonly overlap?: 'windows' | 'not-counted';
  /** Distance between the taps that count. @default 1 */
  readonly dilation?: (parameters: ForecastParameters) => number;
  /** The fix for uneven phases; left out where only another method fixes them. */
  readonly cure?: (facts: Facts) => Cure;
  /** What can be said where there is no single kernel. */
  readonly withoutKernel?: (
    parameters: ForecastParameters,
    scale: number,
  ) => { readonly verdict: Message; readonly warnings: readonly Message[] } | null;
}

/** What the words of a forecast need to know of the method. */
export interface ForecastContext {
  readonly scale: number;
  readonly parameters: ForecastParameters;
  readonly traits?: ForecastTraits | undefined;
}

export interface Facts {
  readonly level: ForecastLevel;
  /** std/|mean| of the gains, root mean square over the channels. */
  readonly score: number;
  /** The score from which the level is `uneven`. */
  readonly limit: number;
  readonly gain: readonly (readonly number[])[];
  readonly overlap: readonly (readonly number[])[];
  readonly stride: number;
  readonly context: ForecastContext;
}

/** "Overlap uneven (1, 2, 2, 4)" or "Overlap even (4)". */
export function overlapWords(overlap: readonly (readonly number[])[]): Message {
  const values = overlap.flat();
  return new Set(values).size === 1
    ? message('overlap-even', { taps: values[0] ?? 0 })
    : message('overlap-uneven', { taps: list(values, String) });
}

/** One sentence from the phase gains of the actual weights. */
export function verdictOf(facts: Facts): Message {
  const limit = percent(facts.limit);
  if (facts.level === 'even') return message('phases-even', { limit });
  if (facts.level === 'balanced') return message('phases-balanced', { overlap: overlapWords(facts.overlap), limit });
  const cure = facts.context.traits?.cure?.(facts);
  const advice =
    cure === undefined ? message('use-resize-conv') : message('use-or-resize-conv', { first: cure.advice });
  return message('phases-weigh', { weights: weighWords(facts.gain), spread: percent(facts.score), limit, advice });
}

/** "28", "1", "0.35": a share in per cent, two digits that count. */
const percent = (share: number): string =>
  (Number.isFinite(share) ? significantDecimal(100 * share, 2) : '∞').replace(/\.0+$/, '');

/** Parameter values that turn an uneven forecast into an even one. */
export function cureOf(facts: Facts): Record<string, number | boolean | string> | undefined {
  const cure = facts.level === 'uneven' ? facts.context.traits?.cure?.(facts) : undefined;
  return cure && { ...cure.values };
}

/** Whole-number proportions where there are any ("1, 2, 2, 4"), else the gains themselves. */
export function weighWords(gain: readonly (readonly number[])[]): Message {
  const values = gain.flat();
  const smallest = Math.min(...values.map(Math.abs));
  const ratios = values.map((value) => value / smallest);
  const whole =
    smallest > 0 && ratios.every((ratio) => Math.abs(ratio) <= 99 && Math.abs(ratio - Math.round(ratio)) < 0.01);
  return whole ? list(ratios.map(Math.round), String) : list(values, (value) => fixedDecimal(value, 2));
}

/** Four values are read at a glance; of more, only the range. */
function list(values: readonly number[], format: (value: number) => string): Message {
  if (values.length <= 4) return message('values-listed', { values: values.map(format) });
  return message('values-range', { low: format(Math.min(...values)), high: format(Math.max(...values)) });
}

/** Whether the gains follow the overlap: then an even overlap is all that is missing. */
export function followsOverlap({ gain, overlap }: Facts): boolean {
  const ratios = gain.flat().map((value, i) => value / (overlap.flat()[i] ?? NaN));
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  return ratios.every((ratio) => Math.abs(ratio - mean) <= 0.01 * Math.abs(mean));
}
