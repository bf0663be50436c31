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

/** What the words of a forecast need to know of the method. */
export interface ForecastContext {
  /** Registry id of the method. */
  readonly id: string;
  readonly scale: number;
  /** Every parameter with its value. */
  readonly parameters: Readonly<Record<string, number | boolean | string>>;
}
