import { differences } from './difference';
import { defineMetric, noCrop } from './metric';
import { croppedSize, tooSmall, unitOf } from './planes';
import { channelWords, receipt, unitWords } from './receipt';

/** MSE = mean over pixels and channels of (y - x)^2. */
export const mse = defineMetric({
  id: 'mse',
  title: 'MSE',
  unit: '',
  better: 'lower',
  colourOnly: false,
  defaultCrop: noCrop,
  decimals: 3,
  compute(reference, picture, { crop, checkpoint }) {
    if (!croppedSize(reference, crop)) return { unavailable: tooSmall(reference, crop, 1, 'MSE') };
    const { sumOfSquares, count } = differences(reference, picture, crop, checkpoint);
    return {
      value: (sumOfSquares / count) * unitOf(reference) ** 2,
      protocol: receipt('MSE', channelWords(reference), `crop ${crop}`, unitWords(reference)),
    };
  },
});
