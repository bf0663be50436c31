import { inAll, message, textSaid, type Text } from '../messages';
import { ofDifferences } from './difference';
import { defineMetric, noCrop } from './metric';

const TITLE: Text = { en: 'Max error', 'zh-CN': '最大误差' };

/** The largest |y - x| of any pixel and channel. */
export const maxError = defineMetric({
  id: 'max-error',
  title: TITLE,
  order: 11,
  column: 'left-out',
  formula: inAll('max |y − r|'),
  explanation: {
    what: {
      en: 'The largest difference of any pixel and channel, in levels of 0 to 255.',
      'zh-CN': '所有像素与通道中最大的差，以 0 至 255 级为单位。',
    },
    use: { en: 'To check that two programs compute the same.', 'zh-CN': '检查两个程序的计算是否相同。' },
    blindSpot: { en: 'Everything but the one worst pixel.', 'zh-CN': '除最差的一个像素以外的一切。' },
  },
  unit: '',
  better: 'lower',
  defaultCrop: noCrop,
  decimals: 1,
  compute: ofDifferences(textSaid(TITLE), message('receipt-max-error'), ({ largest }, unit) => largest * unit),
});
