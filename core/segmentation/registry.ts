import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import { boundaryF, boundaryIou } from './edges';
import type { MaskMetric, MaskSettings, MaskValue, NoMaskValue } from './metric';
import { accuracy, dice, fwiou, iou, mdice, meanAccuracy, miou } from './overlap';
import { calibration, crossEntropy } from './sureness';
import type { Tally } from './tally';

/** Every metric of masks, in the order of tables. */
export const maskMetrics = [
  miou,
  boundaryIou,
  accuracy,
  meanAccuracy,
  fwiou,
  mdice,
  boundaryF,
  crossEntropy,
  calibration,
  iou,
  dice,
] as const satisfies readonly MaskMetric[];

type MaskMetricId = (typeof maskMetrics)[number]['id'];

/** What is measured when nothing is asked for. */
const DEFAULT_MASK_METRICS: readonly MaskMetricId[] = maskMetrics
  .filter(({ id }) => id !== 'iou' && id !== 'dice')
  .map(({ id }) => id);

/** What puts methods in order, the metric that is asked first in front. */
export const RANKING_MASK_METRICS: readonly string[] = (maskMetrics as readonly MaskMetric[])
  .filter(({ ranks }) => ranks !== undefined)
  .sort((a, b) => a.ranks! - b.ranks!)
  .map(({ id }) => id);

/** The metric of that id; refuses an unknown one naming all. */
export function findMaskMetric(id: string): MaskMetric {
  const found = maskMetrics.find((metric) => metric.id === id);
  if (found) return found;
  throw invalidParameter(
    'metrics',
    message('mask-metric-choices', { choices: maskMetrics.map((metric) => metric.id) }),
    id,
  );
}

interface MaskNumber {
  /** `miou`, or `iou-3` of class 3. */
  readonly id: string;
  readonly metric: MaskMetric;
  readonly answer: MaskValue | NoMaskValue;
}

/** The metrics `ids` of a tally, those per class once for each. */
export function maskNumbers(tally: Tally, ids: readonly string[], settings: MaskSettings): MaskNumber[] {
  return (ids.length === 0 ? DEFAULT_MASK_METRICS : ids).map(findMaskMetric).flatMap((metric) => {
    if (metric.perClass !== true) return [{ id: metric.id, metric, answer: metric.compute(tally, settings, 0) }];
    return Array.from({ length: tally.confusion.classes }, (_, label) => ({
      id: `${metric.id}-${label}`,
      metric,
      answer: metric.compute(tally, settings, label),
    }));
  });
}
