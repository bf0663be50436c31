import type { Taps } from './interpolateAxis';
import type { Samples } from './resampler';

/**
 * Resampling of bytes by whole weights, as libraries do it. each-pass: weights in 1 / 2^22, across first, rounded to a byte
 * after each axis (Pillow). once: in 1 / 2^11 on both axes, rounded once (OpenCV's cubic and Lanczos).
 */
export interface WholeTaps {
  readonly rows: Taps;
  readonly columns: Taps;
  readonly rounding: 'each-pass' | 'once';
}

/** Samples [P, H, W] of whole numbers 0..255 -> [P, H', W']. */
export type WholeTapsResizer = (x: Samples, taps: WholeTaps) => Samples;
