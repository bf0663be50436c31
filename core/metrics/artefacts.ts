import { localPhaseRms, phaseMeans, phaseRms, spectralPeak, type Field, type SpectralPeak } from '../checkerboard';
import type { Raster } from '../tensor/raster';
import { errorPlane } from './checkerboard';
import { alignPair } from './regions';
import { yiqLumaPlane } from './planes';

/** Everything measured about checkerboards in one output; the values of B in /255. */
export interface CheckerboardMeasures {
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

/** Measures B (global, local, phase table) and C of an output, with or without a reference of the same size. */
export function measureCheckerboard(
  reference: Raster | null,
  picture: Raster,
  stride: number,
  checkpoint?: () => void,
): CheckerboardMeasures {
  const pair = reference && alignPair(reference, picture);
  const errors: Field[] = pair
    ? Array.from({ length: pair.reference.channels }, (_, c) => errorPlane(pair.reference, pair.picture, c, 0))
    : [];
  const overChannels = (measure: (field: Field) => number): number | null => {
    if (errors.length === 0) return null;
    const squares = errors.map((field) => {
      checkpoint?.();
      return measure(field) ** 2;
    });
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  };
  const tables = errors.map((field) => phaseMeans(field, stride));
  const peakOf = (raster: Raster): SpectralPeak | null => spectralPeak(yiqLumaPlane(raster, 0), stride, checkpoint);
  return {
    stride,
    global: overChannels((field) => phaseRms(field, stride)),
    local: overChannels((field) => localPhaseRms(field, stride)),
    phaseMeans: tables[0]
      ? tables[0].map((row, i) => row.map((_, j) => meanOf(tables.map((table) => table[i]?.[j] ?? NaN))))
      : null,
    peak: peakOf(picture),
    referencePeak: reference && peakOf(reference),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
