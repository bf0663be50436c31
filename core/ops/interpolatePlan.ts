import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import { isAbsent, readBoolean, readChoice, readPositivePair, refuseUnknown, type Size } from '../tensor/options';
import { interpolateOutputSize } from '../tensor/sizes';
import type { Shape, Tensor } from '../tensor/tensor';
import type { Axis } from './interpolateAxis';
import type { InterpolateMode, InterpolateOptions } from './operators';
import { readPlanes } from './plan';

const INTERPOLATE_MODES: readonly InterpolateMode[] = ['nearest', 'nearest-exact', 'bilinear', 'bicubic', 'area'];
const OPTIONS = ['size', 'scaleFactor', 'mode', 'alignCorners', 'recomputeScaleFactor', 'antialias'] as const;

export interface InterpolatePlan {
  /** N * C */
  readonly planes: number;
  readonly mode: InterpolateMode;
  readonly alignCorners: boolean;
  readonly antialias: boolean;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly outputShape: Shape;
}

/** What an interpolate call means, or its refusal. Three axes are refused: PyTorch reads them as [N, C, L]. */
export function planInterpolate(input: Tensor, options: InterpolateOptions): InterpolatePlan {
  refuseUnknown('interpolate', options, OPTIONS);
  const mode = readChoice('mode', options.mode, INTERPOLATE_MODES, 'nearest');
  const emptyChannels = mode === 'area';
  const { batch, channels, height, width } = readPlanes('input', input, { unbatched: false, emptyChannels });
  const isSmooth = mode === 'bilinear' || mode === 'bicubic';
  if (!isSmooth && !isAbsent(options.alignCorners)) {
    throw invalidParameter('alignCorners', message('nothing-with-mode', { mode }), options.alignCorners);
  }
  const antialias = readBoolean('antialias', options.antialias, false);
  if (antialias && !isSmooth) throw invalidParameter('antialias', message('false-with-mode', { mode }), true);
  const output = interpolateOutputSize([height, width], options);
  const recompute = readBoolean('recomputeScaleFactor', options.recomputeScaleFactor, false);
  if (recompute && !isAbsent(options.size)) {
    throw invalidParameter('recomputeScaleFactor', message('false-with-size'), true);
  }
  const keepsScale = !isAbsent(options.scaleFactor) && !recompute;
  const scale: Size | null = keepsScale ? readPositivePair('scaleFactor', options.scaleFactor) : null;
  const shortcuts = channels === 1;
  return {
    planes: batch * channels,
    mode,
    alignCorners: readBoolean('alignCorners', options.alignCorners, false),
    antialias,
    rows: { inSize: height, outSize: output[0], scale: scale?.[0] ?? null, shortcuts },
    columns: { inSize: width, outSize: output[1], scale: scale?.[1] ?? null, shortcuts },
    outputShape: [batch, channels, ...output],
  };
}
