import { counted } from '../plural';
/** Receipts of metrics, part by part, why one is missing and why one may mislead. */
export const metrics = {
  'receipt-max-error': () => 'Maximum error',
  'receipt-gradient-error': () => 'Mean length of the gradient of the error',
  'receipt-checkerboard': ({ scale }: { scale: number }) =>
    `Checkerboard, RMS of the mean error per ${scale}×${scale} phase`,
  'receipt-sobel': () => 'Sobel/8, replicated border',
  'receipt-gmsd': () =>
    'luma .299 .587 .114 in 0..255, 2x2 mean, Prewitt/3 with zero border, c 170, standard deviation with N-1',
  'receipt-flip': () => 'LDR, 67.02 pixels per degree (0.7 m wide 4K display at 0.7 m)',
  'receipt-mean': () => 'mean',
  'receipt-ssimulacra2': () => 'XYB, 6 scales, 108 norms',
  'receipt-ms-ssim': () =>
    '5 levels (.0448 .2856 .3001 .2363 .1333), Gaussian 11x11 sigma 1.5, K1 .01, K2 .03, 2x2 mean between levels',
  'receipt-gaussian-window': () => 'Gaussian 11x11 sigma 1.5',
  'receipt-uniform-window': () => 'uniform 7x7',
  'receipt-sample-covariance': () => 'sample covariance',
  'receipt-population-covariance': () => 'population covariance',
  'receipt-valid-region': () => 'valid region',
  'warning-ssim-y-smaller': ({ factor, crop }: { factor: number; crop: number }) =>
    `SSIM-Y with this protocol downsamples the pictures first${factor === 1 ? ' (here by 1, as the cropped picture is small)' : `, here by ${factor}`}, and ${counted(crop, 'pixel is', 'pixels are')} cropped before. Papers on super-resolution crop, but do not downsample: protocol sr-matlab.`,
  'receipt-no-downsampling': () => 'no downsampling',
  'receipt-small-already': () => 'downsampled by 1 (already small)',
  'receipt-made-smaller': ({ factor }: { factor: number }) => `downsampled by ${factor} first`,
  'receipt-grey': () => 'grey',
  'receipt-all-channels': () => 'all channels',
  'receipt-all-channels-rms': () => 'all channels (root mean square)',
  'receipt-mean-of-channels': () => 'mean of channels',
  'receipt-rgb2gray': () => 'rgb2gray rounded',
  'receipt-grey-as-colour': () => 'grey as colour',
  'receipt-grey-is-y': () => 'grey is its own Y',
  'receipt-colour': () => 'colour',
  'receipt-crop': ({ pixels }: { pixels: number }) => `crop ${pixels}`,
  'receipt-interior': ({ x, y }: { x: number; y: number }) =>
    x === y
      ? `interior (${x} px left out on every side)`
      : `interior (${x} px left out at left and right, ${y} above and below)`,
  'receipt-crop-of-interior': ({ pixels, interior }: { pixels: number; interior: string }) =>
    `crop ${pixels} of the ${interior}`,
  'receipt-region': ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) =>
    `region ${width}×${height} at ${x},${y}`,
  'receipt-range': ({ max }: { max: number }) => `range ${max}`,
  'receipt-picture-range': ({ max }: { max: number }) => `picture range ${max}`,
  'receipt-units': () => '0..255 units',
  'receipt-units-16-bit': () => '0..255 units (16-bit values / 257)',
  'receipt-units-of-range': ({ max }: { max: number }) => `0..255 units (values × 255 / ${max})`,
  'receipt-y-rounded': () => 'Y rounded',
  'receipt-not-rounded': () => 'not rounded',

  'metric-picture-small': ({
    metric,
    side,
    width,
    height,
    crop,
  }: {
    metric: string;
    side: number;
    width: number;
    height: number;
    crop: number;
  }) =>
    `${metric} needs at least ${side}×${side} pixels; ${crop > 0 ? `a crop of ${crop} leaves ${width}×${height}` : `this picture has ${width}×${height}`}.`,
  'checkerboard-measure': () => 'The checkerboard measure',
  'ms-ssim-blind': () => 'MS-SSIM hardly sees a checkerboard of period 2: the first halving removes it.',
  'gmsd-blind': () => 'GMSD is nearly blind to a checkerboard of period 2: its first step averages it away.',
  'flip-blind': () => 'FLIP hardly reacts to a checkerboard of period 2: from this distance the eye averages it away.',
  'scales-missing': ({ scales, all }: { scales: number; all: number }) =>
    `Only ${scales} of ${all} scales fit into this picture, which the weights were not made for.`,
  'pair-of-two-sizes': ({ reference, picture }: { reference: string; picture: string }) =>
    `Expected two pictures of the same size but the reference is ${reference} and the picture ${picture}.`,
  'pair-reference': () => 'reference',
  'pair-picture': () => 'picture',
  'note-grey-repeated': ({ who, channels }: { who: string; channels: number }) =>
    `The ${who} is grey: its channel was compared with all ${channels === 3 ? 'three' : channels} of the other.`,
  'note-8-bit-multiplied': ({ who, factor }: { who: string; factor: number }) =>
    `The ${who} has 8 bits per channel: its values were multiplied by ${factor} for the comparison.`,
  'note-range-brought': ({ who, from, to }: { who: string; from: number; to: number }) =>
    `The ${who} has values from 0 to ${from}: they were scaled to 0 to ${to} for the comparison.`,
  'roi-inside': ({ size }: { size: string }) => `x,y,w,h inside the picture of ${size}`,
  'at-most-for-size': ({ most, size }: { most: number; size: string }) => `at most ${most} for ${size} pixels`,
};
