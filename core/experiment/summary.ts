import { createGenerator } from '../init/random';
import { MaskSums } from './masks/together';
import { fromSpecial, toSpecial, type Experiment, type ImageResult, type MetricResult } from './schema';
import type { MethodSummary, MetricSummary, Summary } from './summarySchema';

const RESAMPLES = 1000;
const LEVEL = 0.95;
/** Stream of the random source, apart from weights and noise. */
const STREAM = 7;

interface Values {
  readonly key: string;
  readonly id: string;
  readonly title: string;
  excludedFromBest: string | undefined;
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
 */
export class SummaryBuilder {
  private readonly metrics = new Map<string, MetricValues>();
  private count = 0;
  private readonly masks: MaskSums;

  constructor({ masks }: Pick<Experiment, 'masks'> = {}) {
    this.masks = new MaskSums(masks);
  }

  add(image: ImageResult): void {
    const index = this.count++;
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
          const { key, id, title, excludedFromBest } = method;
          known.methods.set(key, (own = { key, id, title, excludedFromBest, values: [], wins: 0 }));
        }
        own.excludedFromBest ??= method.excludedFromBest;
        while (own.values.length < index) own.values.push(NaN);
        own.values.push(fromSpecial(metric.value));
      }
    }
    for (const metric of this.metrics.values()) countWins(metric, index);
  }

  /** @param seed of the resampling */
  finish(seed: number): Summary {
    const { count } = this;
    const metrics = [...this.metrics.values()];
    for (const { methods } of metrics) {
      for (const { values } of methods.values()) while (values.length < count) values.push(NaN);
    }
    const ordered = metrics.map((metric) => ({ metric, methods: byMean(metric) }));
    const pairs = ordered.flatMap(({ methods }) => {
      const best = bestOf(methods);
      return best === undefined ? [] : methods.filter((one) => one !== best).map((one) => differences(one, best));
    });
    const intervals = bootstrap(pairs, count, seed);
    let next = 0;
    const masks = this.masks.finish();
    return {
      ...(masks ? { masks } : {}),
      images: count,
      bootstrap: { resamples: RESAMPLES, seed, level: LEVEL },
      metrics: ordered.map(({ metric: { id, region, unit, better }, methods }): MetricSummary => {
        const best = bestOf(methods);
        const rows = methods.map((one): MethodSummary => {
          const row = describe(one);
          if (best === undefined || one === best) return row;
          const pair = pairs[next]!.filter((value) => !Number.isNaN(value));
          const [low, high] = intervals[next]!;
          next++;
          if (pair.length === 0) return row;
          const mean = toSpecial(meanOf(pair));
          const interval = { low: toSpecial(low), high: toSpecial(high) };
          return { ...row, difference: { against: best.key, count: pair.length, mean, ...interval } };
        });
        return { id, region, unit, better, methods: rows };
      }),
    };
  }
}

function countWins({ methods, better }: MetricValues, index: number): void {
  const judged = [...methods.values()].filter(
    ({ values, excludedFromBest }) => excludedFromBest === undefined && !Number.isNaN(values[index] ?? NaN),
  );
  const values = judged.map((one) => one.values[index]!);
  const best = better === 'higher' ? Math.max(...values) : Math.min(...values);
  for (const one of judged) if (one.values[index] === best) one.wins++;
}

function byMean({ methods, better }: MetricValues): Values[] {
  const sign = better === 'higher' ? -1 : 1;
  const rank = (one: Values): number => {
    const mean = meanOf(present(one));
    return Number.isNaN(mean) ? Infinity : sign * mean;
  };
  const rows = [...methods.values()].map((one) => ({ one, last: one.excludedFromBest !== undefined, at: rank(one) }));
  // Equal means (two infinities, too) keep the order of the experiment.
  rows.sort((a, b) => Number(a.last) - Number(b.last) || (a.at === b.at ? 0 : a.at - b.at));
  return rows.map(({ one }) => one);
}

const bestOf = (sorted: readonly Values[]): Values | undefined =>
  sorted[0]?.excludedFromBest === undefined ? sorted[0] : undefined;

const present = ({ values }: Values): number[] => values.filter((value) => !Number.isNaN(value));

function differences(one: Values, best: Values): Float64Array {
  return Float64Array.from(one.values, (value, index) => value - best.values[index]!);
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

function describe(one: Values): MethodSummary {
  const sorted = Float64Array.from(present(one)).sort();
  const mean = meanOf(sorted);
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  const { key, id, title, excludedFromBest, wins } = one;
  return {
    ...{ key, id, title, count: sorted.length },
    mean: toSpecial(mean),
    median: toSpecial(quantile(sorted, 0.5)),
    standardDeviation: toSpecial(sorted.length < 2 ? NaN : Math.sqrt(squares / (sorted.length - 1))),
    minimum: toSpecial(sorted[0] ?? NaN),
    lowerQuartile: toSpecial(quantile(sorted, 0.25)),
    upperQuartile: toSpecial(quantile(sorted, 0.75)),
    maximum: toSpecial(sorted[sorted.length - 1] ?? NaN),
    wins,
    ...(excludedFromBest === undefined ? {} : { excludedFromBest }),
  };
}

/**
 * Percentile bootstrap (Efron and Tibshirani 1993, chapter 13) of the mean of each pair's differences. Every resample
 * draws pictures, the same for all pairs, as they were measured together.
 */
function bootstrap(pairs: readonly Float64Array[], count: number, seed: number): [low: number, high: number][] {
  const means = pairs.map(() => new Float64Array(RESAMPLES));
  const drawn = new Uint32Array(count);
  const random = createGenerator(seed, STREAM);
  for (let round = 0; round < RESAMPLES; round++) {
    for (let i = 0; i < count; i++) drawn[i] = Math.floor(random.uniform() * count);
    for (const [index, values] of pairs.entries()) {
      let sum = 0;
      let seen = 0;
      for (let i = 0; i < count; i++) {
        const value = values[drawn[i]!]!;
        if (Number.isNaN(value)) continue;
        sum += value;
        seen++;
      }
      means[index]![round] = sum / seen;
    }
  }
  return means.map((all) => {
    const sorted = all.filter((value) => !Number.isNaN(value)).sort();
    return [quantile(sorted, (1 - LEVEL) / 2), quantile(sorted, (1 + LEVEL) / 2)];
  });
}
