import type { RowResult } from './measure';

/** A ratio may fall to this share of the committed one before it is called a regression: rows differ by 1.7 between runs. */
const MARGIN = 0.5;

export interface Regression {
  readonly row: string;
  readonly threads: number;
  readonly was: number;
  readonly is: number;
}

type Ratio = Pick<RowResult, 'row' | 'threads' | 'ratioNpm'>;

/** Rows whose lead over the fastest npm peer fell well below the committed one. */
export function regressions(now: readonly Ratio[], committed: readonly Ratio[]): Regression[] {
  return now.flatMap(({ row, threads, ratioNpm }) => {
    const before = committed.find((one) => one.row === row && one.threads === threads)?.ratioNpm ?? null;
    if (before === null || ratioNpm === null || ratioNpm >= before * MARGIN) return [];
    return [{ row, threads, was: before, is: ratioNpm }];
  });
}
