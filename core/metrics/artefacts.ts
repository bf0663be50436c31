import { spectralPeak, type SpectralPeak } from '../checkerboard';
import { spread } from '../checkerboard/phases';
import type { Raster } from '../tensor/raster';
import type { BytePairs } from './bytePairs';
import { errorPhasesOfAll } from './errorPhases';
import { alignPair } from './regions';
import { yiqLumaPlane } from './planes';

/** Everything measured about checkerboards in one output; the values of B in /255. */
interface CheckerboardMeasures {
  readonly stride: number;
  /** Measure B over the whole picture, root mean square over the channels; null without a reference. */
  readonly global: number | null;
  /** The same per block of 8 strides, root mean square over the blocks. */
  readonly local: number | null;
  /** Mean error per phase, mean over the channels, [s][s]. */
  readonly phaseMeans: readonly (readonly number[])[] | null;
  /** Measure C of the output's luma; null when it is too small. */
  readonly peak: SpectralPeak | null;
  /** Measure C of the reference, to tell a pattern of the picture from one of the method. */
  readonly referencePeak: SpectralPeak | null;
}

type PhaseMeasures = Pick<CheckerboardMeasures, 'global' | 'local' | 'phaseMeans'>;

/** Measures B (global, local, phase table) and C of an output, with or without a reference of the same size. */
export function measureCheckerboard(
  reference: Raster | null,
  picture: Raster,
  stride: number,
  checkpoint?: () => void,
): CheckerboardMeasures {
  const peakOf = (raster: Raster): SpectralPeak | null => spectralPeak(yiqLumaPlane(raster, 0), stride, checkpoint);
  return {
    stride,
    ...measurePhases(reference, picture, stride, checkpoint),
    peak: peakOf(picture),
    referencePeak: reference && peakOf(reference),
  };
}

/** Measure B alone, which is quick: no spectrum is computed. All null without a reference. */
export function measurePhases(
  reference: Raster | null,
  picture: Raster,
  stride: number,
  checkpoint?: () => void,
  bytes?: BytePairs,
): PhaseMeasures {
  if (!reference) return { global: null, local: null, phaseMeans: null };
  const pair = alignPair(reference, picture);
  const squares = { global: 0, local: 0 };
  const means = Array.from({ length: stride }, () => new Array<number>(stride).fill(0));
  const { channels, width, height } = pair.reference;
  const part = { x: 0, y: 0, width, height };
  for (const error of errorPhasesOfAll(pair.reference, pair.picture, part, stride, bytes, checkpoint)) {
    const whole = spread(error.means) ** 2;
    squares.global += whole / channels;
    // A picture smaller than one block is one block.
    squares.local += (error.localVariance ?? whole) / channels;
    error.means.forEach((row, i) => row.forEach((value, j) => (means[i]![j]! += value / channels)));
  }
  return { global: Math.sqrt(squares.global), local: Math.sqrt(squares.local), phaseMeans: means };
}
