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
