import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import { checkerboard } from './checkerboard';
import { flip } from './flip';
import { gmsd } from './gmsd';
import { gradientError } from './gradientError';
import { mae } from './mae';
import { maxError } from './maxError';
import type { Metric } from './metric';
import { msSsim } from './msSsim';
import { mse } from './mse';
import { psnr } from './psnr';
import { psnrY } from './psnrY';
import { ssim } from './ssim';
import { ssimulacra2 } from './ssimulacra2';
import { ssimY } from './ssimY';

/** Every metric, in the order of tables. */
export const metrics = [
  mse,
  mae,
  psnr,
  psnrY,
  ssim,
  ssimY,
  msSsim,
  gmsd,
  flip,
  ssimulacra2,
  maxError,
  gradientError,
  checkerboard,
] as const satisfies readonly Metric[];

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
