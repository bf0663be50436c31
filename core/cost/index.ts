import { elementCount, type Shape } from '../tensor/tensor';

/**
 * What an operator does, counted from shapes alone. A MAC is one multiply-add; bias additions are not counted, taps
 * that meet zero padding are (as every counter does), rows that a replicated border adds are not.
 */
export interface OperatorCost {
  readonly parameters: number;
  /** By definition: as many multiply-adds as the operator's formula has. */
  readonly macs: number;
  /** The other convention: every convolution counted at its output size. */
  readonly macsAtOutputSize: number;
}

interface ConvolutionSize {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly kernelSize: number;
  readonly bias: boolean;
  /** Shape in, [N, C, H, W]. */
  readonly input: Shape;
  /** Shape out, [N, C, H, W]. */
  readonly output: Shape;
}

function weightCount(size: ConvolutionSize): number {
  return ((size.inChannels * size.outChannels) / size.groups) * size.kernelSize ** 2;
}

/** N * H * W. */
function positions(shape: Shape): number {
  return (shape[0] ?? 1) * (shape[2] ?? 1) * (shape[3] ?? 1);
}

/** conv2d: O I/g k^2 H_out W_out by both conventions. */
export function conv2dCost(size: ConvolutionSize): OperatorCost {
  const weights = weightCount(size);
  const macs = weights * positions(size.output);
  return { parameters: weights + (size.bias ? size.outChannels : 0), macs, macsAtOutputSize: macs };
}

/** conv_transpose2d: I O/g k^2 H_in W_in by definition; I O/g k^2 H_out W_out by the other convention. */
export function convTranspose2dCost(size: ConvolutionSize): OperatorCost {
  const weights = weightCount(size);
  return {
    parameters: weights + (size.bias ? size.outChannels : 0),
    macs: weights * positions(size.input),
    macsAtOutputSize: weights * positions(size.output),
  };
}

/** Interpolation without weights: `taps` multiply-adds per output value (bilinear 4, bicubic 16, nearest 0). */
export function interpolateCost(output: Shape, taps: number): OperatorCost {
  const macs = elementCount(output) * taps;
  return { parameters: 0, macs, macsAtOutputSize: macs };
}

/** No arithmetic: pooling indices, unpooling, shuffling, copying. */
export const noCost: OperatorCost = { parameters: 0, macs: 0, macsAtOutputSize: 0 };

export function addCosts(...parts: readonly OperatorCost[]): OperatorCost {
  return {
    parameters: parts.reduce((sum, part) => sum + part.parameters, 0),
    macs: parts.reduce((sum, part) => sum + part.macs, 0),
    macsAtOutputSize: parts.reduce((sum, part) => sum + part.macsAtOutputSize, 0),
  };
}

/**
 * Bytes moved when operators run one after the other, 4 per value (float32, int32 indices): what is read once
 * (`read`: input, indices, weights), what is written once (`written`: the output), and what one operator writes and
 * the next reads (`between`, counted twice).
 */
export function bytesMoved(read: readonly number[], between: readonly Shape[], written: Shape): number {
  const values =
    read.reduce((sum, count) => sum + count, 0) +
    2 * between.reduce((sum, shape) => sum + elementCount(shape), 0) +
    elementCount(written);
  return 4 * values;
}
