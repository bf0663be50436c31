import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import type { Metric } from './metric';
import { metrics } from './list';

export { metrics };

/** What is measured when nothing is asked for. */
export const DEFAULT_METRICS: readonly string[] = [
  'mse',
  'mae',
  'max-error',
  'psnr',
  'psnr-y',
  'ssim',
  'ssim-y',
  'checkerboard',
];

/** What puts methods in order, the metric that is asked first in front. */
export const RANKING_METRICS: readonly string[] = metrics
  .filter(({ ranks }) => ranks !== undefined)
  .sort((a, b) => a.ranks! - b.ranks!)
  .map(({ id }) => id);

/** What papers print. */
export const PAPER_METRICS: readonly Metric[] = metrics.filter(({ inPapers }) => inPapers);

/** The same metric of the luma alone, where there is one. */
export const ofLuma = (id: string): Metric | undefined => metrics.find(({ lumaOf }) => lumaOf === id);

/** The metric of that id; refuses an unknown one naming all. */
export function findMetric(id: string): Metric {
  const found = metrics.find((metric) => metric.id === id);
  if (found) return found;
  throw invalidParameter('metric', message('one-of', { choices: metrics.map((metric) => metric.id) }), id);
}
