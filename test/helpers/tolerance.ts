/** A number as goldens store it: special floats are strings. */
export type Golden = number | string;

export interface Tolerance {
  readonly atol: number;
  readonly rtol: number;
}

export interface Comparison {
  readonly failures: number;
  /** Largest |actual - expected| over finite pairs. */
  readonly worst: number;
  readonly message: string;
}

/** Exact: `===`, and NaN equals NaN. */
export const EXACT: Tolerance = { atol: 0, rtol: 0 };

/**
 * Holds |actual - expected| <= atol + rtol |expected| for every element. NaN matches only NaN, an infinity only
 * itself. The message names the first failures with index, both values and what was allowed, and the worst error.
 */
export function compareValues(
  actual: ArrayLike<number>,
  expected: ArrayLike<Golden>,
  { atol, rtol }: Tolerance = EXACT,
): Comparison {
  if (actual.length !== expected.length) {
    return { failures: 1, worst: NaN, message: `Expected ${expected.length} values but received ${actual.length}.` };
  }
  const lines: string[] = [];
  let failures = 0;
  let worst = 0;
  for (let i = 0; i < actual.length; i++) {
    const a = actual[i]!;
    const e = Number(expected[i]);
    const allowed = atol + rtol * Math.abs(e);
    const error = Math.abs(a - e);
    if (Number.isFinite(error)) worst = Math.max(worst, error);
    const isSpecial = !Number.isFinite(a) || !Number.isFinite(e);
    if (isSpecial ? Object.is(a, e) : error <= allowed) continue;
    failures++;
    if (failures <= 10) lines.push(`[${i}] expected ${e} but received ${a} (off by ${error}, allowed ${allowed})`);
  }
  const message = [...lines, `${failures} of ${actual.length} values differ, worst error ${worst}.`].join('\n');
  return { failures, worst, message };
}

/** Throws with the message of `compareValues` when any value is out of tolerance. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<Golden>,
  tolerance: Tolerance = EXACT,
): void {
  const { failures, message } = compareValues(actual, expected, tolerance);
  if (failures > 0) throw new Error(message);
}
