import type { Raster } from '../../tensor/raster';
import type { Cause } from './state';
import type { Tone } from './tones';

/** A fault of the pair itself, and the pair without it. */
export interface PairFix {
  readonly cause: Cause;
  readonly bits: number;
  /** What both hold: parts of the pictures where the fault lost a strip. */
  readonly reference: Raster;
  readonly picture: Raster;
  /** Whether undoing it brings every pixel of that back exactly. */
  readonly isExact: boolean;
  /** Mean squared difference before and after over what both hold, in 0..255 units. */
  readonly before: number;
  readonly after: number;
  /** The picture without it, where it only turned the picture or exchanged its channels. */
  readonly turn?: ((raster: Raster) => Raster) | undefined;
  /** What lost something, so that the whole picture before it is only known about: a curve, or a shift to the right and down. */
  readonly lossy?: { readonly tone: Tone } | { readonly shift: readonly [number, number] } | undefined;
}
