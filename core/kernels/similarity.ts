import { shapeMismatch } from '../tensor/errors';
import { formatShape, type Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { JobKind } from './machine';

/** Values per item of a sum: the partial sums do not depend on the number of threads. */
const PER_ITEM = 1 << 16;

/** Sum of (a - b)^2 over tensors of one shape: differences in float32, squares and sums in float64. */
export function runSquares(arena: Arena, a: Tensor, b: Tensor): number {
  checkSame(a, b);
  const count = a.data.length;
  const items = Math.ceil(count / PER_ITEM);
  const sums = arena.allocate(items * 8);
  arena.machine.run({
    kind: JobKind.squares,
    parameters: [arena.input(a), arena.input(b), sums, count, PER_ITEM],
    items,
    scratchBytes: 0,
    estimateMs: count / 2e6,
  });
  return arena.machine.memory.doubles(sums, items).reduce((total, sum) => total + sum, 0);
}

export interface SsimOptions {
  /** Odd number of weights of the symmetric window, along both axes; they sum to 1. */
  readonly taps: readonly number[];
  /** (0.01 L)^2 and (0.03 L)^2 */
  readonly c1: number;
  readonly c2: number;
  /** Middle of the values: taken off before squaring, so that float32 keeps the variance. */
  readonly middle: number;
  /** What makes the population covariance the wanted one. @default 1 */
  readonly covarianceFactor?: number | undefined;
}

/** Mean SSIM over the windows wholly inside, and of its contrast-structure part: local values in float32, totals in float64. a, b [.., H, W] */
export function runSsim(
  arena: Arena,
  a: Tensor,
  b: Tensor,
  { taps, c1, c2, middle, covarianceFactor = 1 }: SsimOptions,
): { ssim: number; contrastStructure: number } {
  checkSame(a, b);
  const [height = 0, width = 0] = a.shape.slice(-2);
  const planes = a.shape.slice(0, -2).reduce((product, size) => product * size, 1);
  const half = (taps.length - 1) / 2;
  const rows = height - taps.length + 1;
  const columns = width - taps.length + 1;
  if (rows < 1 || columns < 1 || !Number.isInteger(half)) {
    throw shapeMismatch(`Expected planes of at least ${taps.length}×${taps.length} but received ${height}×${width}.`);
  }
  // A block repeats the rows of a window, so few and large ones; the sums are added block by block whoever made them.
  const blockRows = Math.min(rows, 128);
  const blocks = Math.ceil(rows / blockRows);
  const items = planes * blocks;
  const sums = arena.allocate(items * 24);
  const line = Math.ceil((width + 20) / 16) * 64 + 64;
  arena.machine.run({
    kind: JobKind.ssim,
    parameters: [
      ...[arena.input(a), arena.input(b), sums, height, width, blockRows, blocks],
      ...[arena.floats(taps.slice(0, half + 1)), half],
      ...[2 * middle, c1, c2, covarianceFactor].map(bitsOf),
      ...[line, 0, -1, 0, -1, 0],
    ],
    items,
    scratchBytes: (4 + 4 * taps.length + 1) * line + 64,
    estimateMs: (planes * rows * columns) / 1e5,
  });
  const totals = arena.machine.memory.doubles(sums, items * 3);
  const total = { ssim: 0, contrastStructure: 0 };
  for (let i = 0; i < items; i++) {
    total.ssim += totals[3 * i]!;
    total.contrastStructure += totals[3 * i + 1]!;
  }
  const count = planes * rows * columns;
  return { ssim: total.ssim / count, contrastStructure: total.contrastStructure / count };
}

/** A float32 as the word that a parameter block holds. */
function bitsOf(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}

function checkSame(a: Tensor, b: Tensor): void {
  if (a.shape.length === b.shape.length && a.shape.every((size, i) => size === b.shape[i])) return;
  throw shapeMismatch(
    `Expected two tensors of one shape but received ${formatShape(a.shape)} and ${formatShape(b.shape)}.`,
  );
}
