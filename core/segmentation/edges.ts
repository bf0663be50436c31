import { message } from '../messages';
import { countedClasses, defineMaskMetric, meanOfClasses, meanReceipt, share } from './metric';

/** Metrics of the boundaries of classes. */

const shown = { unit: '', better: 'higher', decimals: 1, isShare: true } as const;

export const boundaryIou = defineMaskMetric({
  id: 'boundary-iou',
  title: { en: 'Boundary IoU', 'zh-CN': '边界 IoU' },
  definition: {
    en: 'IoU of the pixels within d of the boundary of each class, d = max(1, round(2 % of the diagonal)); mean over the classes that count (Cheng et al. 2021).',
    'zh-CN': '各类别距边界 d 以内像素的 IoU，d = max(1, round(对角线的 2 %))；对计入的类别取平均（Cheng 等，2021）。',
  },
  blindSpot: { en: 'Sees nothing inside large shapes.', 'zh-CN': '看不到大块形状内部的错误。' },
  ...shown,
  compute: (tally, settings) =>
    meanOfClasses(
      tally,
      settings,
      message('mask-boundary-iou', { pixels: tally.boundary.distance, pictures: tally.pictures }),
      (label) => share(tally.boundary.both[label]!, tally.boundary.either[label]!),
    ),
});

export const boundaryF = defineMaskMetric({
  id: 'boundary-f',
  title: { en: 'Boundary F', 'zh-CN': '边界 F' },
  definition: {
    en: 'F of precision and recall of the boundary pixels of each class within given pixels (Csurka et al. 2013); mean over the classes that count and have a boundary.',
    'zh-CN': '各类别边界像素在给定距离内的精确率与召回率的 F 值（Csurka 等，2013）；对计入且有边界的类别取平均。',
  },
  blindSpot: {
    en: 'All boundaries within the distance count the same, however far off they are.',
    'zh-CN': '距离以内的边界一律算对，不论偏离多少。',
  },
  ...shown,
  compute(tally, settings) {
    const { pixels, truth, truthFound, predicted, predictedRight } = tally.matches;
    // A class that fills the picture, or does not occur, has no boundary and no F.
    const labels = countedClasses(tally, settings).labels.filter((label) => truth[label]! + predicted[label]! > 0);
    if (labels.length === 0) return { unavailable: message('mask-no-boundary') };
    const sum = labels.reduce((total, label) => {
      const recall = share(truthFound[label]!, truth[label]!);
      const precision = share(predictedRight[label]!, predicted[label]!);
      return total + share(2 * precision * recall, precision + recall);
    }, 0);
    const what = message('mask-boundary-f', { pixels, classes: labels.length });
    return { value: sum / labels.length, receipt: meanReceipt(tally, settings, what) };
  },
});
