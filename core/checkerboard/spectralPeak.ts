import type { Field } from './phases';
import { powerSpectrum, strideHarmonics, type PowerSpectrum } from './spectrum';

/** Measure C. */
export interface SpectralPeak {
  /** Largest over the stride harmonics: mean power within 2 bins over the median of the annulus 4..16 bins, in dB. */
  readonly decibels: number;
  /** That harmonic in cycles per pixel. */
  readonly fy: number;
  readonly fx: number;
}

const PEAK_RADIUS = 2;
const ANNULUS = [4, 16] as const;

/** Smallest side at which neighbouring harmonics stay out of one another's annulus. */
export const smallestSpectralSide = (stride: number): number => stride * (ANNULUS[1] + PEAK_RADIUS);

/**
 * How far the stride harmonics stand out of their neighbourhood in the spectrum; needs no reference. Null when the picture is
 * smaller than `smallestSpectralSide`. A spectrum that is empty around a peak gives Infinity, an empty one 0.
 */
export function spectralPeak(field: Field, stride: number, checkpoint?: () => void): SpectralPeak | null {
  if (Math.min(field.width, field.height) < smallestSpectralSide(stride)) return null;
  return spectralPeakOf(powerSpectrum(field, { window: 'hann', removeMean: true, checkpoint }), stride);
}

/** The same of a Hann-windowed spectrum without its mean, for whoever has it already. */
export function spectralPeakOf(spectrum: PowerSpectrum, stride: number): SpectralPeak | null {
  if (Math.min(spectrum.width, spectrum.height) < smallestSpectralSide(stride)) return null;
  const peaks = strideHarmonics(stride).map(({ fy, fx }) => ({
    fy,
    fx,
    decibels: peakAt(spectrum, fy, fx),
  }));
  return peaks.reduce((best, peak) => (peak.decibels > best.decibels ? peak : best));
}

function peakAt({ width, height, data }: PowerSpectrum, fy: number, fx: number): number {
  const centreY = Math.round(fy * height);
  const centreX = Math.round(fx * width);
  const near: number[] = [];
  const around: number[] = [];
  for (let dy = -ANNULUS[1]; dy <= ANNULUS[1]; dy++) {
    for (let dx = -ANNULUS[1]; dx <= ANNULUS[1]; dx++) {
      const radius = Math.hypot(dx, dy);
      const power = data[((centreY + dy + height) % height) * width + ((centreX + dx + width) % width)]!;
      if (radius <= PEAK_RADIUS) near.push(power);
      else if (radius >= ANNULUS[0] && radius <= ANNULUS[1]) around.push(power);
    }
  }
  const peak = near.reduce((sum, power) => sum + power, 0) / near.length;
  return peak === 0 ? 0 : 10 * Math.log10(peak / median(around));
}

/** Of an even number of values: the bins of the annulus come in fours, a quarter turn apart. */
function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[middle - 1]! + sorted[middle]!) / 2;
}
