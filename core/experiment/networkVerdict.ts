import { message, say, type Message } from '../messages';
import { RANKING_METRICS } from '../metrics/registry';
import { isNetworkBaseline } from '../upsamplers/presets';
import { timeOf } from './costs';
import type { NetworkVerdict } from './networkSchema';
import type { Experiment, MethodResult, MethodSpec } from './schema';
import { fromSpecial } from './special';
import { lookOf } from './shown';

/** Smaller differences are shown as none. */
const SHOWN_DB = 0.005;

interface Sums {
  metric: string;
  count: number;
  own: number;
  other: number;
  times: [number, number];
  timed: number;
}

/** Gathers, picture by picture, how the networks of an experiment stand against the baseline. */
export class NetworkVerdicts {
  private readonly networks: readonly MethodSpec[];
  private readonly baseline: MethodSpec | undefined;
  private readonly sums = new Map<string, Sums>();

  constructor({ methods }: Pick<Experiment, 'methods'>) {
    this.networks = methods.filter(({ network }) => network !== undefined);
    this.baseline = methods.find(isNetworkBaseline);
  }

  add({ methods }: { readonly methods: readonly MethodResult[] }): void {
    const other = methods.find(({ key }) => key === this.baseline?.key);
    if (!other) return;
    for (const { key } of this.networks) {
      const own = methods.find((method) => method.key === key);
      if (own) this.addPair(key, own, other);
    }
  }

  private addPair(key: string, own: MethodResult, other: MethodResult): void {
    const valueOf = ({ metrics }: MethodResult, id: string): number => {
      const metric = metrics.find((one) => one.id === id && one.region === 'full');
      return metric ? fromSpecial(metric.value) : NaN;
    };
    const known = this.sums.get(key);
    const metric =
      known?.metric ??
      RANKING_METRICS.find((id) => Number.isFinite(valueOf(own, id)) && Number.isFinite(valueOf(other, id)));
    if (metric === undefined) return;
    const [a, b] = [valueOf(own, metric), valueOf(other, metric)];
    if (!Number.isFinite(a) || !Number.isFinite(b)) return;
    const sums = known ?? { metric, count: 0, own: 0, other: 0, times: [0, 0], timed: 0 };
    this.sums.set(key, sums);
    sums.count++;
    sums.own += a;
    sums.other += b;
    const [mine, theirs] = [timeOf(own), timeOf(other)];
    if (mine === null || theirs === null) return;
    sums.timed++;
    sums.times[0] += mine;
    sums.times[1] += theirs;
  }

  finish(): NetworkVerdict[] {
    const against = this.baseline?.key;
    if (against === undefined) return [];
    return this.networks.flatMap(({ key }): NetworkVerdict[] => {
      const sums = this.sums.get(key);
      if (!sums) return [];
      const { metric, count, timed } = sums;
      const difference = (sums.own - sums.other) / count;
      const [timeMs, againstMs] = sums.times.map((time) => (timed === 0 ? null : time / timed)) as [
        number | null,
        number | null,
      ];
      const said = saidOf({ name: key, metric, count, difference, timeMs, againstMs });
      return [{ key, against, metric, count, difference, timeMs, againstMs, said, sentence: say(said) }];
    });
  }
}

/** For a results document: nothing where no network ran. */
export function networksOf(verdicts: NetworkVerdicts): { readonly networks?: NetworkVerdict[] } {
  const networks = verdicts.finish();
  return networks.length === 0 ? {} : { networks };
}

function saidOf(given: {
  readonly name: string;
  readonly metric: string;
  readonly count: number;
  readonly difference: number;
  readonly timeMs: number | null;
  readonly againstMs: number | null;
}): Message {
  const { name, count, difference, timeMs, againstMs } = given;
  const metric = lookOf(given.metric).title;
  const buys = timeMs === null || againstMs === null ? '' : boughtBy(difference, timeMs, againstMs);
  const values = { name, count, metric, db: Math.abs(difference), buys };
  return Math.abs(difference) >= SHOWN_DB && difference > 0
    ? message('network-beats', values)
    : message('network-does-not-beat', values);
}

function boughtBy(difference: number, timeMs: number, againstMs: number): Message {
  const times = { time: timeMs, against: againstMs };
  const more = timeMs - againstMs;
  if (more <= 0) return message('network-not-slower', times);
  return difference >= SHOWN_DB
    ? message('network-buys', { ...times, each: difference / more })
    : message('network-buys-nothing', { ...times, more });
}
