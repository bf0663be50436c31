import type { Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { JobKind } from './machine';

/** Values per item: two inputs and an output of them stay in a second-level cache. */
const PER_ITEM = 1 << 15;

/** numerator / max(denominator, least) */
export function runDivision(arena: Arena, numerator: Tensor, denominator: Tensor, least: number): Tensor {
  const count = numerator.data.length;
  const y = arena.output(numerator.shape);
  arena.machine.run({
    kind: JobKind.divide,
    parameters: [
      arena.input(numerator),
      arena.input(denominator),
      y,
      count,
      PER_ITEM,
      new Int32Array(Float32Array.of(least).buffer)[0]!,
    ],
    items: Math.ceil(count / PER_ITEM),
    scratchBytes: 0,
    estimateMs: count / 2e6,
  });
  return arena.tensor(numerator.shape, y);
}
