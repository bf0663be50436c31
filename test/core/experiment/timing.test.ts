import { describe, expect, it } from 'vitest';
import { median, medianAbsoluteDeviation, percentile } from '@core/benchmark/statistics';
import { timeRuns } from '@core/experiment/timing';

/** A clock that only the runs move, by the durations given (the last one repeats). */
function scripted(durations: readonly number[]): {
  clock: { now: () => number };
  run: () => number;
  runs: () => number;
} {
  let time = 1000;
  let count = 0;
  return {
    clock: { now: () => time },
    run: () => {
      time += durations[Math.min(count, durations.length - 1)]!;
      return ++count;
    },
    runs: () => count,
  };
}

describe('timeRuns', () => {
  it('does not time when no samples are wanted', () => {
    const { clock, run, runs } = scripted([5]);
    expect(timeRuns(run, { samples: 0, budgetMs: 100 }, clock)).toEqual({ output: 1, timing: null });
    expect(runs()).toBe(1);
  });

  it('takes one more run as the sample when the first, slow from starting up, uses up the budget', () => {
    const { clock, run, runs } = scripted([500, 400]);
    const once = { medianMs: 400, madMs: 0, samples: 1, p99Ms: 400 };
    expect(timeRuns(run, { samples: 5, budgetMs: 300 }, clock).timing).toMatchObject(once);
    expect(runs()).toBe(2);
  });

  it('begins its budget anew when the run after such a first one is far quicker', () => {
    const { clock, run, runs } = scripted([500, 20]);
    // 20 to see that, 20 to warm up, then samples until 100 are over.
    const steady = { medianMs: 20, madMs: 0, samples: 3, p99Ms: 20 };
    expect(timeRuns(run, { samples: 5, budgetMs: 100 }, clock).timing).toMatchObject(steady);
    expect(runs()).toBe(6);
  });

  it('does not repeat a run of ten times the budget', () => {
    const { clock, run, runs } = scripted([1000]);
    const once = { medianMs: 1000, madMs: 0, samples: 1, p99Ms: 1000 };
    expect(timeRuns(run, { samples: 5, budgetMs: 100 }, clock).timing).toMatchObject(once);
    expect(runs()).toBe(1);
  });

  it('returns the first output, warms up until runs stop getting faster, then samples', () => {
    // First 40; warm-up 20, 10, then two that are no faster; five steady samples.
    const { clock, run, runs } = scripted([40, 20, 10, 10, 10]);
    const { output, timing } = timeRuns(run, { samples: 5, budgetMs: 10_000 }, clock);
    expect(output).toBe(1);
    expect(timing).toEqual({ medianMs: 10, madMs: 0, samples: 5, p99Ms: 10, timesMs: [10, 10, 10, 10, 10] });
    expect(runs()).toBe(1 + 4 + 5);
  });

  it('takes more samples while they spread, up to five times as many', () => {
    const noisy = Array.from({ length: 100 }, (_, i) => 10 + 5 * (i % 3));
    const { clock, run } = scripted(noisy);
    expect(timeRuns(run, { samples: 4, budgetMs: 1e6 }, clock).timing?.samples).toBe(20);
  });

  it('stops at the budget with fewer samples than wanted', () => {
    const { clock, run } = scripted([10]);
    // 10 for the output, 20 to warm up, then samples until 100 are over.
    expect(timeRuns(run, { samples: 50, budgetMs: 100 }, clock).timing).toMatchObject({
      medianMs: 10,
      madMs: 0,
      samples: 7,
      p99Ms: 10,
    });
  });

  it('ends on a clock too coarse to see anything', () => {
    expect(timeRuns(() => 0, { samples: 3, budgetMs: 50 }, { now: () => 7 }).timing).toMatchObject({
      medianMs: 0,
      madMs: 0,
      samples: 3,
      p99Ms: 0,
    });
  });
});

describe('statistics', () => {
  it('are robust', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(medianAbsoluteDeviation([1, 2, 3, 4, 100])).toBe(1);
    expect(
      percentile(
        Array.from({ length: 200 }, (_, i) => i + 1),
        0.99,
      ),
    ).toBe(198);
    expect(percentile([5], 0.99)).toBe(5);
    expect([median([]), medianAbsoluteDeviation([]), percentile([], 0.5)]).toEqual([NaN, NaN, NaN]);
  });
});
