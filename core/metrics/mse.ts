import { inAll } from '../messages';
import { ofDifferences } from './difference';
import { defineMetric, noCrop } from './metric';

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
  compute: ofDifferences('MSE', 'MSE', ({ sumOfSquares, count }, unit) => (sumOfSquares / count) * unit ** 2),
});
