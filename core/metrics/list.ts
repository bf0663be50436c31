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

/** Every metric, in the order of tables: a new one is its file and one line here. */
export const metrics: readonly Metric[] = [
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
];
