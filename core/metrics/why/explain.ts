import { message, say, type Message } from '../../messages';
import type { Raster } from '../../tensor/raster';
import { alternativesOf, type Alternative } from './alternatives';
import { beforeFaults, type Before } from './before';
import { PairMeasure } from './evaluate';
import type { PairFix } from './fix';
import { likeness } from './likeness';
import { bothTurned, pairFixes, type FixOptions } from './pairFixes';
import type { Cause, WhyState } from './state';

/** What explains another's number, or what is wrong with the pair: computed, not guessed. */
export interface Explanation {
  readonly causes: readonly Cause[];
  /** What the metric is with these causes. */
  readonly predicted: number;
  /** The other's number minus that; null where nobody named one. */
  readonly left: number | null;
  readonly message: Message;
  readonly text: string;
}

/** Another picture that the same experiment could have made: with another kernel, degradation, border or rounding. */
export interface Variant {
  readonly causes: readonly Cause[];
  readonly bits: number;
  readonly picture: Raster;
  readonly reference?: Raster;
}

interface ExplainOptions {
  readonly metric: string;
  readonly decimals: number;
  readonly base: WhyState;
  readonly own: number;
  /** The other's number as it was written: how exact it is counts. */
  readonly theirs?: string | undefined;
  readonly scale?: number | undefined;
  readonly mostCrop: number;
  readonly variants?: readonly Variant[] | undefined;
  /** Causes that hold already: what was left out so that the sizes fit. */
  readonly given: readonly Cause[];
  readonly checkpoint?: (() => void) | undefined;
  /** Faults of this pair that were found for another metric already. */
  readonly faults?: PairFaults | undefined;
}

/** Faults of one pair by the gain that was asked for: they are the pair's, whatever the metric. */
export type PairFaults = Map<number | undefined, readonly FixChain[]>;

interface Explained {
  readonly explanations: readonly Explanation[];
  /**
   * Of all numbers near the other's, the share that some rule tried would meet, as simple as the first explanation and as
   * closely; undefined where nothing explains the number.
   */
  readonly chance?: number | undefined;
  /** How many single causes and pairs of causes were tried. */
  readonly tried: number;
  /** The single rule that comes nearest, where none explains the number. */
  readonly nearest: { readonly causes: readonly Cause[]; readonly predicted: number } | null;
}

/** A pair of pictures to measure, and what was done to it to get there. */
interface Pairing {
  readonly causes: readonly Cause[];
  readonly bits: number;
  /** One measure; several where a fault lost something, each of a picture that may have been before. */
  readonly measures: readonly PairMeasure[];
  /** The pair where nothing was known of what the fault lost. */
  readonly rough?: PairMeasure | undefined;
  readonly reference: Raster;
  /** Where it is another than that of the pair: a luma of its own is its own Y. */
  readonly base?: WhyState;
  /** A fault that was undone: its fix is not exact to the last digit. */
  readonly isCure: boolean;
  /** Share of the error that is not known, beyond what the measures differ by. */
  readonly unsure: number;
  /** Two faults: no other cause is tried beside them. */
  readonly isFull?: boolean;
}

interface Candidate {
  readonly causes: readonly Cause[];
  readonly predicted: number;
  readonly left: number;
  /** How well `predicted` is known; 0 = to every digit. */
  readonly spread: number;
  readonly bits: number;
}

const MOST_SHOWN = 5;
/** How many spreads of the guesses a number may lie away. */
const MOST_SPREADS = 3;
/** Guesses are few and alike: the truth lies further off than they do from each other. */
const WIDER = 1.2;
const LEAST_SPREAD = { psnr: 0.002, ssim: 0.0006 };
/** Decibels of a small share of the error. */
const DECIBELS = 10 / Math.LN10;
/** SSIM depends more on values than the error does. */
const OF_SSIM = 2;
/** Share of what the guesses differ from blind ones by that they may be wrong. */
const OF_ROUGH = 0.15;
/** Share of the gap that a fault undone about may leave where nothing fits better. */
const MOST_OF_GAP = 0.1;
/** Decibels that a fix must gain where a number to explain is given: the number is evidence, too. */
const LEAST_GAIN_WITH_NUMBER = 0.2;
/** Pictures less alike than this show different things. */
const UNRELATED = 0.3;
/** Two causes more unusual than this together are no answer: to a number with all its digits, and to a printed one, which more of them meet by chance. */
const MOST_BITS = { whole: 10.5, printed: 7.5 };
/** Explanations of more causes than the best that are listed beside it. */
const MOST_LONGER = 3;

