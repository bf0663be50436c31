import { median } from '@core/benchmark/statistics';
import type { RowResult } from './measure';

/** How quiet the machine was. */
export interface Noise {
  /** The first row again at the end, over its time at the start. */
  readonly drift: number | null;
  /** Median over the rows of the median deviation, as a share of the time. */
  readonly spread: number;
  /** The row that varied most, and by which share. */
  readonly worst: { readonly row: string; readonly threads: number; readonly spread: number };
  /** Runs of ours that were left out because another program took the processor. */
  readonly interrupted: number;
  /** Processes that wanted to run, on average over a minute, at start and end: the benchmark itself is one or two of them. */
  readonly load: readonly [number, number];
}

type Measured = Pick<RowResult, 'row' | 'threads' | 'oursMs' | 'madMs' | 'interrupted'>;

export function noiseOf(
  results: readonly Measured[],
  again: Pick<RowResult, 'oursMs'> | null,
  load: readonly [number, number],
): Noise {
  const [first] = results;
  const spreads = results.map(({ row, threads, madMs, oursMs }) => ({ row, threads, spread: madMs / oursMs }));
  return {
    drift: again === null || first === undefined ? null : again.oursMs / first.oursMs,
    spread: median(spreads.map(({ spread }) => spread)),
    worst: spreads.reduce((most, one) => (one.spread > most.spread ? one : most)),
    interrupted: results.reduce((sum, { interrupted }) => sum + interrupted, 0),
    load,
  };
}

/** A drift beyond this, either way, or deviations beyond that share: the times are those of a busy machine. */
const MOST_DRIFT = 1.15;
const MOST_SPREAD = 0.05;

/** Whether the ratios of a run can be trusted to about a tenth. */
export const isQuiet = ({ drift, spread }: Noise): boolean =>
  spread <= MOST_SPREAD && (drift === null || Math.max(drift, 1 / drift) <= MOST_DRIFT);

const share = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** In one sentence or two. */
export function noiseSentence(noise: Noise): string {
  const { drift, spread, worst, interrupted, load } = noise;
  const parts = [
    ...(drift === null ? [] : [`the first row took ${drift.toFixed(2)} times as long at the end as at the start`]),
    `times deviate by ${share(spread)} in the median of the rows, at most by ${share(worst.spread)} (${worst.row} on ${worst.threads})`,
    `${interrupted} runs were left out because another program took the processor`,
    `load ${load[0].toFixed(1)} at the start and ${load[1].toFixed(1)} at the end`,
  ];
  return `How noisy it was: ${parts.join('; ')}. The machine was ${isQuiet(noise) ? 'quiet' : 'busy: take ratios to a third at best'}.`;
}
