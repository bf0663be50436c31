import { inAll } from '../messages';
import { ofDifferences } from './difference';
import { defineMetric, noCrop } from './metric';

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
  compute: ofDifferences('MAE', 'MAE', ({ sumOfMagnitudes, count }, unit) => (sumOfMagnitudes / count) * unit),
});
