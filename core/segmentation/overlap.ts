import { message, type Message } from '../messages';
import { classCounts, type ClassCounts } from './confusion';
import {
  defineMaskMetric,
  meanOfClasses,
  nameOf,
  pixelReceipt,
  share,
  type MaskSettings,
  type MaskValue,
  type NoMaskValue,
} from './metric';
import type { Tally } from './tally';

/** Metrics of the confusion matrix alone: T = pixels of the truth, P = pixels called so, B = both. */

const iouOf = ({ truth, predicted, both }: ClassCounts): number => share(both, truth + predicted - both);
const diceOf = ({ truth, predicted, both }: ClassCounts): number => share(2 * both, truth + predicted);

/** Of one class by its counts; a class that is neither in the truth nor predicted has none. */
function ofClass(
  tally: Tally,
  settings: MaskSettings,
  label: number,
  ratio: (counts: ClassCounts) => number,
  code: 'mask-iou' | 'mask-dice',
): MaskValue | NoMaskValue {
  const counts = classCounts(tally.confusion)[label]!;
  const name = nameOf(label, settings);
  if (label === settings.ignore) return { unavailable: message('mask-class-ignored', { name }) };
  if (counts.truth + counts.predicted === 0) return { unavailable: message('mask-class-absent', { name }) };
  return { value: ratio(counts), receipt: pixelReceipt(tally, settings, message(code, { name })) };
}

/** The sum over all classes of what each gives, as a share of the pixels of the truth. */
function overTruth(
  tally: Tally,
  settings: MaskSettings,
  what: Message,
  each: (counts: ClassCounts) => number,
): MaskValue | NoMaskValue {
  const classes = classCounts(tally.confusion);
  const all = classes.reduce((sum, { truth }) => sum + truth, 0);
  if (all === 0) return { unavailable: message('mask-no-pixels') };
  const sum = classes.reduce((total, counts) => total + each(counts), 0);
  return { value: sum / all, receipt: pixelReceipt(tally, settings, what) };
}

const shown = { unit: '', better: 'higher', decimals: 1, isShare: true } as const;

export const accuracy = defineMaskMetric({
  id: 'accuracy',
  title: { en: 'Accuracy', 'zh-CN': '像素准确率' },
  definition: { en: 'Share of the pixels whose class is right.', 'zh-CN': '类别正确的像素所占的比例。' },
  blindSpot: {
    en: 'Large classes decide it: small ones may be missed altogether.',
    'zh-CN': '由大类别决定：小类别即使全部漏掉也看不出来。',
  },
  ...shown,
  compute: (tally, settings) => overTruth(tally, settings, message('mask-accuracy'), ({ both }) => both),
});

export const meanAccuracy = defineMaskMetric({
  id: 'mean-accuracy',
  title: { en: 'Mean accuracy', 'zh-CN': '平均类别准确率' },
  definition: {
    en: 'Mean over the classes in the truth of the share of their pixels that is right (recall).',
    'zh-CN': '真值中各类别正确像素比例（召回率）的平均值。',
  },
  blindSpot: { en: 'Pixels that are called so wrongly cost nothing.', 'zh-CN': '误判为该类别的像素不受惩罚。' },
  ...shown,
  compute: (tally, settings) =>
    // A class that is not in the truth has no pixels of which a share could be right.
    meanOfClasses(tally, { ...settings, counts: 'truth' }, message('mask-mean-accuracy'), (_label, { truth, both }) =>
      share(both, truth),
    ),
});

export const iou = defineMaskMetric({
  id: 'iou',
  title: { en: 'IoU', 'zh-CN': 'IoU' },
  definition: {
    en: 'Of one class: pixels of both over pixels of either, B / (T + P - B).',
    'zh-CN': '单个类别：交集像素数除以并集像素数，B / (T + P − B)。',
  },
  blindSpot: { en: 'Thin and large shapes weigh pixels differently.', 'zh-CN': '细长与大块形状对像素的权重不同。' },
  ...shown,
  perClass: true,
  compute: (tally, settings, label) => ofClass(tally, settings, label, iouOf, 'mask-iou'),
});

export const dice = defineMaskMetric({
  id: 'dice',
  title: { en: 'Dice', 'zh-CN': 'Dice' },
  definition: { en: 'Of one class: 2 B / (T + P), which is its F1.', 'zh-CN': '单个类别：2B / (T + P)，即 F1。' },
  blindSpot: { en: 'Says the same as IoU on another scale.', 'zh-CN': '与 IoU 含义相同，只是刻度不同。' },
  ...shown,
  perClass: true,
  compute: (tally, settings, label) => ofClass(tally, settings, label, diceOf, 'mask-dice'),
});

export const miou = defineMaskMetric({
  id: 'miou',
  ranks: 0,
  title: { en: 'mIoU', 'zh-CN': 'mIoU' },
  definition: { en: 'Mean of the IoU of the classes that count.', 'zh-CN': '计入的各类别 IoU 的平均值。' },
  blindSpot: {
    en: 'Hardly moves when only boundaries get better: most pixels lie inside.',
    'zh-CN': '只改善边界时几乎不变：大多数像素在内部。',
  },
  ...shown,
  compute: (tally, settings) => meanOfClasses(tally, settings, message('mask-miou'), (_label, counts) => iouOf(counts)),
});

export const fwiou = defineMaskMetric({
  id: 'fwiou',
  title: { en: 'fwIoU', 'zh-CN': 'fwIoU' },
  definition: {
    en: 'IoU of the classes in the truth, weighted by their share of its pixels.',
    'zh-CN': '真值中各类别的 IoU，按其像素占比加权。',
  },
  blindSpot: { en: 'Large classes decide it.', 'zh-CN': '由大类别决定。' },
  ...shown,
  compute: (tally, settings) =>
    overTruth(tally, settings, message('mask-fwiou'), (counts) => counts.truth * iouOf(counts)),
});

export const mdice = defineMaskMetric({
  id: 'mdice',
  title: { en: 'mDice', 'zh-CN': 'mDice' },
  definition: { en: 'Mean of the Dice of the classes that count.', 'zh-CN': '计入的各类别 Dice 的平均值。' },
  blindSpot: { en: 'As mIoU, with higher numbers.', 'zh-CN': '同 mIoU，只是数值更高。' },
  ...shown,
  compute: (tally, settings) =>
    meanOfClasses(tally, settings, message('mask-mdice'), (_label, counts) => diceOf(counts)),
});
