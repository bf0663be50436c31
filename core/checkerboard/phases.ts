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
  return blockPhaseMeans(field, stride, 0, 0, field.width, field.height);
}

function blockPhaseMeans(
  { width, data }: Field,
  stride: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): number[][] {
  return Array.from({ length: stride }, (_, i) =>
    Array.from({ length: stride }, (_, j) => {
      let sum = 0;
      let count = 0;
      for (let y = top + i; y < bottom; y += stride) {
        for (let x = left + j; x < right; x += stride) sum += data[y * width + x]!;
        count += Math.max(0, Math.ceil((right - left - j) / stride));
      }
      return sum / count;
    }),
  );
}

/** Standard deviation (population) of the values of a phase table. */
export function spread(table: readonly (readonly number[])[]): number {
  const values = table.flat();
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length);
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
  let sum = 0;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      sum += spread(blockPhaseMeans(field, stride, c * side, r * side, (c + 1) * side, (r + 1) * side)) ** 2;
    }
  }
  return Math.sqrt(sum / (rows * columns));
}
