import { describe, expect, it } from 'vitest';
import { measure, type MeasureOptions } from '../../../core/metrics';
import { goldenNumber, goldenPairs, goldenPicture, type GoldenPair } from './pairs';

/** golden key, metric, how it is asked for, tolerance and what it is relative to. */
const rows: readonly [key: string, id: string, options: Partial<MeasureOptions>, atol: number, rtol: number][] = [
  ['mse', 'mse', { crop: 0 }, 0, 1e-9],
  ['mae', 'mae', { crop: 0 }, 0, 1e-9],
  ['psnr', 'psnr', { crop: 0 }, 0, 1e-9],
  ['ssim_wang_gauss11_valid', 'ssim', { crop: 0 }, 1e-6, 0],
  ['ssim_skimage_default_uniform7', 'ssim', { protocol: 'scikit-image-default' }, 1e-6, 0],
  ['ms_ssim_pytorch_msssim', 'ms-ssim', {}, 2e-5, 0],
  ['flip_ldr_mean_67ppd', 'flip', {}, 2e-5, 0],
  ['ssimulacra2_cpp', 'ssimulacra2', {}, 0.05, 0],
];

const colourRows: typeof rows = [
  ['psnr_rgb_crop2', 'psnr', { crop: 2 }, 0, 1e-9],
  ['psnr_rgb_crop4', 'psnr', { protocol: 'sr-paper', scale: 4 }, 0, 1e-9],
  ['psnr_y_bt601_crop0', 'psnr-y', { crop: 0 }, 0, 1e-9],
  ['psnr_y_bt601_crop2', 'psnr-y', {}, 0, 1e-9],
  ['psnr_y_bt601_crop4', 'psnr-y', { scale: 4 }, 0, 1e-9],
  ['psnr_y_bt601_rounded_crop0', 'psnr-y', { protocol: 'wang-2004' }, 0, 1e-9],
  ['psnr_y_bt601_rounded_crop2', 'psnr-y', { protocol: 'wang-2004', crop: 2 }, 0, 1e-9],
  ['ssim_y_wang_crop0', 'ssim-y', { crop: 0 }, 1e-6, 0],
  ['ssim_y_wang_crop2', 'ssim-y', { protocol: 'sr-paper' }, 1e-6, 0],
  ['ssim_y_wang_crop4', 'ssim-y', { scale: 4 }, 1e-6, 0],
];

/** piq divides the variance of the GMS map by N; the paper's MATLAB code, and this project, by N - 1. */
function gmsdWithUnbiasedVariance(pair: GoldenPair): number {
  const [height = 0, width = 0] = pair.shape;
  const n = Math.ceil(height / 2) * Math.ceil(width / 2);
  return goldenNumber(pair, 'gmsd_piq') * Math.sqrt(n / (n - 1));
}

describe.each(goldenPairs.map((pair) => [pair.dist, pair] as const))('%s', (_, pair) => {
  it('has the published values within their tolerances', async () => {
    const [reference, picture] = await Promise.all([goldenPicture(pair.ref), goldenPicture(pair.dist)]);
    const wanted = reference.channels === 3 ? [...rows, ...colourRows] : rows;
    for (const [key, id, options, atol, rtol] of wanted) {
      const [result] = measure(reference, picture, {
        ids: [id],
        protocol: 'saved-file',
        scale: 2,
        regions: ['full'],
        ...options,
      });
      const expected = goldenNumber(pair, key);
      const error = Math.abs(Number(result?.value) - expected);
      expect(error, `${key}: ${String(result?.value)} instead of ${expected}`).toBeLessThanOrEqual(
        atol + rtol * Math.abs(expected),
      );
    }
    const [gmsd] = measure(reference, picture, { ids: ['gmsd'], protocol: 'saved-file', scale: 2, regions: ['full'] });
    expect(Math.abs(Number(gmsd?.value) - gmsdWithUnbiasedVariance(pair))).toBeLessThanOrEqual(1e-6);
  }, 120_000);
});
