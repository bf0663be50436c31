import { roundHalfEven } from '../ops/resampler';
import { frameworkOf } from './names';
import type { Dialect } from './table';

/** A factor that may have been given in place of the size: positions then follow it, not out / in. */
export interface GivenScale {
  readonly scale: number;
  /** An axis whose size stays is copied all the same. */
  readonly copiesSameSize?: boolean;
  /** What a name becomes with it; null where that function cannot have been given it. */
  readonly named: (name: string) => readonly string[];
}

interface Size {
  readonly height: number;
  readonly width: number;
}

/** PyTorch's linear interpolation copies an axis whose size stays. */
const TORCH_LINEAR = 'torch:bilinear align_corners=False';

/** Denominators of factors that people write. */
const MOST_PARTS = 12;

/**
 * Factors that lead from one size to the other and are not out / in: those of up to two decimals or a small fraction
 * (PyTorch's scale_factor, ONNX's scales, OpenCV's fx and fy), and the one of the other axis (ONNX's
 * keep_aspect_ratio_policy: one factor for both axes, the other size rounded).
 */
export function givenScales(from: Size, to: Size): readonly GivenScale[] {
  const own = [to.height / from.height, to.width / from.width] as const;
  const found: GivenScale[] = [];
  const sizes = [
    [from.height, to.height],
    [from.width, to.width],
  ] as const;
  const leads = (scale: number, whole: (size: number) => number): boolean =>
    sizes.every(([a, b]) => whole(a * scale) === b);
  for (const scale of writtenScales(Math.min(...own) * 0.9, Math.max(...own) * 1.2)) {
    if (own.every((factor) => Math.abs(factor - scale) < 1e-12)) continue;
    const [floors, rounds] = [leads(scale, Math.floor), leads(scale, roundHalfEven)];
    if (!floors && !rounds) continue;
    const short = Number(scale.toFixed(6));
    // Floors are unforgiving: 0.333333 makes 99 of 300, 1/3 makes 100.
    const text = String(leads(short, Math.floor) === floors && leads(short, roundHalfEven) === rounds ? short : scale);
    const isSameSize = sizes.some(([a, b]) => a === b);
    const torch = (name: string): readonly string[] =>
      floors ? [`${name} scale_factor=${text} recompute_scale_factor=False`] : [];
    if (isSameSize)
      found.push({ scale, copiesSameSize: true, named: (name) => (name.startsWith(TORCH_LINEAR) ? torch(name) : []) });
    found.push({
      scale,
      named(name) {
        const framework = frameworkOf(name);
        if (framework === 'torch') return isSameSize && name.startsWith(TORCH_LINEAR) ? [] : torch(name);
        if (framework === 'onnx' && floors) return [`${name} scales=${text}`];
        return framework === 'opencv' && rounds ? [`${name} fx=${text} fy=${text}`] : [];
      },
    });
  }
  for (const scale of new Set(own)) {
    if (own[0] === own[1] || !leads(scale, (size) => Math.floor(size + 0.5))) continue;
    found.push({
      scale,
      named: (name) =>
        frameworkOf(name) === 'onnx'
          ? ['not_larger', 'not_smaller'].map((policy) => `${name} keep_aspect_ratio_policy=${policy}`)
          : [],
    });
  }
  return found;
}

/** Factors between two bounds as people write them: 1.25, 0.6, 4/3. */
function writtenScales(least: number, most: number): readonly number[] {
  const scales = new Set<number>();
  for (let k = Math.ceil(least * 100); k <= most * 100; k++) scales.add(k / 100);
  for (let parts = 3; parts <= MOST_PARTS; parts++)
    for (let k = Math.ceil(least * parts); k <= most * parts; k++) scales.add(k / parts);
  return [...scales].sort((a, b) => a - b);
}

/** Whether a rule looks elsewhere when a factor is given. */
export function heedsScale({ rule, bytes, smoothed, clamped, smaller }: Dialect): boolean {
  if (smoothed || clamped || smaller || rule.coordinates === 'align-corners') return false;
  if (bytes === 'opencv-area') return false;
  const { kind } = rule.kernel;
  return kind !== 'windows' && kind !== 'coverage' && !(rule.kernel.kind === 'nearest' && rule.kernel.fixed);
}
