import { powerSpectrum } from './spectrum';

/**
 * Magnitude of a kernel's frequency response, |Σ k[y][x] exp(-2πi (u x + v y))|.
 * @param rows the taps, row by row
 * @param side samples along each axis, odd
 * @returns [side][side], v down and u across, each from -1/2 to 1/2 cycles per pixel of the grid the taps lie on; 0 is in the middle
 */
export function frequencyResponse(rows: readonly (readonly number[])[], side = 33): number[][] {
  const period = side - 1;
  const data = new Float64Array(period * period);
  for (const [y, row] of rows.entries())
    for (const [x, tap] of row.entries()) {
      // At these frequencies a tap one period further on turns just as far.
      const i = (y % period) * period + (x % period);
      data[i] = data[i]! + tap;
    }
  const power = powerSpectrum({ width: period, height: period, data }).data;
  const bins = Array.from({ length: side }, (_, i) => (i + period / 2) % period);
  return bins.map((v) => bins.map((u) => Math.sqrt(power[v * period + u]!) * period ** 2));
}

/** Frequencies of a response along one axis, 0 to 1/2 cycle per output pixel. */
export const AXIS_FREQUENCIES: readonly number[] = Array.from({ length: 65 }, (_, i) => i / 128);

/**
 * Gain of an enlarging kernel along one axis, constant along the other: |Σ k[y][x] exp(-2πi f x)| / s², so that a
 * constant that comes out as it went in has the gain 1. Beyond 1 / (2 s) lie the images that interpolation should take away.
 * @param rows the taps of the equivalent transposed convolution, row by row
 * @param stride s
 * @returns a gain for each of AXIS_FREQUENCIES
 */
export function axisResponse(rows: readonly (readonly number[])[], stride: number): number[] {
  const width = rows[0]?.length ?? 0;
  const sums = Array.from({ length: width }, (_, x) => rows.reduce((sum, row) => sum + (row[x] ?? 0), 0));
  return AXIS_FREQUENCIES.map((frequency) => {
    let [real, imaginary] = [0, 0];
    for (const [x, tap] of sums.entries()) {
      real += tap * Math.cos(2 * Math.PI * frequency * x);
      imaginary -= tap * Math.sin(2 * Math.PI * frequency * x);
    }
    return Math.hypot(real, imaginary) / stride ** 2;
  });
}
