import { allocateSums } from '../tensor/tensor';
import type { Checkpoint } from './checkpoint';
import type { InterpolatePlan } from './interpolatePlan';
import type { Taps } from './interpolateAxis';

/**
 * Separable resampling: every input row across, then every output row down.
 * The rows in between stay in float64, so that the result is rounded once.
 */
export function resample(
  x: Float32Array,
  y: Float32Array,
  plan: InterpolatePlan,
  { rows, columns }: { readonly rows: Taps; readonly columns: Taps },
  checkpoint: Checkpoint,
): void {
  const { inSize: inH, outSize: outH } = plan.rows;
  const { inSize: inW, outSize: outW } = plan.columns;
  const across = allocateSums(inH * outW);
  const row = new Float64Array(outW);
  for (let p = 0; p < plan.planes; p++) {
    for (let i = 0; i < inH; i++) {
      const base = (p * inH + i) * inW;
      for (let j = 0; j < outW; j++) {
        let sum = 0;
        for (let t = columns.start[j]!; t < columns.start[j + 1]!; t++) {
          sum += columns.weight[t]! * x[base + columns.index[t]!]!;
        }
        across[i * outW + j] = sum;
      }
      checkpoint();
    }
    for (let i = 0; i < outH; i++) {
      row.fill(0);
      for (let t = rows.start[i]!; t < rows.start[i + 1]!; t++) {
        const weight = rows.weight[t]!;
        const base = rows.index[t]! * outW;
        for (let j = 0; j < outW; j++) row[j]! += weight * across[base + j]!;
      }
      y.set(row, (p * outH + i) * outW);
      checkpoint();
    }
  }
}
