/** Robust summaries of repeated measurements. Samples may come in any order and are not changed. */

/** Middle value, or the mean of the two middle ones; NaN for none. */
export function median(samples: readonly number[]): number {
  const sorted = sort(samples);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Median absolute deviation from the median, not scaled to a standard deviation. */
export function medianAbsoluteDeviation(samples: readonly number[]): number {
  const centre = median(samples);
  return median(samples.map((sample) => Math.abs(sample - centre)));
}

/** The smallest sample that at least the share `p` of all samples does not exceed (nearest rank); NaN for none. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = sort(samples);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? NaN;
}

function sort(samples: readonly number[]): number[] {
  return [...samples].sort((a, b) => a - b);
}
