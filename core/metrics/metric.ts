import type { BytePairs } from './bytePairs';
import type { Explanation, Message, Source, Text } from '../messages';
import type { Raster } from '../tensor/raster';
import type { MetricSettings } from './protocols';
import type { Receipt } from './receipt';
import type { Rectangle } from './rectangle';
import type { SsimOfPlanes } from './ssimPlane';

/** How a number was made; everything a receipt says. */
export interface MetricOptions {
  /** Pixels left out on every side. */
  readonly crop: number;
  /** The upsampling factor, for the checkerboard measures. */
  readonly scale: number;
  /** Named protocol the options came from. */
  readonly protocol: string;
  /** What that protocol fixes besides the crop. */
  readonly settings: MetricSettings;
  /** Called often while computing; throws to cancel. */
  readonly checkpoint?: (() => void) | undefined;
  /** What computes the local SSIM. @default the portable `ssimPlane` */
  readonly ssimPlane?: SsimOfPlanes | undefined;
  /** What passes over 8-bit pictures. @default the loops of the metrics */
  readonly bytes?: BytePairs | undefined;
  /**
   * A part of the cropped picture whose own value is wanted too. Metrics that are the mean of a local map answer it in the
   * same pass (`MetricValue.inner`); the others leave it to a second run on the cut-out part.
   */
  readonly inner?: Rectangle | undefined;
  /** What several metrics of this pair need, by name: each is computed once. */
  readonly shared?: Map<string, unknown> | undefined;
}

export interface MetricMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

export interface MetricValue {
  readonly value: number;
  readonly receipt: Receipt;
  /** Why the number may mislead here, when it may. */
  readonly warning?: Message | undefined;
  /** Per-pixel map in row-major order over the cropped picture, for metrics that have one and when asked. */
  readonly map?: MetricMap | undefined;
  /** Value of `MetricOptions.inner` alone, from the metrics that can tell. */
  readonly inner?: number | undefined;
}

/** The metric does not exist for this pair, and why, as a sentence. */
export interface Unavailable {
  readonly unavailable: Message;
}

/**
 * The id of a metric, as its own file says it. An enumeration whose values nobody can write: it is a string, but to
 * compare it with a word such as "psnr" elsewhere does not compile.
 */
declare enum MetricIds {
  One = 'one of the metrics',
  Other = 'another one',
}
export type MetricId = MetricIds;

/** One error or similarity measure between a reference and a picture of the same size, channels and bit depth. */
export interface Metric {
  readonly id: MetricId;
  readonly title: Text;
  /** Where room is short. @default title */
  readonly shortTitle?: Text;
  /** Place in the order people read: fidelity first, structure, then errors in grey levels. */
  readonly order: number;
  /** Whether the window's narrow table of results has a column for it when it was measured. @default 'always' */
  readonly column?: 'always' | 'where-there-is-room' | 'left-out';
  /** Methods are put in order by the metric with the lowest of these that was measured; the others put none in order. */
  readonly ranks?: number;
  /** Papers print it, by protocols that differ. */
  readonly inPapers?: true;
  /** The metric of all channels that this one is of the luma alone. */
  readonly lumaOf?: string;
  /** What its local map can hold, for metrics that have one. */
  readonly mapRange?: readonly [low: number, high: number];
  /** In the notation of papers: y picture, r reference, s scale. */
  readonly formula: Text;
  /** For readers who are new to it. */
  readonly explanation: Explanation;
  readonly source?: Source;
  /** 'dB', '/255', '' */
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** What pictures must be for it to exist; nothing where it takes any number of channels and any values. */
  readonly needs?: {
    /** 1 or 3 channels. */
    readonly colour?: boolean;
    /** stated: where floats leave 0..1, the range must be stated. display: values must lie between black and white. */
    readonly range?: 'stated' | 'display';
  };
  /** Crop the saved-file protocol uses for this metric at `scale`. */
  readonly defaultCrop: (scale: number) => number;
  /** Digits shown after the point. */
  readonly decimals: number;
  /** Undefined (with a reason) when the picture is too small or has no colour. */
  compute(reference: Raster, picture: Raster, options: MetricOptions, wantMap?: boolean): MetricValue | Unavailable;
}

/** Checks a definition's shape at compile time, and makes its id one that only this file can write. */
export function defineMetric(definition: Omit<Metric, 'id'> & { readonly id: string }): Metric {
  return { ...definition, id: definition.id as MetricId };
}

/** Crop of the metrics that the saved-file protocol takes over the whole picture. */
export const noCrop = (): number => 0;

/** Crop of the Y metrics: super-resolution papers leave out `scale` pixels on every side. */
export const cropByScale = (scale: number): number => scale;
