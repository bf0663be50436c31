import type { TrainingLayer } from '@core/experiment/training';
import { findUpsampler, resolveParameters } from '@core/upsamplers';

const context = { scale: 2, channels: 3, hasReference: true } as const;

/** What is fitted: pixel shuffle, kernel size 5, mixing the colours. */
export const layer: TrainingLayer = {
  id: 'pixel-shuffle',
  scale: 2,
  channels: 3,
  degradation: 'area',
  parameters: resolveParameters(findUpsampler('pixel-shuffle'), { kernelSize: 5, groups: 'dense' }, context),
};
export const TITLE = 'pixel shuffle, kernel size 5, ×2, dense RGB';

/** Multiply-adds for each position of the small picture. */
export function multiplyAdds(): { readonly definition: number; readonly sums: number } {
  const { channels: C, scale } = layer;
  const K = 5;
  const targets = C * scale ** 2;
  const features = C * K ** 2 + 1;
  const displacements = (2 * K - 1) ** 2;
  return {
    // A row with itself, one triangle, and with the targets.
    definition: (features * (features + 1)) / 2 + features * targets,
    // One for each displacement of each pair of channels, and for each feature and target.
    sums: (C * (displacements + 1)) / 2 + ((C * (C - 1)) / 2) * displacements + (features - 1) * (targets + 1),
  };
}
