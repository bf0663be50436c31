import type { Limits } from '../../core/benchmark/limits';
import { leastTimes, type RowResult } from './measure';
import { rows } from './rows';

/** Share of the definition's multiply-adds that the transforms leave (core/kernels/transforms.ts), where they leave fewer. */
const DONE: Readonly<Record<string, number>> = { ct_k4: 36 / 64, ct_k3: 25 / 36, nn_64: 9 / 16, ps_64: 36 / 144 };

export interface Widened {
  readonly row: string;
  readonly threads: number;
  /** What its multiply-adds take at the peak of 128-bit vectors, of its time. */
  readonly arithmeticShare: number;
  readonly bound: 'memory' | 'arithmetic';
  /** Its time over that with vectors twice as wide, by the model. */
  readonly gain: number;
}

/**
 * What vectors of 256 bits would bring at most: the multiply-adds take half of what they take at the peak of 128 bits,
 * all else stays, and nothing is faster than the bytes can be copied.
 */
export function widened(
  results: readonly Pick<RowResult, 'row' | 'threads' | 'oursMs'>[],
  limits: Readonly<Record<string, Limits>>,
): Widened[] {
  return results.flatMap(({ row, threads, oursMs }) => {
    const found = rows.find((one) => one.row === row);
    const limit = limits[threads];
    if (found === undefined || limit === undefined) return [];
    const { memoryMs, arithmeticMs: allMs } = leastTimes(found, limit);
    const arithmeticMs = Math.min(oursMs, allMs * (DONE[row] ?? 1));
    const least = Math.min(oursMs, Math.max(memoryMs, oursMs - arithmeticMs / 2));
    const bound = arithmeticMs > memoryMs ? 'arithmetic' : 'memory';
    return [{ row, threads, arithmeticShare: arithmeticMs / oursMs, bound, gain: oursMs / least }];
  });
}
