import { invalidParameter } from '../tensor/errors';

/** Where SSIM takes its statistics from. */
export interface SsimSettings {
  /** gaussian-11: 11x11, sigma 1.5. uniform-7: 7x7, all weights 1/49. */
  readonly window: 'gaussian-11' | 'uniform-7';
  /** population: E[(x-mean)^2]. sample: the same times N/(N-1), N = window pixels. */
  readonly covariance: 'population' | 'sample';
  /** mean: every channel by itself, then the mean. grey: MATLAB's rgb2gray, rounded. */
  readonly colour: 'mean' | 'grey';
  /** Box-filter and decimate by max(1, round(min(H, W)/256)) first, as ssim.m does. */
  readonly downsample: boolean;
}

export interface MetricSettings {
  /** metric: each metric's own crop at this scale; scale: `scale` pixels for all; none: whole picture. */
  readonly crop: 'metric' | 'scale' | 'none';
  /** Whether Y is rounded to whole numbers, as MATLAB does on uint8. */
  readonly roundLuma: boolean;
  readonly ssim: SsimSettings;
}

export interface Protocol {
  readonly id: string;
  readonly title: string;
  /** Who computes like this. */
  readonly summary: string;
  readonly settings: MetricSettings;
}

const wang: SsimSettings = {
  window: 'gaussian-11',
  covariance: 'population',
  colour: 'mean',
  downsample: false,
};

/** The named protocols, as data: everything in which published numbers of one name differ. */
export const protocols = [
  {
    id: 'saved-file',
    title: 'Saved file',
    summary:
      'Every metric as its paper defines it, on the pictures as saved; only the Y metrics leave out `scale` pixels on every side.',
    settings: { crop: 'metric', roundLuma: false, ssim: wang },
  },
  {
    id: 'sr-paper',
    title: 'Super-resolution paper',
    summary: 'BasicSR: Y and RGB, `scale` pixels left out on every side, Y of BT.601 16-235 not rounded.',
    settings: { crop: 'scale', roundLuma: false, ssim: wang },
  },
  {
    id: 'scikit-image-default',
    title: 'scikit-image defaults',
    summary:
      'skimage.metrics called without options: whole picture, SSIM over a uniform 7x7 window with sample covariance.',
    settings: {
      crop: 'none',
      roundLuma: false,
      ssim: {
        window: 'uniform-7',
        covariance: 'sample',
        colour: 'mean',
        downsample: false,
      },
    },
  },
  {
    id: 'wang-2004',
    title: 'Wang 2004 (ssim.m)',
    summary:
      "MATLAB's ssim.m: rounded grey picture, made smaller by round(min(H, W)/256) first, Gaussian 11x11; Y rounded.",
    settings: {
      crop: 'none',
      roundLuma: true,
      ssim: {
        window: 'gaussian-11',
        covariance: 'population',
        colour: 'grey',
        downsample: true,
      },
    },
  },
] as const satisfies readonly Protocol[];

export type ProtocolId = (typeof protocols)[number]['id'];

export const DEFAULT_PROTOCOL: ProtocolId = 'saved-file';

/** The protocol of that name; refuses an unknown one naming all. */
export function findProtocol(id: string): Protocol {
  const found = protocols.find((protocol) => protocol.id === id);
  if (found) return found;
  throw invalidParameter('protocol', `one of ${protocols.map((protocol) => protocol.id).join(', ')}`, id);
}