/** Tries every cause and every pair of causes on the pair; yields how many it has tried. */
export function* explainNumber(
  reference: Raster,
  picture: Raster,
  options: ExplainOptions,
): Generator<number, Explained> {
  const { checkpoint, mostCrop, theirs, faults } = options;
  const leastGain = theirs === undefined ? undefined : LEAST_GAIN_WITH_NUMBER;
  const fixes = faults?.get(leastGain) ?? (yield* fixChains(reference, picture, { checkpoint, leastGain }));
  faults?.set(leastGain, fixes);
  const measureOf = (a: Raster, b: Raster): PairMeasure => new PairMeasure(a, b, mostCrop, checkpoint);
  if (theirs === undefined) return withoutNumber(fixes, options, measureOf);
  const best = Math.max(likeness(reference, picture).correlation, ...fixes.map((fix) => fix.correlation));
  if (best < UNRELATED) return { explanations: [], tried: 0, nearest: null };
  return yield* withNumber(pairingsOf(reference, picture, fixes, options, measureOf), options, theirs);
}

/** The pair as it is, without its faults, and in its variants; one at a time, since each holds pictures of its own. */
function* pairingsOf(
  reference: Raster,
  picture: Raster,
  fixes: readonly FixChain[],
  options: ExplainOptions,
  measureOf: (a: Raster, b: Raster) => PairMeasure,
): Generator<Pairing> {
  const whole = { causes: [], bits: 0, measures: [measureOf(reference, picture)], reference };
  yield { ...whole, isCure: false, unsure: 0 };
  for (const { causes, bits, reference: a, picture: b, isExact, before } of fixes) {
    const isFull = causes.length > 1;
    if (isExact || !before)
      yield { causes, bits, measures: [measureOf(a, b)], reference: a, isCure: !isExact, unsure: 0, isFull };
    if (!before) continue;
    const { ways, blind, unsure } = before();
    const measures = ways.map((pictures) => pictures.map((guess) => measureOf(reference, guess)));
    const rough = blind && measureOf(reference, blind);
    for (const [i, own] of measures.entries())
      yield {
        causes,
        bits: bits + Math.log2(ways.length) / 2,
        reference,
        isCure: true,
        unsure,
        isFull,
        measures: own,
        // How far two ways lie apart says how much depends on the way.
        rough: rough ?? (measures.length > 1 ? measures[(i + 1) % measures.length]![0] : undefined),
      };
  }
  for (const { causes, bits, picture: b, reference: a = reference } of options.variants ?? []) {
    const isLuma = a.channels === 1;
    // Of the luma alone there are no numbers of the colours.
    if (isLuma && reference.channels === 3 && !options.metric.endsWith('-y')) continue;
    const base: WhyState = { ...options.base, ...(isLuma ? { planes: 'channels' } : {}) };
    yield { causes, bits, measures: [measureOf(a, b)], reference: a, base, isCure: false, unsure: 0 };
  }
}

interface FixChain {
  readonly causes: readonly Cause[];
  readonly bits: number;
  readonly reference: Raster;
  readonly picture: Raster;
  readonly after: number;
  readonly isExact: boolean;
  readonly before: (() => Before) | undefined;
  readonly correlation: number;
}

/** Bits of evidence from a fix's own success: one per decibel. */
function evidence(before: number, after: number): number {
  return Math.min(8, Math.max(0, 10 * Math.log10(before / Math.max(after, 1e-6))));
}

