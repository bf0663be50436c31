import { median, medianAbsoluteDeviation, percentile } from '../benchmark/statistics';
import type { Experiment, MethodResult } from './schema';

export interface Clock {
  /** Milliseconds from any origin. */
  now(): number;
}

/** Spread at which more samples would not change the median: MAD / median. */
const STEADY = 0.02;
/** Samples are taken up to this many times the number asked for while they still spread. */
const MOST_SAMPLES_FACTOR = 5;
/** Share of the budget that warming up may use. */
const WARM_UP_SHARE = 0.25;
/** Times the budget from which a first run is not repeated. */
const ONE_RUN_FACTOR = 10;
/** If a run is this much faster than the one before it, the earlier one measured something else. */
const START_UP_RATIO = 0.5;
/** A warm-up run counts as progress when it is this much faster than the best so far. */
const PROGRESS = 0.95;

/**
 * Runs once for the output, then, unless `samples` is 0, warms up until runs stop getting faster (engines compile hot
 * code late) and takes samples: at least `samples`, more while they spread, none after `budgetMs`. A first run that
 * alone uses up the budget was the warm-up, so one sample follows it; when that is far quicker, the first run was spent on
 * starting up or on another program, and the budget begins anew. One far over the budget is the sample itself.
 *
 * @param drop is given every output but the one returned, outside the measured time; all of them when `run` throws
 */
export function timeRuns<Output>(
  run: () => Output,
  { samples: wanted, budgetMs }: Experiment['timing'],
  clock: Clock,
  drop: (output: Output) => void = () => {},
): { readonly output: Output; readonly timing: MethodResult['timing'] } {
  let start = clock.now();
  const output = run();
  const elapsed = (): number => clock.now() - start;
  const first = elapsed();
  if (wanted === 0) return { output, timing: null };
  if (first >= budgetMs * ONE_RUN_FACTOR) return { output, timing: summarise([first]) };

  const once = (): number => {
    const began = clock.now();
    const unwanted = run();
    const time = clock.now() - began;
    drop(unwanted);
    return time;
  };
  const more = (): number[] => {
    let best = first;
    if (first >= budgetMs) {
      start = clock.now();
      best = once();
      if (best > first * START_UP_RATIO) return [best];
    }
    for (let idle = 0; idle < 2 && elapsed() < budgetMs * WARM_UP_SHARE; idle++) {
      const time = once();
      if (time >= best * PROGRESS) continue;
      best = time;
      idle = -1;
    }
    const samples = [once()];
    while (elapsed() < budgetMs && (samples.length < wanted || !isEnough(samples, wanted))) samples.push(once());
    return samples;
  };
  try {
    return { output, timing: summarise(more()) };
  } catch (error) {
    // After a cancel nobody receives the output.
    drop(output);
    throw error;
  }
}

function isEnough(samples: readonly number[], wanted: number): boolean {
  return samples.length >= wanted * MOST_SAMPLES_FACTOR || medianAbsoluteDeviation(samples) <= STEADY * median(samples);
}

/** What is said of samples. */
export function summarise(samples: readonly number[]): NonNullable<MethodResult['timing']> {
  return {
    medianMs: median(samples),
    madMs: medianAbsoluteDeviation(samples),
    samples: samples.length,
    p99Ms: percentile(samples, 0.99),
    timesMs: [...samples],
  };
}
