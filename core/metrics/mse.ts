import { differences, type Differences } from './difference';
import { defineMetric, noCrop } from './metric';
import { croppedSize, tooSmall, unitOf } from './planes';
import { channelWords, receipt, unitWords } from './receipt';

/** MSE = mean over pixels and channels of (y - x)^2. */
export const mse = defineMetric({
  id: 'mse',
  title: 'MSE',
  unit: '',
  better: 'lower',
  defaultCrop: noCrop,
  decimals: 2,
  compute(reference, picture, options) {
    const { crop } = options;
    if (!croppedSize(reference, crop)) return { unavailable: tooSmall(reference, crop, 1, 'MSE') };
    const all = differences(reference, picture, options);
    const value = ({ sumOfSquares, count }: Differences): number => (sumOfSquares / count) * unitOf(reference) ** 2;
    return {
      value: value(all),
      inner: all.inner && value(all.inner),
      protocol: receipt('MSE', channelWords(reference), `crop ${crop}`, unitWords(reference)),
    };
  },
});