/** Faults of the pair, and pairs of them: the second one looked for where the first was undone. */
function* fixChains(reference: Raster, picture: Raster, options: FixOptions): Generator<number, FixChain[]> {
  const { checkpoint = () => undefined } = options;
  const chain = (fixes: readonly PairFix[]): FixChain => {
    const last = fixes.at(-1)!;
    const lossy = fixes.filter((fix) => fix.lossy !== undefined);
    const start = fixes.reduce((raster, { turn }) => turn?.(raster) ?? raster, picture);
    return {
      causes: fixes.map(({ cause }) => cause),
      // A fix that gains much is evidence by itself.
      bits: fixes.reduce((sum, { bits, before, after }) => sum + bits - evidence(before, after), 0),
      reference: last.reference,
      picture: last.picture,
      after: last.after,
      isExact: fixes.every(({ isExact }) => isExact),
      before: lossy.length > 0 ? () => beforeFaults(reference, start, lossy, last.after, checkpoint) : undefined,
      correlation: likeness(last.reference, last.picture).correlation,
    };
  };
  const found = yield* counted(pairFixes(reference, picture, options));
  const first = bestOfEach(found, MOST_OF_KIND);
  const single = first.map((fix) => chain([fix]));
  if (single.some(({ after }) => after === 0)) return single.filter(({ after }) => after === 0);
  const double: FixChain[] = [];
  const turned = bothTurned(reference, picture, options);
  if (turned) double.push(chain(turned));
  for (const fix of bestOfEach(found, 1).slice(0, MOST_FIRST)) {
    const next = yield* counted(pairFixes(fix.reference, fix.picture, options));
    const others = next.filter((second) => isSecond(fix, second));
    for (const second of bestOfEach(others, MOST_OF_KIND).slice(0, MOST_SECOND)) double.push(chain([fix, second]));
  }
  const all = [...single, ...double].sort((a, b) => a.after - b.after);
  // The same two faults in either order are one chain; whole pixels and parts of them are two.
  const seen = new Set<string>();
  return all.filter(({ causes }) => {
    const name = causes
      .map(({ id, value }) => {
        const parts = value.split(',').map((part) => (Number.isNaN(Number(part)) ? part : Number(part)));
        const near = parts.map((part) =>
          typeof part === 'number' && part % 1 !== 0 ? `${Math.round(part * 4) / 4} about` : part,
        );
        return `${id} ${near.join()}`;
      })
      .sort()
      .join('|');
    return seen.has(name) ? false : (seen.add(name), true);
  });
}

/** How many fixes of one kind are kept, how many a second is looked for after, and how many second ones are kept. */
const MOST_OF_KIND = 2;
const MOST_FIRST = 3;
const MOST_SECOND = 3;

/** The strongest fixes of every kind, in their order. */
function bestOfEach(fixes: readonly PairFix[], most: number): PairFix[] {
  const counts = new Map<string, number>();
  return fixes.filter(({ cause: { id } }) => {
    const count = counts.get(id) ?? 0;
    counts.set(id, count + 1);
    return count < most;
  });
}

/** Whether one fault can follow another: not the same, not two curves, and turned pictures are turned back first. */
function isSecond(first: PairFix, second: PairFix): boolean {
  if (first.cause.id === second.cause.id) return false;
  if (first.lossy && 'tone' in first.lossy && second.lossy && 'tone' in second.lossy) return false;
  return !(first.lossy && second.cause.id === 'flip');
}

/** Steps before anything is tried. */
function* counted<Result>(steps: Generator<void, Result>): Generator<number, Result> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield 0;
  }
}

/** Without a number to explain: what is wrong with the pair, and the value without it. */
function withoutNumber(
  fixes: readonly FixChain[],
  options: ExplainOptions,
  measureOf: (a: Raster, b: Raster) => PairMeasure,
): Explained {
  const { metric, base, decimals } = options;
  const [least] = fixes;
  // One that leaves much more than the best is no explanation beside it.
  const good = fixes.filter(({ after, causes }) => least && (after <= least.after * 1.3 || causes === least.causes));
  const explanations = good.slice(0, MOST_SHOWN).map(({ causes: own, reference, picture, after }) => {
    const causes = [...options.given, ...own];
    const predicted =
      after === 0 && metric.startsWith('psnr') ? Infinity : measureOf(reference, picture).value(metric, base);
    const words = message('why-pair', {
      causes: causes.map(({ words: cause }) => cause),
      predicted: shown(predicted, decimals),
    });
    return { causes, predicted, left: after === 0 ? 0 : null, message: words, text: say(words) };
  });
  if (explanations.length > 0 || options.given.length === 0)
    return { explanations, tried: fixes.length, nearest: null };
  const words = message('why-pair', {
    causes: options.given.map(({ words: cause }) => cause),
    predicted: shown(options.own, decimals),
  });
  const whole = { causes: options.given, predicted: options.own, left: null, message: words, text: say(words) };
  return { explanations: [whole], tried: fixes.length, nearest: null };
}

