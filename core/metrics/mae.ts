import { differences } from './difference';
import { defineMetric, noCrop } from './metric';
import { croppedSize, tooSmall, unitOf } from './planes';
import { channelWords, receipt, unitWords } from './receipt';

/** MAE = mean over pixels and channels of |y - x|. */
export const mae = defineMetric({
  id: 'mae',
  title: 'MAE',
  unit: '',
  better: 'lower',
  colourOnly: false,
  defaultCrop: noCrop,
  decimals: 3,
  compute(reference, picture, { crop, checkpoint }) {
    if (!croppedSize(reference, crop)) return { unavailable: tooSmall(reference, crop, 1, 'MAE') };
    const { sumOfMagnitudes, count } = differences(reference, picture, crop, checkpoint);
    return {
      value: (sumOfMagnitudes / count) * unitOf(reference),
      protocol: receipt('MAE', channelWords(reference), `crop ${crop}`, unitWords(reference)),
    };
  },
});
