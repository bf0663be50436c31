import { message, say, type Message } from '../messages';
import { positionOf, type Samples } from '../ops/resampler';
import type { ResampleRule } from '../ops/resampleRule';
import { UpbenchError } from '../tensor/errors';
import type { NpyArray } from '../tensor/npy';
import type { Shape } from '../tensor/tensor';
import { applyDialect } from './apply';
import { notFinite } from './finite';
import { givenScales, heedsScale, type GivenScale } from './givenScales';
import { axisScale, type RuleMatch } from './match';
import { shuffles } from './shuffles';
import { dialects, type Dialect } from './table';

export interface Identified {
  /** All that agree within the tolerance, the closest first. */
  readonly rules: readonly RuleMatch[];
  /** Where none agrees: the closest, and how far it is. */
  readonly nearest: RuleMatch | null;
  /** What counted as agreeing. */
  readonly tolerance: number;
  /** Values of the result that are NaN or infinite: no rule was held against them. */
  readonly leftOut: number;
}

/** Float32 noise of resampling, relative to the largest value. */
const NOISE = 2e-5;

/** Which rules make `result` of `input`. A result of bytes is held against round(255 x) put through the rule. */
export function identifyRules(input: NpyArray, result: NpyArray): Identified {
  const leftOut = notFinite(input, result);
  const shuffled = shuffles(input, result);
  if (shuffled) return { ...answer(shuffled, 0), leftOut };
  const isBytes = result.type === 'u1';
  const [x, y] = alike(input, result);
  const source = isBytes && input.type !== 'u1' ? { ...x, data: x.data.map((v) => Math.floor(255 * v + 0.5)) } : x;
  const most = source.data.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
  const tolerance = isBytes ? 0 : NOISE * Math.max(most, 1e-30);
  const bySize = dialects
    .filter(({ bytes }) => bytes === undefined || isBytes)
    .map((dialect) => held(dialect, source, y, isBytes));
  const found = answer(bySize, tolerance);
  const picks = (match: RuleMatch): boolean =>
    dialects.find(({ id }) => id === match.id)?.rule.kernel.kind === 'nearest';
  if (found.rules.some((match) => !picks(match))) return { ...found, leftOut };
  // Nothing weighs as the sizes alone say: a factor may have been given. Nearest neighbours of many rules agree.
  const byScale = givenScales(source, y).flatMap((given) =>
    dialects
      .filter((dialect) => (dialect.bytes === undefined || isBytes) && heedsScale(dialect))
      .filter(({ names }) => names.some((name) => given.named(name).length > 0))
      .map((dialect) => held(dialect, source, y, isBytes, given)),
  );
  return { ...answer([...bySize, ...byScale], tolerance), leftOut };
}

/** One rule held against a result. */
function held(dialect: Dialect, x: Samples, y: Samples, isBytes: boolean, given?: GivenScale): RuleMatch {
  const { scale, copiesSameSize } = given ?? {};
  const made = applyDialect(dialect, x, { height: y.height, width: y.width, scale, copiesSameSize });
  const rounds = isBytes && dialect.bytes === undefined;
  let maxDifference = 0;
  for (let i = 0; i < y.data.length; i++) {
    if (!Number.isFinite(y.data[i])) continue;
    const value = rounds ? Math.min(255, Math.max(0, Math.floor(made.data[i]! + 0.5))) : made.data[i]!;
    const difference = Math.abs(value - y.data[i]!);
    if (!(difference <= maxDifference)) maxDifference = difference;
  }
  const picks = dialect.rule.kernel.kind === 'nearest';
  const own = given ? dialect.names.flatMap(given.named) : dialect.names;
  return {
    id: dialect.id,
    names: rounds && !picks ? own.map((name) => `${name} rounded`) : own,
    maxDifference,
    verified: dialect.verified,
    ...(given ? { scale, ...(copiesSameSize ? { copiesSameSize } : {}) } : {}),
  };
}

function answer(matches: readonly RuleMatch[], tolerance: number): Omit<Identified, 'leftOut'> {
  // Of those that make the very same numbers, the one that most people have.
  const sorted = [...matches].sort((a, b) => a.maxDifference - b.maxDifference || b.names.length - a.names.length);
  const rules = sorted.filter(({ maxDifference }) => maxDifference <= tolerance);
  return { rules, nearest: rules.length > 0 ? null : (sorted[0] ?? null), tolerance };
}

/** Both as planes. [H, W], [C, H, W], [N, C, H, W], or channels last where the last axis is short. */
function alike(input: NpyArray, result: NpyArray): [Samples, Samples] {
  const [a, b] = [planesOf(input), planesOf(result)];
  if (input.shape.length !== result.shape.length || a.planes !== b.planes)
    throw new UpbenchError(
      'shape-mismatch',
      message('dialect-shapes', { input: input.shape.join('×'), result: result.shape.join('×') }),
    );
  return [a, b];
}

function planesOf({ shape, data }: NpyArray): Samples {
  const rank = shape.length;
  if (rank < 2 || rank > 4 || data.length === 0)
    throw new UpbenchError('shape-mismatch', message('dialect-rank', { shape: shape.join('×') }));
  const [height, width] = sizeOfArray({ shape });
  const plane = height * width;
  if (!isChannelsLast(shape)) return { planes: data.length / plane, height, width, data: Float64Array.from(data) };
  const last = shape[rank - 1]!;
  const images = data.length / (plane * last);
  const out = new Float64Array(data.length);
  for (let n = 0; n < images; n++)
    for (let i = 0; i < plane; i++)
      for (let c = 0; c < last; c++) out[(n * last + c) * plane + i] = data[(n * plane + i) * last + c]!;
  return { planes: images * last, height, width, data: out };
}

