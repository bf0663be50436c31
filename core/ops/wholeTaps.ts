import type { Taps } from './interpolateAxis';

/**
 * Resampling of bytes by whole weights, as libraries do it. each-pass: weights in 1 / 2^22, across first, rounded to a byte
 * after each axis (Pillow). once: in 1 / 2^11 on both axes, rounded once (OpenCV's cubic and Lanczos).
 */
export interface WholeTaps {
  readonly rows: Taps;
  readonly columns: Taps;
  readonly rounding: 'each-pass' | 'once';
}