function* withNumber(
  pairings: Iterable<Pairing>,
  options: ExplainOptions,
  theirs: string,
): Generator<number, Explained> {
  const { metric, base, own: ours, decimals } = options;
  const wanted = Number(theirs);
  const digits = digitsOf(theirs);
  const unit = metric.startsWith('psnr') ? 0.005 : 0.00005;
  const tolerance = Math.max(unit, 0.5 * 10 ** -digits);
  const isExact = 0.5 * 10 ** -digits < unit / 4;
  const fine = isExact ? Math.max(unit / 500, 0.5 * 10 ** -digits) : tolerance;
  const gap = Math.abs(wanted - ours);
  const candidates: Candidate[] = [];
  /** Cures that bring the number most of the way: named where nothing fits better. */
  const about: Candidate[] = [];
  let tried = 0;
  let nearest: Candidate | null = null;
  /** What rules of one, two, ... causes predict, each with how far from it a number still counts as explained. */
  const met: Interval[][] = [];
  /** What the pairing at hand gives without another cause. */
  let alone = NaN;
  const consider = (pairing: Pairing, steps: readonly Alternative[]): boolean => {
    tried++;
    const state = steps.reduce((current, { change }) => change(current), pairing.base ?? base);
    const values = pairing.measures.map((measure) => measure.value(metric, state));
    const isPsnr = metric.startsWith('psnr');
    const sure = isPsnr ? LEAST_SPREAD.psnr : LEAST_SPREAD.ssim;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const ofShare = isPsnr ? DECIBELS : OF_SSIM * (1 - Math.min(1, Math.max(0, mean)));
    const least = pairing.unsure === 0 && values.length === 1 ? 0 : Math.max(sure, pairing.unsure * ofShare);
    const { mean: predicted, spread } = spreadOf(values, least, pairing.rough?.value(metric, state));
    if (steps.length === 0) alone = predicted;
    if (!Number.isFinite(predicted)) return false;
    // What moves the number less than it is known cannot be told.
    if (steps.length > 0 && pairing.isCure && Math.abs(predicted - alone) < spread) return false;
    const left = wanted - predicted;
    const candidate: Candidate = {
      causes: [...pairing.causes, ...steps.map(({ cause }) => cause(state))],
      predicted,
      left,
      spread,
      bits: pairing.bits + steps.reduce((sum, { bits }) => sum + bits, 0),
    };
    const count = candidate.causes.length;
    if (count === 1 && (nearest === null || Math.abs(left) < Math.abs(nearest.left))) nearest = candidate;
    const isPair = count > 1;
    // A pair of causes fits by chance more easily: it must be as exact as the number was written.
    // Libraries round Y by whole numbers, each a little otherwise.
    const isStrict = isPair && isExact && !state.planes.endsWith('-rounded');
    const allowed = isStrict ? Math.max(unit / 5, 0.5 * 10 ** -digits) : tolerance;
    const reach = Math.max(isExact && spread === 0 ? fine : allowed, MOST_SPREADS * spread);
    if (candidate.causes.length > 0) (met[candidate.causes.length] ??= []).push([predicted - reach, predicted + reach]);
    if (Math.abs(left) > Math.max(allowed, MOST_SPREADS * spread) + 1e-12) {
      const most = steps.length === 0 ? MOST_OF_GAP : MOST_OF_GAP / 5;
      if (pairing.isCure && Math.abs(left) <= most * gap) about.push(candidate);
      return false;
    }
    if (isPair && candidate.bits > (isExact ? MOST_BITS.whole : MOST_BITS.printed)) return false;
    candidates.push(candidate);
    return Math.abs(left) <= fine + 1e-12;
  };
  for (const pairing of pairings) {
    options.checkpoint?.();
    const alternatives = alternativesOf({
      metric,
      base: pairing.base ?? base,
      reference: pairing.reference,
      measure: pairing.measures[0]!,
      scale: options.scale,
      mostCrop: options.mostCrop,
    });
    consider(pairing, []);
    // Two faults of the pair are two causes already.
    if (pairing.isFull) continue;
    const explaining = new Set<Alternative>();
    for (const alternative of alternatives) {
      yield tried;
      if (consider(pairing, [alternative])) explaining.add(alternative);
    }
    if (pairing.causes.length > 0) continue;
    for (const [i, first] of alternatives.entries())
      for (const second of alternatives.slice(i + 1)) {
        if (first.id === second.id || explaining.has(first) || explaining.has(second)) continue;
        if (clash(first, second)) continue;
        yield tried;
        consider(pairing, [first, second]);
      }
  }
  const fitting = candidates.length > 0 ? candidates : about;
  const listed = best(fitting, fine, isExact);
  const simple = met.slice(0, (listed[0]?.causes.length ?? 0) + 1).flat();
  const chance = (listed[0]?.causes.length ?? 0) > 0 ? coverage(simple, wanted, NEAR_UNITS * unit) : undefined;
  const explanations = listed.map(({ causes: own, predicted, left }) => {
    const causes = [...options.given, ...own];
    const values = { theirs, predicted: shown(predicted, decimals), left: shownLeft(left, decimals) };
    const words =
      causes.length === 0
        ? message('why-same', values)
        : message('why-explained', { ...values, causes: causes.map(({ words: cause }) => cause) });
    return { causes, predicted, left, message: words, text: say(words) };
  });
  return { explanations, chance, tried, nearest };
}