/** Where two results of one input differ: which parts of their rules, and how much at most. */
export interface Comparison {
  readonly maxDifference: number;
  /** Index of the largest difference. */
  readonly at: readonly number[];
  readonly differsIn: readonly ('coordinates' | 'kernel' | 'antialias' | 'border' | 'arithmetic')[];
  /** Of several rules that make a side, the two that differ least: what differs in them is all that differs. */
  readonly rules: { readonly a: string | null; readonly b: string | null };
  /** The factors that were given to those; null where the size alone was. */
  readonly scales: { readonly a: number | null; readonly b: number | null };
  /** Positions in the input of the first outputs of a row, by each rule; null where none is known. */
  readonly positions: { readonly a: readonly number[] | null; readonly b: readonly number[] | null };
  readonly text: string;
  readonly said: Message;
}

/** A row, and the factor that was given to it. */
interface Side extends Pick<RuleMatch, 'scale' | 'copiesSameSize'> {
  readonly row: Dialect;
}

/** The parts in which two rules differ. */
function differing({ row: a, scale }: Side, { row: b, scale: other }: Side): Comparison['differsIn'][number][] {
  const found: Comparison['differsIn'][number][] = [];
  const part = (key: keyof ResampleRule): boolean => JSON.stringify(a.rule[key]) !== JSON.stringify(b.rule[key]);
  for (const key of ['coordinates', 'kernel', 'antialias', 'border'] as const)
    if (part(key) || (key === 'coordinates' && scale !== other)) found.push(key);
  if (a.smoothed !== b.smoothed && !found.includes('antialias')) found.push('antialias');
  if (a.bytes !== b.bytes || a.clamped !== b.clamped) found.push('arithmetic');
  return found;
}

/** Of all rules that make each side, the two that differ in the fewest parts; the first of equals. */
function closest(a: readonly Side[], b: readonly Side[]): readonly [Side | undefined, Side | undefined] {
  let best: readonly [Side | undefined, Side | undefined] = [a[0], b[0]];
  let least = Infinity;
  for (const one of a)
    for (const other of b) {
      const count = differing(one, other).length;
      if (count < least) [best, least] = [[one, other], count];
    }
  return best;
}

const SHOWN_POSITIONS = 8;

/** [height, width] of an array, with channels first or last. */
export function sizeOfArray({ shape }: Pick<NpyArray, 'shape'>): readonly [height: number, width: number] {
  const rank = shape.length;
  return isChannelsLast(shape) ? [shape[rank - 3]!, shape[rank - 2]!] : [shape[rank - 2]!, shape[rank - 1]!];
}

/** Whether the last axis is the short one of channels. */
const isChannelsLast = (shape: Shape): boolean => shape.length > 2 && shape.at(-1)! <= 4 && shape.at(-3)! > 4;

const widthOf = (array: NpyArray): number => sizeOfArray(array)[1];

/**
 * `a` and `b` made of `input`: the difference in numbers and in rules.
 * @param known the rules of both, where they were identified before
 */
export function compareResults(
  input: NpyArray,
  a: NpyArray,
  b: NpyArray,
  known?: { readonly a: Identified; readonly b: Identified },
): Comparison {
  if (a.shape.join() !== b.shape.join())
    throw new UpbenchError('shape-mismatch', message('dialect-pair', { a: a.shape.join('×'), b: b.shape.join('×') }));
  let [worst, place] = [0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const difference = Math.abs(a.data[i]! - b.data[i]!);
    if (Number.isFinite(difference) && difference > worst) [worst, place] = [difference, i];
  }
  const at: number[] = [];
  for (let rest = place, axis = a.shape.length - 1; axis >= 0; axis--) {
    at.unshift(rest % a.shape[axis]!);
    rest = Math.floor(rest / a.shape[axis]!);
  }
  const rowsOf = ({ rules }: Identified): readonly Side[] =>
    rules.flatMap(({ id, scale, copiesSameSize }) => {
      const row = dialects.find((one) => one.id === id);
      return row ? [{ row, scale, copiesSameSize }] : [];
    });
  const sides = known ?? { a: identifyRules(input, a), b: identifyRules(input, b) };
  const [ra, rb] = closest(rowsOf(sides.a), rowsOf(sides.b));
  const differsIn = ra && rb ? differing(ra, rb) : [];
  const [inSize, outSize] = [widthOf(input), widthOf(a)];
  const positions = (side: Side | undefined): number[] | null =>
    side
      ? Array.from({ length: Math.min(SHOWN_POSITIONS, outSize) }, (_, d) =>
          positionOf({ inSize, outSize, scale: axisScale(side, inSize, outSize) }, side.row.rule.coordinates, d),
        )
      : null;
  const said =
    differsIn.length > 0
      ? message('dialect-differ', {
          difference: worst.toPrecision(3),
          at: at.join(', '),
          parts: differsIn.map((p) => message(`dialect-part-${p}`)),
        })
      : message('dialect-difference', { difference: worst.toPrecision(3), at: at.join(', ') });
  return {
    maxDifference: worst,
    at,
    differsIn,
    rules: { a: ra?.row.id ?? null, b: rb?.row.id ?? null },
    scales: { a: ra?.scale ?? null, b: rb?.scale ?? null },
    positions: { a: positions(ra), b: positions(rb) },
    text: say(said),
    said,
  };
}
