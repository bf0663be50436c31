import { findUpsampler } from './registry';
import { resolveParameters } from './resolve';
import type { ParameterValues } from './upsampler';

interface SweepPoint {
  readonly id: string;
  readonly kernelSize: number;
  readonly parameters: ParameterValues;
}

/** Families whose kernel grows, with fitted weights; sizes from the smallest that covers a block to `largest`. */
export function sweepMethods(
  scale: number,
  largest: number,
  families: readonly string[] = SWEEP_FAMILIES,
): SweepPoint[] {
  return families.flatMap((id) => {
    const sizes = Array.from({ length: largest }, (_, i) => i + 1);
    return sizes.flatMap((kernelSize) => point(id, kernelSize, scale));
  });
}

export const SWEEP_FAMILIES = ['conv-transpose', 'nearest-conv', 'pixel-shuffle'] as const;

function point(id: string, kernelSize: number, scale: number): SweepPoint[] {
  if (id !== 'conv-transpose') return kernelSize % 2 === 1 ? [{ id, kernelSize, parameters: { kernelSize } }] : [];
  // A smaller kernel than its stride leaves holes.
  if (kernelSize < scale) return [];
  const upsampler = findUpsampler(id);
  const context = { scale, channels: 1, hasReference: true };
  const fix = upsampler.fitTo?.([1, 1, 8, 8], resolveParameters(upsampler, { kernelSize }, context), context) ?? {};
  return [{ id, kernelSize, parameters: { kernelSize, ...fix } }];
}
