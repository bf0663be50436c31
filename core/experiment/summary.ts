import { message, say, type Message } from '../messages';
import { createGenerator } from '../init/random';
import { MaskSums } from './masks/together';
import { shortParameters } from './names';
import type { Experiment, ImageResult, MetricResult } from './schema';
import { fromSpecial, toSpecial } from './special';
import { bestShown, shownValue } from './shown';
import type { LeftOut, MethodSummary, MetricSummary, Summary } from './summarySchema';

const RESAMPLES = 1000;
const LEVEL = 0.95;
/** Stream of the random source, apart from weights and noise. */
const STREAM = 7;

interface Values {
  readonly key: string;
  readonly id: string;
  readonly title: string;
  readonly short: string;
  readonly candidate: MethodSummary['candidate'];
  excludedFromBest: string | undefined;
  excludedSaid: Message | undefined;
  /** One per picture, NaN where there is none. */
  readonly values: number[];
  wins: number;
}

interface MetricValues extends Pick<MetricResult, 'id' | 'region' | 'unit' | 'better'> {
  readonly methods: Map<string, Values>;
}

/**
 * Gathers what aggregates need, eight bytes per picture, method and metric, so that thousands of pictures are no
 * burden. The order of the pictures matters to the bootstrap: the same list gives the same interval.
 *
 * Means and differences of a metric are over the pictures on which every method has a finite value; the others are left
 * out for all methods alike and named, and still count in wins.
 */
export class SummaryBuilder {
  private readonly metrics = new Map<string, MetricValues>();
  private readonly files: string[] = [];
  private readonly masks: MaskSums;

  constructor({ masks }: Pick<Experiment, 'masks'> = {}) {
    this.masks = new MaskSums(masks);
  }

  add(image: ImageResult): void {
    const index = this.files.length;
    this.files.push(image.file);
    this.masks.add(image);
    for (const method of image.methods) {
      for (const metric of method.metrics) {
        const name = `${metric.region} ${metric.id}`;
        let known = this.metrics.get(name);
        if (known === undefined) {
          const { id, region, unit, better } = metric;
          this.metrics.set(name, (known = { id, region, unit, better, methods: new Map() }));
        }
        let own = known.methods.get(method.key);
        if (own === undefined) {
          const { key, id, title, excludedFromBest, excludedSaid } = method;
          const short = shortParameters(method);
          const candidate = method.candidate && { place: method.candidate.place ?? 0 };
          const said = { excludedFromBest, excludedSaid };
          known.methods.set(key, (own = { key, id, title, short, candidate, ...said, values: [], wins: 0 }));
        }
        if (own.excludedFromBest === undefined) {
          own.excludedFromBest = method.excludedFromBest;
          own.excludedSaid = method.excludedSaid;
        }
        while (own.values.length < index) own.values.push(NaN);
        own.values.push(fromSpecial(metric.value));
      }
    }
    for (const metric of this.metrics.values()) countWins(metric, index);
  }

  /** @param seed of the resampling */
  finish(seed: number): Summary {
    const { files } = this;
    const ranked = [...this.metrics.values()].map((metric) => rank(metric, files));
    const intervals = bootstrap(
      ranked.flatMap(({ pairs }) => pairs.map(({ differences }) => differences)),
      seed,
    );
    let next = 0;
    const masks = this.masks.finish();
    const said = message('bootstrap-receipt', { resamples: RESAMPLES, percent: LEVEL * 100, seed });
    return {
      ...(masks ? { masks } : {}),
      images: files.length,
      bootstrap: { resamples: RESAMPLES, seed, level: LEVEL, receipt: say(said), said },
      metrics: ranked.map(
        ({ metric: { id, region, unit, better }, count, leftOut, order, best, pairs }): MetricSummary => {
          const methods = order.map((one): MethodSummary => {
            const pair = pairs.find(({ key }) => key === one.key);
            const row = describe(one);
            if (pair === undefined || best === undefined) return row;
            const interval = intervals[next++];
            const ends = interval === undefined ? {} : { low: interval[0], high: interval[1] };
            return { ...row, difference: { against: best.key, count, mean: meanOf(pair.differences), ...ends } };
          });
          return { id, region, unit, better, count, ...(leftOut.length > 0 ? { leftOut } : {}), methods };
        },
      ),
    };
  }
}

/** A method with the values that aggregates are made of. */
interface Used extends Omit<Values, 'values'> {
  readonly used: Float64Array;
  readonly mean: number;
}

interface Ranked {
  readonly metric: MetricValues;
  readonly count: number;
  readonly leftOut: LeftOut[];
  /** Best first, those that take no part last. */
  readonly order: readonly Used[];
  readonly best: Used | undefined;
  /** Own value minus the best's, of every ranked method but the best, in that order. */
  readonly pairs: readonly { readonly key: string; readonly differences: Float64Array }[];
}

