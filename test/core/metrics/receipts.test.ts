import { describe, expect, it } from 'vitest';
import { measure, measurePair, metrics, type MeasureOptions } from '@core/metrics';
import { message, say } from '@core/messages';
import { cropPart, receipt } from '@core/metrics/receipt';
import { makeRaster } from '../../helpers/pictures';

const options: MeasureOptions = { protocol: 'saved-file', scale: 3, regions: ['full'] };
const picture = (side: number, channels: 1 | 3, bitDepth: 8 | 16 = 8) =>
  makeRaster({ width: side, height: side, channels, bitDepth }, (x, y, c) => (x * 7 + y * 13 + c * 29) % 200);
const words = (side: number, channels: 1 | 3, id: string, more: Partial<MeasureOptions> = {}, depth: 8 | 16 = 8) =>
  measure(picture(side, channels, depth), picture(side, channels, depth), { ...options, ids: [id], ...more })[0]
    ?.protocol;

it('every metric is described once, as the tables show it', () => {
  expect(
    metrics.map(({ id, title, unit, better, decimals, defaultCrop }) =>
      [id, title.en, unit, better, decimals, defaultCrop(3)].join(' | '),
    ),
  ).toEqual([
    'mse | MSE |  | lower | 2 | 0',
    'mae | MAE |  | lower | 2 | 0',
    'psnr | PSNR | dB | higher | 2 | 0',
    'psnr-y | PSNR-Y | dB | higher | 2 | 3',
    'ssim | SSIM |  | higher | 4 | 0',
    'ssim-y | SSIM-Y |  | higher | 4 | 3',
    'ms-ssim | MS-SSIM |  | higher | 4 | 0',
    'gmsd | GMSD |  | lower | 4 | 0',
    'flip | FLIP |  | lower | 4 | 0',
    'ssimulacra2 | SSIMULACRA 2 |  | higher | 2 | 0',
    'max-error | Max error |  | lower | 1 | 0',
    'gradient-error | Gradient error |  | lower | 2 | 0',
    'checkerboard | Checkerboard | /255 | lower | 2 | 0',
  ]);
});

it('a receipt holds the parts that are there, in order', () => {
  const parts = receipt('PSNR', undefined, cropPart(2), message('receipt-range', { max: 255 }));
  expect(parts.map((part) => say(part))).toEqual(['PSNR', 'crop 2', 'range 255']);
});

describe('receipts in full', () => {
  it.each([
    ['mse', 1, 'MSE, grey, crop 0, 0..255 units'],
    ['mae', 3, 'MAE, all channels, crop 0, 0..255 units'],
    ['psnr', 3, 'PSNR, all channels, crop 0, range 255'],
    ['max-error', 1, 'Maximum error, grey, crop 0, 0..255 units'],
    ['psnr-y', 3, 'PSNR-Y, BT.601 16-235, crop 3, range 255, not rounded'],
    [
      'ssim',
      3,
      'SSIM, Gaussian 11x11 sigma 1.5, K1 .01, K2 .03, population covariance, valid region, no downsampling, mean of channels, crop 0, range 255',
    ],
    [
      'ssim-y',
      3,
      'SSIM-Y, BT.601 16-235, Gaussian 11x11 sigma 1.5, K1 .01, K2 .03, population covariance, valid region, no downsampling, crop 3, range 255, not rounded',
    ],
    [
      'gmsd',
      1,
      'GMSD, luma .299 .587 .114 in 0..255, 2x2 mean, Prewitt/3 with zero border, c 170, standard deviation with N-1, crop 0, range 255',
    ],
    ['flip', 1, 'FLIP, LDR, 67.02 pixels per degree (0.7 m wide 4K display at 0.7 m), grey as colour, crop 0, mean'],
    ['flip', 3, 'FLIP, LDR, 67.02 pixels per degree (0.7 m wide 4K display at 0.7 m), colour, crop 0, mean'],
    ['ssimulacra2', 1, 'SSIMULACRA 2.1, XYB, 6 scales, 108 norms, grey as colour, crop 0'],
    ['ssimulacra2', 3, 'SSIMULACRA 2.1, XYB, 6 scales, 108 norms, colour, crop 0'],
    [
      'gradient-error',
      3,
      'Mean length of the gradient of the error, Sobel/8, replicated border, all channels, crop 0, 0..255 units',
    ],
    ['checkerboard', 1, 'Checkerboard, RMS of the mean error per 3×3 phase, grey, crop 0, 0..255 units'],
    [
      'checkerboard',
      3,
      'Checkerboard, RMS of the mean error per 3×3 phase, all channels (root mean square), crop 0, 0..255 units',
    ],
  ] as const)('%s, %i channels', (id, channels, expected) => {
    expect(words(20, channels, id)).toBe(expected);
  });

  it('MS-SSIM', () => {
    const levels =
      'MS-SSIM, 5 levels (.0448 .2856 .3001 .2363 .1333), Gaussian 11x11 sigma 1.5, K1 .01, K2 .03, 2x2 mean between levels';
    expect(words(161, 1, 'ms-ssim')).toBe(`${levels}, grey, crop 0, range 255`);
    expect(words(161, 3, 'ms-ssim')).toBe(`${levels}, mean of channels, crop 0, range 255`);
  });

  it('of 16 bits', () => {
    expect(words(20, 3, 'psnr', { crop: 1 }, 16)).toBe('PSNR, all channels, crop 1, range 65535');
    expect(words(20, 1, 'mse', {}, 16)).toBe('MSE, grey, crop 0, 0..255 units (16-bit values / 257)');
  });

  it('of the other protocols', () => {
    const wang = { protocol: 'wang-2004' };
    const window = 'Gaussian 11x11 sigma 1.5, K1 .01, K2 .03, population covariance, valid region';
    expect(words(20, 3, 'ssim', { protocol: 'scikit-image-default' })).toBe(
      'SSIM, uniform 7x7, K1 .01, K2 .03, sample covariance, valid region, no downsampling, mean of channels, crop 0, range 255',
    );
    expect(words(20, 3, 'ssim', wang)).toBe(
      `SSIM, ${window}, downsampled by 1 (already small), rgb2gray rounded, crop 0, range 255`,
    );
    expect(words(384, 1, 'ssim', wang)).toBe(`SSIM, ${window}, downsampled by 2 first, grey, crop 0, range 255`);
    expect(words(20, 3, 'psnr-y', wang)).toBe('PSNR-Y, BT.601 16-235, crop 0, range 255, Y rounded');
    expect(words(20, 3, 'ssim-y', wang)).toMatch(/, crop 0, range 255, Y rounded$/);
    expect(words(20, 3, 'mse', { protocol: 'sr-paper' })).toBe('MSE, all channels, crop 3, 0..255 units');
  });
});

