import { inAll } from '../messages';
import type { Differences } from './bytePairs';
import { differences, psnrOf } from './difference';
import { defineMetric, noCrop } from './metric';
import { croppedSize, tooSmall, unitOf } from './planes';
import { channelPart, cropPart, rangePart, receipt } from './receipt';

/** PSNR = 10 log10(MAX^2 / MSE), MSE over all pixels and channels; MAX = 255 or 65535. */
export const psnr = defineMetric({
  id: 'psnr',
  title: inAll('PSNR'),
  order: 1,
  ranks: 2,
  inPapers: true,
  formula: inAll('10 · log₁₀(MAX² / MSE)'),
  explanation: {
    what: {
      en: 'How large the squared error is against the largest possible value, on a logarithmic scale: 6 dB more is half the error.',
      'zh-CN': '平方误差相对于最大可能值的大小，取对数：多 6 dB 即误差减半。',
    },
    use: {
      en: 'The number of super-resolution papers. Compare it only when border, colour and rounding are treated alike; the receipt says how.',
      'zh-CN': '超分辨率论文所用的数字。只有边界、颜色与取整方式相同时才能比较；数值说明里写明了做法。',
    },
    blindSpot: {
      en: 'It does not know what an eye sees: blur costs little, a shift by half a pixel costs a lot.',
      'zh-CN': '它不知道眼睛看到什么：模糊损失很少，半个像素的偏移损失很多。',
    },
  },
  source: {
    authors: 'ITU-T',
    year: 2010,
    title: 'J.340: Reference algorithm for computing peak signal to noise ratio',
    url: 'https://www.itu.int/rec/T-REC-J.340',
  },
  unit: 'dB',
  better: 'higher',
  needs: { range: 'stated' },
  defaultCrop: noCrop,
  decimals: 2,
  compute(reference, picture, options) {
    const { crop } = options;
    if (!croppedSize(reference, crop)) return { unavailable: tooSmall(reference, crop, 1, 'PSNR') };
    const all = differences(reference, picture, options);
    const value = ({ sumOfSquares, count }: Differences): number =>
      psnrOf((sumOfSquares / count) * unitOf(reference) ** 2);
    return {
      value: value(all),
      inner: all.inner && value(all.inner),
      receipt: receipt('PSNR', channelPart(reference), cropPart(crop), rangePart(reference)),
    };
  },
});
