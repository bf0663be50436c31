import { timeOf } from './costs';
import { candidatePlaces, CANDIDATE, markOf } from './keys';
import type { CheckpointCurve } from './networkSchema';
import type { Experiment, MethodResult } from './schema';
import { fromSpecial } from './special';
import { leadingMetric } from './shown';
import { stepsOf } from './trainingSteps';

const MOST_OTHERS = 3;

interface Seen {
  readonly id: string;
  title: string;
  /** By picture; NaN where there is none. */
  readonly values: number[];
  readonly times: number[];
  pattern: number | null;
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Gathers, picture by picture, the checkpoints of an experiment: one network over time per folder. */
export class CheckpointCurves {
  private readonly series = new Map<string, string[]>();
  private readonly files = new Map<string, string>();
  private readonly places: ReadonlyMap<string, number>;
  private readonly seen = new Map<string, Seen>();
  private metric: CheckpointCurve['metric'] = null;
  private pictures = 0;

  constructor({ methods }: Pick<Experiment, 'methods'>) {
    this.places = candidatePlaces(methods);
    for (const { key, network } of methods) {
      if (network?.series === undefined) continue;
      this.files.set(key, network.file);
      this.series.set(network.series, [...(this.series.get(network.series) ?? []), key]);
    }
  }

  add({ methods }: { readonly methods: readonly MethodResult[] }): void {
    if (this.series.size === 0) return;
    const picture = this.pictures++;
    for (const method of methods) {
      const { key, id, title, network, excludedFromBest } = method;
      // A method that takes no part in "best" is no line to compare with.
      if (excludedFromBest !== undefined) continue;
      const own = this.seen.get(key) ?? { id, title, values: [], times: [], pattern: null };
      this.seen.set(key, own);
      while (own.values.length < picture) own.values.push(NaN);
      own.values.push(this.valueOf(method));
      const time = timeOf(method);
      if (time !== null) own.times.push(time);
      own.pattern = network?.pattern ?? own.pattern;
    }
  }

  private valueOf({ metrics }: MethodResult): number {
    const whole = metrics.filter(({ region }) => region === 'full');
    if (this.metric === null) {
      const found = leadingMetric(whole);
      if (found) this.metric = { id: found.id, unit: found.unit, better: found.better };
    }
    const value = whole.find(({ id }) => id === this.metric?.id)?.value;
    return value === undefined ? NaN : fromSpecial(value);
  }

  finish(): CheckpointCurve[] {
    return [...this.series].map(([series, keys]) => this.curveOf(series, keys));
  }

  private curveOf(series: string, keys: readonly string[]): CheckpointCurve {
    const at = (key: string, picture: number): number => this.seen.get(key)?.values[picture] ?? NaN;
    const all = Array.from({ length: this.pictures }, (_, picture) => picture);
    // A checkpoint that failed on every picture does not affect the others.
    const measured = keys.filter((key) => all.some((picture) => Number.isFinite(at(key, picture))));
    const shared = all.filter((picture) => measured.every((key) => Number.isFinite(at(key, picture))));
    const mean = (key: string): number | null =>
      measured.includes(key) || !keys.includes(key) ? meanOf(shared.map((picture) => at(key, picture))) : null;
    const steps = stepsOf(keys);
    const points = keys.map((key, i): CheckpointCurve['points'][number] => {
      const own = this.seen.get(key);
      return {
        key,
        file: this.files.get(key) ?? '',
        mark: markOf({ id: CANDIDATE, candidate: { place: this.places.get(key) } }),
        step: steps?.[i] ?? null,
        value: mean(key),
        pattern: own?.pattern ?? null,
        timeMs: own ? meanOf(own.times) : null,
      };
    });
    if (steps !== null) points.sort((a, b) => a.step! - b.step!);
    const sign = this.metric?.better === 'lower' ? 1 : -1;
    const others = [...this.seen].flatMap(([key, { id, title }]) => {
      const value = this.files.has(key) || shared.length === 0 ? null : mean(key);
      const mark = markOf({ id, ...(this.places.has(key) ? { candidate: { place: this.places.get(key) } } : {}) });
      return value === null || !Number.isFinite(value) ? [] : [{ key, mark, title, value }];
    });
    return {
      series,
      metric: this.metric,
      pictures: shared.length,
      points,
      others: others.toSorted((a, b) => sign * (a.value - b.value)).slice(0, MOST_OTHERS),
    };
  }
}

/** For a results document: nothing where no folder of checkpoints ran. */
export function checkpointsOf(curves: CheckpointCurves): { readonly checkpoints?: CheckpointCurve[] } {
  const checkpoints = curves.finish();
  return checkpoints.length === 0 ? {} : { checkpoints };
}

/** The point with the best value; null where nothing was measured. */
export function bestPoint({ metric, points }: CheckpointCurve): CheckpointCurve['points'][number] | null {
  const sign = metric?.better === 'lower' ? 1 : -1;
  const measured = points.filter(({ value }) => value !== null);
  return measured.toSorted((a, b) => sign * (a.value! - b.value!))[0] ?? null;
}
