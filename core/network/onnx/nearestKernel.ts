import type { PhaseAxis, PhaseForm } from './phaseForm';

/** A kernel behind a nearest resizing along one axis, and what makes its taps from the phases. */
export interface AxisKernel {
  readonly size: number;
  readonly before: number;
  readonly after: number;
  /** [size][s * taps]: the least-squares inverse of adding taps up by phase. */
  readonly inverse: readonly (readonly number[])[];
}

/** Of the largest phase weight; what is left over above it is no rounding. */
const EXACT = 1e-7;

/**
 * The shortest kernel whose taps, added up where they meet one input value, are these phases: tap a of phase i meets the
 * input at floor((i + a - before) / s). Null where the phases are no such sums.
 */
export function solveAxisKernel(form: PhaseForm, axis: 0 | 1, { least, most, over }: PhaseAxis): AxisKernel | null {
  const s = form.factors[axis];
  const taps = most - least + 1;
  for (let size = 1; size <= s * taps; size++)
    for (let before = 0; before < size; before++) {
      const after = over - before + size - 1;
      const reaches = [Math.floor(-before / s), Math.floor((s - 1 + size - 1 - before) / s)] as const;
      if (after < 0 || reaches[0] < least || reaches[1] > most) continue;
      // [s * taps][size]
      const sums = Array.from({ length: s * taps }, () => new Array<number>(size).fill(0));
      for (let i = 0; i < s; i++)
        for (let a = 0; a < size; a++) sums[i * taps + Math.floor((i + a - before) / s) - least]![a] = 1;
      const inverse = leastSquares(sums, size);
      if (inverse && leftOver(form, axis, taps, sums, inverse) <= EXACT) return { size, before, after, inverse };
    }
  return null;
}

/** (AᵀA)⁻¹Aᵀ by Gauss-Jordan; null where taps cannot be told apart. */
function leastSquares(a: readonly (readonly number[])[], size: number): number[][] | null {
  const rows = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_v, j) => a.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
    ...a.map((row) => row[i]!),
  ]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column; row < size; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    if (Math.abs(rows[pivot]![column]!) < 1e-9) return null;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const divisor = rows[column]![column]!;
    rows[column] = rows[column]!.map((value) => value / divisor);
    for (let row = 0; row < size; row++) {
      const factor = rows[row]![column]!;
      if (row !== column && factor !== 0) rows[row] = rows[row]!.map((value, i) => value - factor * rows[column]![i]!);
    }
  }
  return rows.map((row) => row.slice(size));
}

/** The largest part of the phases along this axis that no kernel of that size gives, of their largest magnitude. */
function leftOver(
  { factors, outC, inC, groups, axes, weight }: PhaseForm,
  axis: 0 | 1,
  taps: number,
  sums: readonly (readonly number[])[],
  inverse: readonly (readonly number[])[],
): number {
  const [tall, wide] = axes.map(({ least, most }) => most - least + 1) as [number, number];
  const given = inC / groups;
  const s = factors[axis];
  // Projection onto what a kernel can give, less the identity.
  const beside = sums.map((row, i) =>
    sums.map((_, j) => row.reduce((sum, value, a) => sum + value * inverse[a]![j]!, 0) - (i === j ? 1 : 0)),
  );
  let largest = 0;
  let most = 0;
  for (const value of weight) most = Math.max(most, Math.abs(value));
  const other = axis === 0 ? { phases: factors[1], taps: wide } : { phases: factors[0], taps: tall };
  for (let c = 0; c < outC; c++)
    for (let ci = 0; ci < given; ci++)
      for (let j = 0; j < other.phases; j++)
        for (let e = 0; e < other.taps; e++) {
          const line = Array.from({ length: s * taps }, (_, at) => {
            const [i, d] = [Math.floor(at / taps), at % taps];
            const [row, column] = axis === 0 ? [i, j] : [j, i];
            const [y, x] = axis === 0 ? [d, e] : [e, d];
            return weight[((((c * factors[0] + row) * factors[1] + column) * given + ci) * tall + y) * wide + x]!;
          });
          for (const row of beside)
            largest = Math.max(largest, Math.abs(row.reduce((sum, value, i) => sum + value * line[i]!, 0)));
        }
  return most === 0 ? 0 : largest / most;
}
