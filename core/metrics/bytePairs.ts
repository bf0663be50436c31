import { hasUsualRange, type Raster } from '../tensor/raster';
import type { Rectangle } from './rectangle';
import type { SsimWindow } from './ssimPlane';

export interface Differences {
  /** Sums over all cropped pixels and channels, in the raster's own integers; exact below 2^53. */
  readonly sumOfSquares: number;
  readonly sumOfMagnitudes: number;
  readonly largest: number;
  readonly count: number;
}

/** An 8-bit picture. */
export interface ByteRaster extends Raster {
  readonly data: Uint8Array;
}
export type BytePair = readonly [ByteRaster, ByteRaster];

export interface BytePhases {
  /** Per channel: picture - reference summed over each phase, [stride * stride]. */
  readonly totals: readonly Float64Array[];
  /** Per channel: the same of every whole block of 8 x 8 strides, [blocks][stride * stride]. */
  readonly blocks: readonly Int32Array[];
}

/** One channel, or (weights . RGB) / divisor + offset. */
export type BytePlane =
  | { readonly channel: number }
  | { readonly weights: readonly [number, number, number]; readonly divisor: number; readonly offset: number };

export interface ByteSsim {
  readonly plane: BytePlane;
  readonly crop: number;
  readonly window: SsimWindow;
  readonly inner: Rectangle | undefined;
}

/**
 * Passes over two 8-bit pictures that something faster than the loops of the metrics makes: sums of whole numbers, which
 * are the same whoever adds them, and the local SSIM, to 1e-12.
 */
export interface BytePairs {
  differences(pair: BytePair, part: Rectangle): Differences;
  /** Sum of the squared differences of the luma (BT.601, 16..235, not rounded) of RGB pictures. */
  lumaSquares(pair: BytePair, part: Rectangle): number;
  phases(pair: BytePair, part: Rectangle, stride: number): BytePhases;
  ssim(pair: BytePair, options: ByteSsim): { readonly ssim: number; readonly inner: number | undefined };
  /** Gives the memory of the pictures back. */
  forget(): void;
}

/** The pair as bytes with white at 255, where it is one and `passes` are at hand. */
export function asBytes(reference: Raster, picture: Raster, passes: BytePairs | undefined): BytePair | null {
  if (passes === undefined) return null;
  return isBytes(reference) && isBytes(picture) ? [reference, picture] : null;
}

const isBytes = (raster: Raster): raster is ByteRaster =>
  raster.bitDepth === 8 && raster.data instanceof Uint8Array && hasUsualRange(raster);
