import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';
import type { NpyArray } from '../tensor/npy';

function countOf({ data }: NpyArray): number {
  let count = 0;
  for (const value of data) if (!Number.isFinite(value)) count++;
  return count;
}

/**
 * How many values of the result are NaN or infinite. An input with any, and a result of nothing else, are refused: no
 * rule can be held against them.
 */
export function notFinite(input: NpyArray, result: NpyArray): number {
  const [before, after] = [countOf(input), countOf(result)];
  if (before > 0)
    throw new UpbenchError(
      'invalid-parameter',
      message('dialect-input-not-finite', { count: before, all: input.data.length }),
    );
  if (after > 0 && after === result.data.length)
    throw new UpbenchError('invalid-parameter', message('dialect-result-not-finite', { all: after }));
  return after;
}
