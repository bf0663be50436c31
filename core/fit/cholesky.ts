/** Symmetric positive (semi)definite systems in float64, small (at most a few hundred unknowns). */

export interface Factor {
  readonly size: number;
  /** Row-major lower triangle of P A P' = L L'. */
  readonly lower: Float64Array;
  readonly order: Int32Array;
  /** Unknowns the data determine; the others are set to 0. */
  readonly rank: number;
  /** Largest over smallest pivot used: the square root of a condition estimate of A. */
  readonly pivotRatio: number;
}

/** Cholesky with diagonal pivoting: stops where what is left is rounding noise, so a singular system still has an answer. */
export function factorise(matrix: Float64Array, size: number): Factor {
  const work = Float64Array.from(matrix);
  const order = Int32Array.from({ length: size }, (_, index) => index);
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, work[i * size + i]!);
  const noise = largest * size * 2 ** -50;
  let rank = 0;
  let smallest = largest;
  for (; rank < size; rank++) {
    let pivot = rank;
    for (let i = rank + 1; i < size; i++) if (work[i * size + i]! > work[pivot * size + pivot]!) pivot = i;
    const value = work[pivot * size + pivot]!;
    if (!(value > noise)) break;
    smallest = Math.min(smallest, value);
    if (pivot !== rank) swap(work, order, size, rank, pivot);
    eliminate(work, size, rank, Math.sqrt(value));
  }
  return {
    size,
    lower: work,
    order,
    rank,
    pivotRatio: rank === 0 ? Infinity : Math.sqrt(largest / smallest),
  };
}

/** One column of L, and its outer product taken off the rest. */
function eliminate(work: Float64Array, size: number, k: number, root: number): void {
  work[k * size + k] = root;
  for (let i = k + 1; i < size; i++) work[i * size + k] = work[i * size + k]! / root;
  for (let i = k + 1; i < size; i++) {
    const factor = work[i * size + k]!;
    if (factor === 0) continue;
    for (let j = k + 1; j <= i; j++) work[i * size + j] = work[i * size + j]! - factor * work[j * size + k]!;
  }
}

/** Exchanges rows and columns a < b of the symmetric remainder (lower triangle) and rows of the finished columns. */
function swap(work: Float64Array, order: Int32Array, size: number, a: number, b: number): void {
  const exchange = (p: number, q: number) => {
    const kept = work[p]!;
    work[p] = work[q]!;
    work[q] = kept;
  };
  for (let k = 0; k < a; k++) exchange(a * size + k, b * size + k);
  exchange(a * size + a, b * size + b);
  for (let k = a + 1; k < b; k++) exchange(k * size + a, b * size + k);
  for (let k = b + 1; k < size; k++) exchange(k * size + a, k * size + b);
  const kept = order[a]!;
  order[a] = order[b]!;
  order[b] = kept;
}

/** x with A x = right; unknowns beyond the rank are 0. */
export function solve({ size, lower, order, rank }: Factor, right: Float64Array): Float64Array {
  const y = new Float64Array(rank);
  for (let i = 0; i < rank; i++) {
    let sum = right[order[i]!]!;
    for (let k = 0; k < i; k++) sum -= lower[i * size + k]! * y[k]!;
    y[i] = sum / lower[i * size + i]!;
  }
  const x = new Float64Array(size);
  for (let i = rank - 1; i >= 0; i--) {
    let sum = y[i]!;
    for (let k = i + 1; k < rank; k++) sum -= lower[k * size + i]! * x[order[k]!]!;
    x[order[i]!] = sum / lower[i * size + i]!;
  }
  return x;
}
