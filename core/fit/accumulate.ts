import { message } from '../messages';
import { shapeMismatch } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { addGram } from './gramSums';
import type { Border, Moments } from './moments';
import { pictureRows } from './pictureRows';
import { addSparseGram } from './sparseGram';
import { addTargets } from './targetSums';

/**
 * Adds one picture: source [1, C, H, W] (the small picture, or an unpooled one with s = 1), target [1, C, H s, W s].
 * Its rows pass through the kernel's memory one after the other, so that a large picture takes no more than a few rows.
 */
export function accumulate(
  moments: Moments,
  source: Tensor,
  target: Tensor,
  border: Border,
  checkpoint: () => void = () => {},
): void {
  const { channels: C, patch: K, offsets, scale: s } = moments;
  const [, c, H, W] = source.shape as [number, number, number, number];
  if (c !== C || target.shape[1] !== C || target.shape[2] !== H * s || target.shape[3] !== W * s) {
    throw shapeMismatch(
      message('fit-target', {
        expected: `${C}×${H * s}×${W * s}`,
        source: `${C}×${H}×${W}`,
        scale: s,
        received: target.shape.slice(1).join('×'),
      }),
    );
  }
  const rim = Math.max(0, ...offsets.map(Math.abs));
  const T = C * s * s;
  if (rim === (K - 1) / 2) addGram(moments, pictureRows(source, rim, border, C, C * (2 * K - 1)), checkpoint);
  else addSparseGram(moments, source, rim, border, checkpoint);
  addTargets(moments, pictureRows(source, rim, border, T + 1, C * K * K * (T + 1)), target.data, checkpoint);
  moments.rows += H * W;
}
