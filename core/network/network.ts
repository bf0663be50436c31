import type { Shape } from '../tensor/tensor';

/** Values with their shape, as numbers of the widest kind. */
export interface Values {
  readonly shape: Shape;
  readonly data: Float64Array | Float32Array;
}

/** What an enlarging layer does, as far as it is known. */
export interface Enlarging {
  readonly kind: string;
  /** Output pixels per input pixel, [height, width]; whole where the layer has phases. */
  readonly stride: readonly [number, number];
  readonly kernel: readonly [number, number] | null;
  readonly padding: readonly [number, number];
  readonly outputPadding: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
  /** nearest, bilinear, bicubic; or DCR where a pixel shuffle orders its channels so. */
  readonly mode: string | null;
  readonly alignCorners: boolean;
  /** [inC, outC/groups, kH, kW] of a transposed convolution. */
  readonly weight: Values | null;
  readonly bias: Values | null;
}

export interface Convolution {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
}

/** One operation of a network, in the order it is applied. */
export interface NetworkLayer {
  readonly name: string;
  readonly kind: string;
  /** Names of tensors. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly inputShape: Shape | null;
  readonly outputShape: Shape | null;
  readonly parameters: number;
  /** By definition; null without shapes. */
  readonly macs: number | null;
  readonly macsAtOutputSize: number | null;
  readonly enlarging: Enlarging | null;
  /** Of a convolution of two dimensions with a border of zeros: what tells whether it can be merged with its neighbour. */
  readonly convolution?: Convolution | null;
  /** Its settings, as short as a table needs them: `3→64, k3 s2`. */
  readonly detail?: string;
}

export interface Network {
  readonly source: 'onnx' | 'recording' | 'text';
  readonly inputs: readonly { readonly name: string; readonly shape: Shape }[];
  readonly outputs: readonly { readonly name: string; readonly shape: Shape | null }[];
  readonly layers: readonly NetworkLayer[];
  readonly parameters: number;
  /** Operations that only pass on what they cannot name, with their shapes. */
  readonly opaque: readonly string[];
}

/** What a run or a recording knows of an enlarging layer's values. */
export interface Activations {
  /** Mean of every input channel. */
  readonly inputMeans: readonly number[];
  /** Standard deviation of every output channel; null where it is not known. */
  readonly outputSpreads: readonly number[] | null;
  /** Phase means of every output channel [channel][row][column]; null where they are computed from the input's. */
  readonly phaseMeans: readonly (readonly (readonly number[])[])[] | null;
}
