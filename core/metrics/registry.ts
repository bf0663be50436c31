import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import type { Metric } from './metric';
import { metrics } from './list';

export { metrics };

export type MetricId = (typeof metrics)[number]['id'];

/** What is measured when nothing is asked for. */
export const DEFAULT_METRICS: readonly MetricId[] = [
  'mse',
  'mae',
  'max-error',
  'psnr',
  'psnr-y',
  'ssim',
  'ssim-y',
  'checkerboard',
];

/** The metric of that id; refuses an unknown one naming all. */
export function findMetric(id: string): Metric {
  const found = metrics.find((metric) => metric.id === id);
  if (found) return found;
  throw invalidParameter('metric', message('one-of', { choices: metrics.map((metric) => metric.id) }), id);
}
