import { formOf, makeSamples, maxValue, type Raster } from '../../tensor/raster';

/** Mean squared difference and correlation of two pictures of one size, over all channels, in 0..255 units. */
export function likeness(a: Raster, b: Raster): { readonly mse: number; readonly correlation: number } {
  const unitA = 255 / maxValue(a);
  const unitB = 255 / maxValue(b);
  const n = Math.min(a.data.length, b.data.length);
  let [sa, sb, saa, sbb, sab, error] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = a.data[i]! * unitA;
    const y = b.data[i]! * unitB;
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
    error += (x - y) * (x - y);
  }
  const va = saa / n - (sa / n) ** 2;
  const vb = sbb / n - (sb / n) ** 2;
  const covariance = sab / n - (sa / n) * (sb / n);
  const isFlat = va < 1e-9 || vb < 1e-9;
  return { mse: error / n, correlation: isFlat ? (error / n < 1 ? 1 : 0) : covariance / Math.sqrt(va * vb) };
}

/** Correlation below which a fix leaves pictures of different things. */
export const LEAST_CORRELATION = 0.6;

/** Decibels that going from one mean squared difference to another brings. */
export const gainOf = (before: number, after: number): number => 10 * Math.log10(before / Math.max(after, 1e-6));

/** Values brought back to the form of the file. */
export function rounded(raster: Raster): Raster {
  const { width, height, channels } = raster;
  const most = maxValue(raster);
  const data = makeSamples(raster.bitDepth, raster.data.length);
  const isFloat = raster.bitDepth === 32;
  for (let i = 0; i < data.length; i++)
    data[i] = isFloat ? raster.data[i]! : Math.min(most, Math.max(0, Math.floor(raster.data[i]! + 0.5)));
  return { width, height, channels, ...formOf(raster), data };
}