type Interval = readonly [from: number, to: number];

/** Numbers that may have been made up instead lie within so many units of the one that is explained: 1 dB, .01 of SSIM. */
const NEAR_UNITS = 200;

/** Share of the numbers within `near` of one that lie in some interval. */
function coverage(intervals: readonly Interval[], around: number, near: number): number {
  const [first, last] = [around - near, around + near];
  let [covered, end] = [0, first];
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const [start, stop] = [Math.max(from, end), Math.min(to, last)];
    if (stop <= start) continue;
    covered += stop - start;
    end = stop;
  }
  return covered / (2 * near);
}

/** Two changes of the same thing: planes are chosen by luma and by channels. */
function clash(a: Alternative, b: Alternative): boolean {
  const planes = (id: string): boolean => id === 'luma' || id === 'channels';
  return planes(a.id) && planes(b.id);
}

/** Mean of the guesses, and how far the number may lie from it; 0 where all of them agree. */
function spreadOf(
  values: readonly number[],
  least: number,
  rough: number | undefined,
): { readonly mean: number; readonly spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
  const off = rough === undefined ? 0 : Math.abs(mean - rough);
  const agree = deviation <= 1e-7 && off <= 1e-7 && values.length > 1;
  return { mean, spread: agree || least === 0 ? 0 : Math.max(least, WIDER * deviation, OF_ROUGH * off) };
}

/** Shares of the noise that are told apart, where a number has that many digits. */
const CLOSEST = 1e-3;

/**
 * Fewest and most usual causes first, and what is left counted: half of it costs a bit and a half. A number that is only
 * known within a spread is worth less than one that is exact, by as many bits as it is less exact.
 */
function best(candidates: readonly Candidate[], fine: number, isExact: boolean): Candidate[] {
  const score = ({ bits, left, spread }: Candidate): number => {
    const step = Math.max(fine, spread);
    const off = Math.abs(left) / step;
    if (spread > 0) return bits + Math.log2(step / fine) + 0.72 * off * off;
    // One that is much closer than the noise of arithmetic is no chance.
    const closer = isExact ? Math.min(0, Math.log2(Math.max(off, CLOSEST))) : 0;
    return bits + closer + 1.5 * Math.log2(1 + Math.max(0, off - 1));
  };
  const sorted = [...candidates].sort((a, b) => score(a) - score(b));
  const [first] = sorted;
  if (!first) return [];
  // The number itself is theirs: nothing needs an explanation.
  if (first.causes.length === 0) return [first];
  const seen = new Set<string>();
  const fitting = sorted.filter((one) => {
    const name = one.causes.map(({ id, value }) => `${id} ${value}`).join();
    if (seen.has(name)) return false;
    seen.add(name);
    return one.causes.length > 0;
  });
  const isLonger = ({ causes }: Candidate): boolean => causes.length > first.causes.length;
  const alike = fitting.filter((one) => !isLonger(one) && score(one) <= score(first) + 4).slice(0, MOST_SHOWN);
  // Where fewer causes do, more of them are mostly chance: a few that give the same number stand below.
  const longer = fitting.filter((one) => {
    const near = Math.max(fine, 0.5 * one.spread);
    return isLonger(one) && Math.abs(one.left) <= near && score(one) <= score(first) + 6;
  });
  return [...alike, ...longer.slice(0, MOST_LONGER)];
}

/** Digits after the point of a number as it was written. */
export function digitsOf(text: string): number {
  const match = /^[^.eE]*(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text.trim());
  return Math.max(0, (match?.[1]?.length ?? 0) - Number(match?.[2] ?? 0));
}

export function shown(value: number, decimals: number): string {
  if (Number.isFinite(value)) return value.toFixed(decimals).replace('-', '−');
  return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
}

function shownLeft(left: number, decimals: number): string {
  const text = Math.abs(left).toFixed(decimals + 1);
  return Number(text) === 0 ? '0' : `${left < 0 ? '−' : '+'}${text}`;
}