describe('what there is no value of', () => {
  const needs: readonly (readonly [id: string, title: string, side: number])[] = [
    ['mse', 'MSE', 1],
    ['mae', 'MAE', 1],
    ['psnr', 'PSNR', 1],
    ['psnr-y', 'PSNR-Y', 1],
    ['ssim', 'SSIM', 11],
    ['ssim-y', 'SSIM-Y', 11],
    ['ms-ssim', 'MS-SSIM', 161],
    ['gmsd', 'GMSD', 4],
    ['flip', 'FLIP', 1],
    ['ssimulacra2', 'SSIMULACRA 2', 8],
    ['max-error', 'Max error', 1],
    ['gradient-error', 'Gradient error', 1],
    ['checkerboard', 'The checkerboard measure', 3],
  ];

  it.each(needs)('%s: a crop that leaves nothing', (id, title, side) => {
    const small = makeRaster({ width: 6, height: 5 });
    expect(measurePair(small, small, { ...options, protocol: 'sr-paper', ids: [id] })).toMatchObject({
      metrics: [],
      unavailable: [
        { id, region: 'full', reason: `${title} needs at least ${side}×${side} pixels; a crop of 3 leaves 0×0.` },
      ],
    });
  });

  it.each([
    [6, 12, '0×6'],
    [12, 6, '6×0'],
    [5, 12, '0×6'],
    [12, 5, '6×0'],
  ])('a crop of 3 leaves one side of %i×%i nothing', (width, height, left) => {
    const thin = makeRaster({ width, height });
    for (const id of ['mse', 'psnr-y', 'flip', 'gradient-error'])
      expect(measurePair(thin, thin, { ...options, protocol: 'sr-paper', ids: [id] }).unavailable[0]?.reason).toContain(
        `needs at least 1×1 pixels; a crop of 3 leaves ${left}.`,
      );
  });

  it.each(needs.filter(([, , side]) => side > 1))('%s: one pixel short on either side', (id, title, side) => {
    const ask = (width: number, height: number, crop: number) => {
      const raster = makeRaster({ width, height });
      return measurePair(raster, raster, { ...options, crop, ids: [id] });
    };
    expect(ask(side, side, 0).metrics).toHaveLength(1);
    expect(ask(side + 4, side + 4, 2).metrics).toHaveLength(1);
    expect(ask(side - 1, side, 0).unavailable[0]?.reason).toBe(
      `${title} needs at least ${side}×${side} pixels; this picture has ${side - 1}×${side}.`,
    );
    expect(ask(side + 4, side + 3, 2).unavailable[0]?.reason).toBe(
      `${title} needs at least ${side}×${side} pixels; a crop of 2 leaves ${side}×${side - 1}.`,
    );
  });
});

it('the warnings say what the metric cannot see', () => {
  const warningOf = (side: number, id: string) =>
    measure(picture(side, 1), picture(side, 1), { ...options, ids: [id] })[0]?.warning;
  expect(warningOf(20, 'gmsd')).toBe(
    'GMSD is nearly blind to a checkerboard of period 2: its first step averages it away.',
  );
  expect(warningOf(161, 'ms-ssim')).toBe(
    'MS-SSIM hardly sees a checkerboard of period 2: the first halving removes it.',
  );
  expect(warningOf(9, 'flip')).toBe(
    'FLIP hardly reacts to a checkerboard of period 2: from this distance the eye averages it away.',
  );
  expect(measure(picture(9, 1), picture(9, 1), { ...options, ids: ['mse'] })[0]).not.toHaveProperty('warning');
});
