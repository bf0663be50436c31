import type { Tensor } from '../tensor/tensor';

/** A linear method as one transposed convolution: out[o] = bias + sum_y x[y] kernel[o + padding - stride y]. */
export interface PhaseKernel {
  /** [inC, outC, K, K] */
  readonly kernel: Tensor;
  /** [outC], or [outC, s, s] where it differs between phases. */
  readonly bias?: Tensor | undefined;
  readonly stride: number;
  readonly padding: readonly [number, number];
}
