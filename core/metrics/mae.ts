import { differences, type Differences } from './difference';
import { defineMetric, noCrop } from './metric';
import { croppedSize, tooSmall, unitOf } from './planes';
import { channelWords, receipt, unitWords } from './receipt';

/** MAE = mean over pixels and channels of |y - x|. */
export const mae = defineMetric({
  id: 'mae',
  title: 'MAE',
  unit: '',
  better: 'lower',
  defaultCrop: noCrop,
  decimals: 2,
  compute(reference, picture, options) {
    const { crop } = options;
    if (!croppedSize(reference, crop)) return { unavailable: tooSmall(reference, crop, 1, 'MAE') };
    const all = differences(reference, picture, options);
    const value = ({ sumOfMagnitudes, count }: Differences): number => (sumOfMagnitudes / count) * unitOf(reference);
    return {
      value: value(all),
      inner: all.inner && value(all.inner),
      protocol: receipt('MAE', channelWords(reference), `crop ${crop}`, unitWords(reference)),
    };
  },
});
