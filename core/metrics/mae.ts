import { inAll } from '../messages';
import type { Differences } from './bytePairs';
import { differences } from './difference';
import { defineMetric, noCrop } from './metric';
import { croppedSize, tooSmall, unitOf } from './planes';
import { channelPart, cropPart, receipt, unitPart } from './receipt';

/** MAE = mean over pixels and channels of |y - x|. */
export const mae = defineMetric({
  id: 'mae',
  title: inAll('MAE'),
  order: 9,
  column: 'where-there-is-room',
  formula: { en: 'mean of |y − r|', 'zh-CN': '|y − r| 的平均' },
  explanation: {
    what: {
      en: 'The mean of the absolute differences, in levels of 0 to 255.',
      'zh-CN': '差的绝对值的平均，以 0 至 255 级为单位。',
    },
    use: { en: 'The plainest answer to: how far off is a pixel?', 'zh-CN': '最直接地回答：一个像素差多少。' },
    blindSpot: { en: 'Rare, large errors.', 'zh-CN': '少见的大误差。' },
  },
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
      receipt: receipt('MAE', channelPart(reference), cropPart(crop), unitPart(reference)),
    };
  },
});
