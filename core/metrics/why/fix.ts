import type { Raster } from '../../tensor/raster';
import type { Cause } from './state';

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
  /**
   * Where the fault lost something: whole pictures as they may have been before, one as likely as the other. How far
   * their numbers lie apart is how well the number before the fault is known.
   */
  readonly guesses?: (() => { readonly reference: Raster; readonly pictures: readonly Raster[] }) | undefined;
}
