import { inAll } from '../messages';
import type { Differences } from './bytePairs';
import { differences } from './difference';
import { defineMetric, noCrop } from './metric';
import { croppedSize, tooSmall, unitOf } from './planes';
import { channelPart, cropPart, receipt, unitPart } from './receipt';

/** MSE = mean over pixels and channels of (y - x)^2. */
export const mse = defineMetric({
  id: 'mse',
  title: inAll('MSE'),
  order: 10,
  column: 'left-out',
  formula: { en: 'mean of (y − r)²', 'zh-CN': '(y − r)² 的平均' },
  explanation: {
    what: {
      en: 'The mean of the squared differences, in squared levels of 0 to 255.',
      'zh-CN': '差的平方的平均，以 0 至 255 级的平方为单位。',
    },
    use: {
      en: 'What most losses minimise, and what PSNR is made of.',
      'zh-CN': '多数损失函数最小化的量，PSNR 由它得出。',
    },
    blindSpot: {
      en: 'Where the error is: one large error counts like many small ones.',
      'zh-CN': '误差的位置：一个大误差与许多小误差同样计算。',
    },
  },
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
      receipt: receipt('MSE', channelPart(reference), cropPart(crop), unitPart(reference)),
    };
  },
});
