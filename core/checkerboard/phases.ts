/**
 * Measure B: how much of an error repeats with the stride.
 *
 * Legend: s = stride, phase (i, j) = the pixels with row mod s = i and column mod s = j,
 * mu_ij = mean of the error over phase (i, j), CB = sqrt(mean_ij (mu_ij - mean_ij mu_ij)^2).
 * By Parseval this is the root of the summed squared DFT amplitudes at the stride harmonics.
 */

/** An error or a picture, row-major, any unit. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** mu_ij as [s][s]; NaN for a phase the field is too small to hold. */
export function phaseMeans(field: Field, stride: number): number[][] {
  const { width, height } = field;
  const sums = new Float64Array(stride * stride);
  addPhases(field, stride, { left: 0, top: 0, right: width, bottom: height }, sums);
  return Array.from({ length: stride }, (_, i) =>
    Array.from(
      { length: stride },
      (_, j) => sums[i * stride + j]! / (phaseCount(height, stride, i) * phaseCount(width, stride, j)),
    ),
  );
}

interface Block {
  readonly left: number;
  readonly top: number;
  /** The first column and row behind it. */
  readonly right: number;
  readonly bottom: number;
}

/** Sum over each phase of a block into `sums` [s * s]: row by row, each phase from left to right. */
function addPhases(
  { width, data }: Field,
  stride: number,
  { left, top, right, bottom }: Block,
  sums: Float64Array,
): void {
  sums.fill(0);
  for (let y = top, i = 0; y < bottom; y++, i = i + 1 === stride ? 0 : i + 1) {
    const row = y * width;
    for (let j = 0; j < stride; j++) {
      let sum = sums[i * stride + j]!;
      for (let at = row + left + j; at < row + right; at += stride) sum += data[at]!;
      sums[i * stride + j] = sum;
    }
  }
}

/** Pixels of phase `i` along `length` of them. */
const phaseCount = (length: number, stride: number, i: number): number => Math.max(0, Math.ceil((length - i) / stride));

/** Standard deviation (population) of the values of a phase table. */
export function spread(table: readonly (readonly number[])[]): number {
  return Math.sqrt(variance(table.flat()));
}

/** Population variance. */
export function variance(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  const mean = total / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return squares / values.length;
}

/** CB of the whole field, in the field's unit. */
export function phaseRms(field: Field, stride: number): number {
  return spread(phaseMeans(field, stride));
}

/** Side of the blocks of the local form, in strides. */
export const BLOCK_STRIDES = 8;

/**
 * Local form: CB of every whole 8s x 8s block, root mean square over the blocks. It sees a checkerboard whose sign or strength
 * changes over the picture, where the global form averages it away. A field smaller than one block is one block.
 */
export function localPhaseRms(field: Field, stride: number): number {
  const side = BLOCK_STRIDES * stride;
  const columns = Math.floor(field.width / side);
  const rows = Math.floor(field.height / side);
  if (columns === 0 || rows === 0) return phaseRms(field, stride);
  const means = new Float64Array(stride * stride);
  const perPhase = BLOCK_STRIDES * BLOCK_STRIDES;
  let sum = 0;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const block = { left: c * side, top: r * side, right: (c + 1) * side, bottom: (r + 1) * side };
      addPhases(field, stride, block, means);
      for (let i = 0; i < means.length; i++) means[i] = means[i]! / perPhase;
      sum += variance(means);
    }
  }
  return Math.sqrt(sum / (rows * columns));
}
