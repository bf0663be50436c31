import { message } from '../messages';
import { CALIBRATION_BINS, calibrationError } from './certainty';
import { defineMaskMetric, pixelReceipt } from './metric';

/** Metrics of probabilities. Labels alone have none. */

const shown = { unit: '', better: 'lower', isShare: false } as const;

export const crossEntropy = defineMaskMetric({
  id: 'cross-entropy',
  title: { en: 'Cross-entropy', 'zh-CN': '交叉熵' },
  definition: {
    en: 'Mean over the pixels of -ln p(true class), p by softmax of the enlarged logits.',
    'zh-CN': '各像素 −ln p(真实类别) 的平均值，p 为放大后 logits 的 softmax。',
  },
  blindSpot: {
    en: 'A few pixels that are wrong and sure outweigh all others.',
    'zh-CN': '少数“错误却自信”的像素会压倒其余像素。',
  },
  ...shown,
  unit: 'nat',
  decimals: 4,
  compute(tally, settings) {
    const { certainty } = tally;
    if (certainty === undefined) return { unavailable: message('mask-no-probabilities') };
    if (certainty.pixels === 0) return { unavailable: message('mask-no-pixels') };
    return {
      value: certainty.logLoss / certainty.pixels,
      receipt: pixelReceipt(tally, settings, message('mask-cross-entropy')),
    };
  },
});

export const calibration = defineMaskMetric({
  id: 'ece',
  title: { en: 'ECE', 'zh-CN': 'ECE' },
  definition: {
    en: 'Expected calibration error: |share that is right - mean confidence| in 15 bins of equal width, weighted by their pixels (Guo et al. 2017, doi:10.48550/arXiv.1706.04599).',
    'zh-CN':
      '期望校准误差：15 个等宽区间内 |正确比例 − 平均置信度|，按像素数加权（Guo 等，2017，doi:10.48550/arXiv.1706.04599）。',
  },
  blindSpot: { en: 'Errors that cancel within a bin are not seen.', 'zh-CN': '同一区间内相互抵消的误差看不到。' },
  ...shown,
  decimals: 4,
  compute(tally, settings) {
    const { certainty } = tally;
    if (certainty === undefined) return { unavailable: message('mask-no-probabilities') };
    if (certainty.pixels === 0) return { unavailable: message('mask-no-pixels') };
    return {
      value: calibrationError(certainty),
      receipt: pixelReceipt(tally, settings, message('mask-ece', { bins: CALIBRATION_BINS })),
    };
  },
});
