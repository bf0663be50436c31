import { sampleTaps, tent } from '../init';

/** The taps of the bilinear kernel for a stride, as the methods use them: mean phase sum 1. */
export function bilinearLike(kernelSize: number, stride: number): number[] {
  return Array.from(sampleTaps(tent(stride), kernelSize, 1, stride));
}
