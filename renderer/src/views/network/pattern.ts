import { createFft } from '@core/checkerboard';
import type { EnlargingRow } from '@core/network/document';
import { VISIBLE } from '@core/network/pattern';
import type { PatternCrop } from '@core/network/patternDetail';

const SIDE = 32;

/** Phase means as a part of the layer's output, the largest deviation from their mean as 1. */
export function tiledPhases(phases: readonly (readonly number[])[]): PatternCrop {
  const all = phases.flat();
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const most = Math.max(1e-12, ...all.map((value) => Math.abs(value - mean)));
  const values = Array.from({ length: SIDE * SIDE }, (_, i) => {
    const row = phases[Math.floor(i / SIDE) % phases.length]!;
    return (row[(i % SIDE) % row.length]! - mean) / most;
  });
  return { width: SIDE, height: SIDE, channels: 1, values };
}

/** Mean of the channels. */
export const greyOf = ({ values, channels }: PatternCrop): Float64Array =>
  Float64Array.from({ length: values.length / channels }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[i * channels + c]!;
    return sum / channels;
  });

/** Log power, zero frequency in the middle, 0 to 1 over 60 dB below the strongest. */
export function spectrumOf(crop: PatternCrop): {
  readonly width: number;
  readonly height: number;
  readonly levels: Float64Array;
} {
  const { width, height } = crop;
  const re = greyOf(crop);
  const im = new Float64Array(re.length);
  const alongRows = createFft(width);
  const alongColumns = createFft(height);
  for (let y = 0; y < height; y++) {
    const [a, b] = [re.subarray(y * width, (y + 1) * width), im.subarray(y * width, (y + 1) * width)];
    alongRows.forward(a, b);
  }
  for (let x = 0; x < width; x++) {
    const a = Float64Array.from({ length: height }, (_, y) => re[y * width + x]!);
    const b = Float64Array.from({ length: height }, (_, y) => im[y * width + x]!);
    alongColumns.forward(a, b);
    for (let y = 0; y < height; y++) {
      re[y * width + x] = a[y]!;
      im[y * width + x] = b[y]!;
    }
  }
  const power = re.map((value, i) => value ** 2 + im[i]! ** 2);
  const most = power.reduce((a, b) => Math.max(a, b), 0);
  const levels = new Float64Array(power.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = ((y + Math.floor(height / 2)) % height) * width + ((x + Math.floor(width / 2)) % width);
      const db = most === 0 ? -60 : 10 * Math.log10(Math.max(1e-12, power[y * width + x]! / most));
      levels[at] = Math.max(0, 1 + db / 60);
    }
  return { width, height, levels };
}

/** The period of the strongest wave in pixels, [down, across]; null for a frequency of zero. */
export function strongestPeriod(crop: PatternCrop): readonly [number | null, number | null] | null {
  const { width, height, levels } = spectrumOf(crop);
  const at = levels.reduce((best, level, i) => (level > levels[best]! ? i : best), 0);
  if (levels[at] === 0) return null;
  const fy = Math.abs(Math.floor(at / width) - Math.floor(height / 2));
  const fx = Math.abs((at % width) - Math.floor(width / 2));
  return [fy === 0 ? null : height / fy, fx === 0 ? null : width / fx];
}

/** Every level over its neighbours: lines of one frequency would be single pixels. The edges meet. */
export function widened(levels: Float64Array, width: number, height: number): Float64Array {
  return levels.map((_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    let most = 0;
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++)
        most = Math.max(most, levels[((y + dy + height) % height) * width + ((x + dx + width) % width)]!);
    return most;
  });
}

/** The pattern measured at the output decides; without a measurement, whether the taps overlap unevenly. */
export const makesGrid = ({ reachesOutput, evenOverlap }: EnlargingRow): boolean =>
  reachesOutput === null ? evenOverlap === false : reachesOutput > VISIBLE;
