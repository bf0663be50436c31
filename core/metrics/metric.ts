import type { Raster } from '../tensor/raster';

/** How a number was made; everything a receipt says. */
export interface MetricOptions {
  /** Pixels left out on every side. */
  readonly crop: number;
  /** The upsampling factor, for the checkerboard measures. */
  readonly scale: number;
  /** Named protocol the options came from. */
  readonly protocol: string;
}

export interface MetricValue {
  readonly value: number;
  /** The receipt: definition, constants, crop, range, rounding, in words. */
  readonly protocol: string;
  /** Why the number may mislead here, when it may. */
  readonly warning?: string;
  /** Per-pixel map in row-major order over the cropped picture, for metrics that have one and when asked. */
  readonly map?: { readonly width: number; readonly height: number; readonly data: Float32Array };
}

/** One error or similarity measure between a reference and a picture of the same size, channels and bit depth. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  /** 'dB', '/255', '' */
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** Defined for colour only (the Y metrics): skipped for grey. */
  readonly colourOnly: boolean;
  /** Crop the saved-file protocol uses for this metric at `scale`. */
  readonly defaultCrop: (scale: number) => number;
  /** Digits shown after the point. */
  readonly decimals: number;
  /** Undefined (with a reason) when the picture is too small or has no colour. */
  compute(reference: Raster, picture: Raster, options: MetricOptions, wantMap?: boolean): MetricValue | { readonly unavailable: string };
}

export function defineMetric<const Id extends string>(metric: Metric & { readonly id: Id }): Metric & { readonly id: Id } {
  return metric;
}
