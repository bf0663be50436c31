import { differences } from './difference';
import { defineMetric, noCrop } from './metric';
import { croppedSize, tooSmall, unitOf } from './planes';
import { channelWords, receipt, unitWords } from './receipt';

/** The largest |y - x| of any pixel and channel. */
export const maxError = defineMetric({
  id: 'max-error',
  title: 'Max error',
  unit: '',
  better: 'lower',
  defaultCrop: noCrop,
  decimals: 1,
  compute(reference, picture, options) {
    const { crop } = options;
    if (!croppedSize(reference, crop)) return { unavailable: tooSmall(reference, crop, 1, 'Max error') };
    const all = differences(reference, picture, options);
    return {
      value: all.largest * unitOf(reference),
      inner: all.inner && all.inner.largest * unitOf(reference),
      protocol: receipt('Maximum error', channelWords(reference), `crop ${crop}`, unitWords(reference)),
    };
  },
});
