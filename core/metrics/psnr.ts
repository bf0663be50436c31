import { differences, psnrOf, type Differences } from './difference';
import { defineMetric, noCrop } from './metric';
import { croppedSize, tooSmall, unitOf } from './planes';
import { channelWords, rangeWords, receipt } from './receipt';

/** PSNR = 10 log10(MAX^2 / MSE), MSE over all pixels and channels; MAX = 255 or 65535. */
export const psnr = defineMetric({
  id: 'psnr',
  title: 'PSNR',
  unit: 'dB',
  better: 'higher',
  needs: { range: 'stated' },
  defaultCrop: noCrop,
  decimals: 2,
  compute(reference, picture, options) {
    const { crop } = options;
    if (!croppedSize(reference, crop)) return { unavailable: tooSmall(reference, crop, 1, 'PSNR') };
    const all = differences(reference, picture, options);
    const value = ({ sumOfSquares, count }: Differences): number =>
      psnrOf((sumOfSquares / count) * unitOf(reference) ** 2);
    return {
      value: value(all),
      inner: all.inner && value(all.inner),
      protocol: receipt('PSNR', channelWords(reference), `crop ${crop}`, rangeWords(reference)),
    };
  },
});
