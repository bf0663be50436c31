import { sampleTaps, tent } from '../init';
import { convTranspose2dOutputSize } from '../tensor/sizes';

export interface Overlap {
  /** Kernels that reach each output pixel along one axis. */
  readonly counts: readonly number[];
  /** The same in the plane: the product of the two axes, row-major. */
  readonly plane: readonly number[];
  readonly size: number;
  /** Stride phases of the interior, each with its number of kernels. */
  readonly phases: readonly number[];
  /** Output for an input of ones with a kernel of ones (scaled to a mean of 1). */
  readonly ones: readonly number[];
  /** Output for an input of ones with the bilinear kernel. */
  readonly bilinear: readonly number[];
  /** k % s === 0 */
  readonly even: boolean;
}

/** What `stride` and `kernelSize` do to a constant input of `inputs` pixels per axis, no padding. */
export function overlapOf(kernelSize: number, stride: number, inputs: number): Overlap {
  const [size] = convTranspose2dOutputSize([inputs, inputs], { kernelSize, stride });
  const sum = (taps: readonly number[]): number[] => {
    const line = new Array<number>(size).fill(0);
    for (let i = 0; i < inputs; i++) taps.forEach((tap, a) => (line[i * stride + a]! += tap));
    return line;
  };
  const counts = sum(new Array<number>(kernelSize).fill(1));
  const gain = stride / kernelSize;
  const across = (line: readonly number[]): number[] => line.flatMap((a) => line.map((b) => a * b));
  return {
    counts,
    plane: across(counts),
    size,
    phases: Array.from({ length: stride }, (_, phase) => Math.ceil((kernelSize - phase) / stride)),
    ones: across(counts.map((n) => n * gain)),
    bilinear: across(sum(bilinearLike(kernelSize, stride))),
    even: kernelSize % stride === 0,
  };
}

/** The taps of the bilinear kernel for a stride, as the methods use them: mean phase sum 1. */
function bilinearLike(kernelSize: number, stride: number): number[] {
  return Array.from(sampleTaps(tent(stride), kernelSize, 1, stride));
}
