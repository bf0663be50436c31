import { ERROR_BINS_PER_STEP, type ErrorStatistics } from '../math/errors';
import { errorPercentile } from '../math/range';

type Counted = Pick<ErrorStatistics, 'bins' | 'pixels'>;

/** Share of pixels with an error of at most x, in percent, for x = 0, 1/8, ... `end` (/255). */
export function cumulativeCurve({ bins, pixels }: Counted, end: number): [number, number][] {
  const points: [number, number][] = [];
  let seen = 0;
  for (let bin = 0; bin < bins.length && bin <= end * ERROR_BINS_PER_STEP; bin++) {
    seen += bins[bin]!;
    points.push([bin / ERROR_BINS_PER_STEP, pixels > 0 ? (100 * seen) / pixels : 0]);
  }
  return points;
}

/** Share of pixels per whole step of error, in percent: the error of x counts from x - 1/2 to x + 1/2. */
export function densityCurve({ bins, pixels }: Counted, end: number): [number, number][] {
  const steps = new Float64Array(Math.floor(end) + 1);
  for (let bin = 0; bin < bins.length; bin++) {
    const step = Math.round(bin / ERROR_BINS_PER_STEP);
    if (step < steps.length) steps[step]! += bins[bin]!;
  }
  return Array.from(steps, (count, step) => [step, pixels > 0 ? (100 * count) / pixels : 0]);
}

/** Error sizes (/255) that half, 90 % and 99 % of the pixels stay at or under. */
export function errorQuantiles(statistics: Counted): { median: number; p90: number; p99: number } {
  const at = (share: number): number => errorPercentile([statistics], share);
  return { median: at(0.5), p90: at(0.9), p99: at(0.99) };
}

/**
 * The axis end that holds 90 % of the pixels of every curve, 255 at most. Behind it all curves run together towards 100 %:
 * they could not be told apart there, nor their names be led to them. The table beside has the rarer errors.
 */
export function distributionEnd(statistics: readonly Counted[]): number {
  const largest = Math.max(1, ...statistics.map((one) => errorPercentile([one], 0.9)));
  return [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192].find((end) => end >= largest) ?? 255;
}