function rank(metric: MetricValues, files: readonly string[]): Ranked {
  const all = [...metric.methods.values()];
  const used: number[] = [];
  const leftOut: LeftOut[] = [];
  for (const [index, file] of files.entries()) {
    const valueOf = ({ values }: Values): number => values[index] ?? NaN;
    const missing = all.filter((one) => Number.isNaN(valueOf(one)));
    const infinite = all.filter((one) => Math.abs(valueOf(one)) === Infinity);
    if (missing.length + infinite.length === 0) used.push(index);
    else {
      const why = infinite.length > 0 ? 'infinite' : 'missing';
      leftOut.push({ file, why, methods: (infinite.length > 0 ? infinite : missing).map(({ key }) => key) });
    }
  }
  const sign = metric.better === 'higher' ? -1 : 1;
  const order = all.map((one): Used => {
    const values = Float64Array.from(used, (index) => one.values[index]!);
    return { ...one, used: values, mean: meanOf(values) };
  });
  // Where no picture is left, the wins decide; equal ones keep the order of the experiment.
  const isLast = (one: Used): number => Number(one.excludedFromBest !== undefined);
  order.sort((a, b) => isLast(a) - isLast(b) || (used.length > 0 ? sign * (a.mean - b.mean) : b.wins - a.wins));
  const [first] = order;
  const best = first?.excludedFromBest === undefined ? first : undefined;
  const pairs =
    best === undefined || used.length === 0
      ? []
      : order
          .filter((one) => one !== best && one.excludedFromBest === undefined)
          .map(({ key, used: values }) => ({ key, differences: values.map((value, i) => value - best.used[i]!) }));
  return { metric, count: used.length, leftOut, order, best, pairs };
}

/** Every method that no other is better than, as values are shown, wins. */
function countWins({ id, methods, better }: MetricValues, index: number): void {
  const judged = [...methods.values()].flatMap((one) => {
    const value = one.values[index] ?? NaN;
    return one.excludedFromBest !== undefined || Number.isNaN(value) ? [] : [{ one, value: toSpecial(value) }];
  });
  const best = bestShown(judged.map(({ value }) => ({ id, better, value })));
  for (const { one, value } of judged) if (shownValue(id, value) === best) one.wins++;
}

const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return values.length === 0 ? NaN : sum / values.length;
};

/** Linear interpolation between the closest ranks (type 7 of Hyndman and Fan 1996, doi:10.2307/2684934). */
function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return NaN;
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  return low === high ? low : low + (at - Math.floor(at)) * (high - low);
}

function describe(one: Used): MethodSummary {
  const { key, id, title, short, candidate, excludedFromBest, excludedSaid, wins, used, mean } = one;
  const sorted = used.slice().sort();
  const count = sorted.length;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  const some = (value: number): number | null => (count === 0 ? null : value);
  return {
    key,
    id,
    title,
    ...(short === '' ? {} : { short }),
    ...(candidate === undefined ? {} : { candidate }),
    count,
    mean: some(mean),
    median: some(quantile(sorted, 0.5)),
    standardDeviation: count < 2 ? null : Math.sqrt(squares / (count - 1)),
    minimum: some(sorted[0]!),
    lowerQuartile: some(quantile(sorted, 0.25)),
    upperQuartile: some(quantile(sorted, 0.75)),
    maximum: some(sorted[count - 1]!),
    wins,
    ...(excludedFromBest === undefined ? {} : { excludedFromBest, excludedSaid }),
  };
}

/**
 * Percentile bootstrap (Efron and Tibshirani 1993, chapter 13) of the mean of each pair's differences. Every resample
 * draws pictures, the same for all pairs over as many pictures, as they were measured together. One picture alone has no
 * interval.
 */
function bootstrap(pairs: readonly Float64Array[], seed: number): ([low: number, high: number] | undefined)[] {
  const intervals: ([low: number, high: number] | undefined)[] = pairs.map(() => undefined);
  for (const count of new Set(pairs.map(({ length }) => length))) {
    if (count < 2) continue;
    const members = pairs.flatMap((values, index) => (values.length === count ? [{ values, index }] : []));
    const means = members.map(() => new Float64Array(RESAMPLES));
    const drawn = new Uint32Array(count);
    const random = createGenerator(seed, STREAM);
    for (let round = 0; round < RESAMPLES; round++) {
      for (let i = 0; i < count; i++) drawn[i] = Math.floor(random.uniform() * count);
      for (const [at, { values }] of members.entries()) {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += values[drawn[i]!]!;
        means[at]![round] = sum / count;
      }
    }
    for (const [at, { index }] of members.entries()) {
      const sorted = means[at]!.sort();
      intervals[index] = [quantile(sorted, (1 - LEVEL) / 2), quantile(sorted, (1 + LEVEL) / 2)];
    }
  }
  return intervals;
}
