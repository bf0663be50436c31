import type { Message } from '../../messages';
import type { MetricSettings } from '../protocols';

/** Everything in which two numbers of one name may differ, for one pair of pictures. */
export interface WhyState {
  /** Pixels left out on every side. */
  readonly crop: number;
  /** What MAX (PSNR) or L (SSIM) is, in units in which the picture's white is 255. */
  readonly peak: number;
  readonly planes: PlanesId;
  /** PSNR of colour: of the mean error of all channels, or the mean of the channels' own. */
  readonly combine: 'joint' | 'per-channel';
  readonly window: WindowId;
  readonly covariance: 'population' | 'sample';
  readonly downsample: boolean;
  /** Values rounded to 8 bits before anything is measured. */
  readonly bytes: boolean;
}

/** Which planes are compared. */
export type PlanesId = (typeof PLANES)[number]['id'];
/** SSIM's window: Gaussian of size and sigma, or uniform. */
export type WindowId = (typeof WINDOWS)[number]['id'];

interface PlanesRow {
  readonly id: string;
  /** Weights of R, G, B for values 0..255, offset, rounding; undefined = the channels themselves. */
  readonly mix?: {
    readonly weights: readonly [number, number, number];
    readonly divisor: number;
    readonly offset: number;
    readonly round: boolean;
  };
  /** Which channels, where they are not mixed; undefined = all. */
  readonly channel?: number;
  /** How unusual: log2 of one over its share among common causes. */
  readonly bits: number;
}

const BT601 = { weights: [65.481, 128.553, 24.966], divisor: 255, offset: 16 } as const;
const FULL = { weights: [0.299, 0.587, 0.114], divisor: 1, offset: 0 } as const;
/** Of pictures as OpenCV reads them, taken for red, green, blue. */
const BT601_OF_BGR = { weights: [24.966, 128.553, 65.481], divisor: 255, offset: 16 } as const;
const FULL_OF_BGR = { weights: [0.114, 0.587, 0.299], divisor: 1, offset: 0 } as const;
const BT709 = { weights: [46.5594, 156.6288, 15.8118], divisor: 255, offset: 16 } as const;
const BT709_FULL = { weights: [0.2126, 0.7152, 0.0722], divisor: 1, offset: 0 } as const;
const SKIMAGE_GREY = { weights: [0.2125, 0.7154, 0.0721], divisor: 1, offset: 0 } as const;
const MATLAB_GREY = {
  weights: [0.298936021293775, 0.587043074451121, 0.114020904255103],
  divisor: 1,
  offset: 0,
} as const;

export const PLANES = [
  { id: 'channels', bits: 2 },
  { id: 'bt601', mix: { ...BT601, round: false }, bits: 2 },
  { id: 'bt601-rounded', mix: { ...BT601, round: true }, bits: 2 },
  { id: 'full-range', mix: { ...FULL, round: false }, bits: 3 },
  { id: 'full-range-rounded', mix: { ...FULL, round: true }, bits: 3 },
  { id: 'bt709', mix: { ...BT709, round: false }, bits: 4 },
  { id: 'bt709-rounded', mix: { ...BT709, round: true }, bits: 4.5 },
  { id: 'bt709-full-range', mix: { ...BT709_FULL, round: false }, bits: 4 },
  { id: 'bt709-full-range-rounded', mix: { ...BT709_FULL, round: true }, bits: 4.5 },
  { id: 'rgb2gray', mix: { ...MATLAB_GREY, round: true }, bits: 3.5 },
  { id: 'skimage-grey', mix: { ...SKIMAGE_GREY, round: false }, bits: 4 },
  { id: 'rgb2gray-float', mix: { ...MATLAB_GREY, round: false }, bits: 4.5 },
  { id: 'bt601-of-bgr', mix: { ...BT601_OF_BGR, round: false }, bits: 4 },
  { id: 'full-range-of-bgr', mix: { ...FULL_OF_BGR, round: false }, bits: 4.5 },
  { id: 'red', channel: 0, bits: 5 },
  { id: 'green', channel: 1, bits: 5 },
  { id: 'blue', channel: 2, bits: 5 },
] as const satisfies readonly PlanesRow[];

export const WINDOWS = [
  { id: 'gaussian-11-1.5', size: 11, sigma: 1.5, bits: 2 },
  { id: 'uniform-7', size: 7, sigma: null, bits: 2 },
  { id: 'uniform-11', size: 11, sigma: null, bits: 4 },
  { id: 'uniform-3', size: 3, sigma: null, bits: 4.5 },
  { id: 'uniform-5', size: 5, sigma: null, bits: 4.5 },
  { id: 'uniform-9', size: 9, sigma: null, bits: 4.5 },
  { id: 'gaussian-7-1.5', size: 7, sigma: 1.5, bits: 4 },
  { id: 'gaussian-9-1.5', size: 9, sigma: 1.5, bits: 4.5 },
  { id: 'gaussian-5-1.5', size: 5, sigma: 1.5, bits: 4.5 },
  { id: 'gaussian-11-1', size: 11, sigma: 1, bits: 4.5 },
  { id: 'gaussian-11-2', size: 11, sigma: 2, bits: 4.5 },
  { id: 'gaussian-11-0.5', size: 11, sigma: 0.5, bits: 5 },
  // As large as scikit-image makes them for these sigmas.
  { id: 'gaussian-5-0.5', size: 5, sigma: 0.5, bits: 4.5 },
  { id: 'gaussian-9-1', size: 9, sigma: 1, bits: 4.5 },
  { id: 'gaussian-15-2', size: 15, sigma: 2, bits: 4.5 },
] as const;

export function planesRow(id: PlanesId): PlanesRow {
  return PLANES.find((row) => row.id === id)!;
}

export function windowRow(id: WindowId): (typeof WINDOWS)[number] {
  return WINDOWS.find((row) => row.id === id)!;
}

/** What was changed, by an id that the documentation lists, and to what. */
export interface Cause {
  readonly id: CauseId;
  readonly value: string;
  /** In words. */
  readonly words: Message;
}

/** Every cause there is; docs/papers.md explains each. */
export const CAUSE_IDS = [
  ...(['range', 'luma', 'channels', 'crop', 'ssim-window', 'ssim-covariance', 'ssim-downsample', 'rounding'] as const),
  ...(['shift', 'flip', 'channels-swapped', 'gamma', 'levels', 'alpha', 'size', 'transparent'] as const),
  ...(['kernel-a', 'degradation', 'border', 'small-rounding', 'space'] as const),
] as const;
export type CauseId = (typeof CAUSE_IDS)[number];

/** What one protocol means for one metric, as a state. */
export function stateOf(metric: string, settings: MetricSettings, crop: number, isGrey: boolean): WhyState {
  const isLuma = metric.endsWith('-y');
  const grey = metric === 'ssim' && settings.ssim.colour === 'grey' && !isGrey;
  const luma = settings.roundLuma ? 'bt601-rounded' : 'bt601';
  return {
    crop,
    peak: 255,
    planes: isGrey ? 'channels' : isLuma ? luma : grey ? 'rgb2gray' : 'channels',
    combine: 'joint',
    window: settings.ssim.window === 'gaussian-11' ? 'gaussian-11-1.5' : 'uniform-7',
    covariance: settings.ssim.covariance,
    downsample: settings.ssim.downsample,
    bytes: false,
  };
}
