import { expect, it } from 'vitest';
import { centredDecibels, powerSpectrum, radialProfile } from '@core/checkerboard';
import { DIFFERENCE_DB, measureSpectra } from '@core/metrics';
import type { Raster } from '@core/tensor/raster';
import { makeRaster } from '../../helpers/pictures';
import { expectClose } from '../../helpers/tolerance';

const texture = (width: number, height: number, k: number): Raster =>
  makeRaster({ width, height }, (x, y, c) => (x * 41 + y * 17 + k * x * y + c * 23) % 256);

/** The spectrum of the luma, by the functions it is made of. */
function spectrumOf({ width, height, data }: Raster) {
  const luma = Float64Array.from({ length: width * height }, (_, i) => {
    const [r, g, b] = [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!];
    return 0.299 * r + 0.587 * g + 0.114 * b;
  });
  return powerSpectrum({ width, height, data: luma }, { window: 'hann', removeMean: true });
}
const decibels = (raster: Raster): Float32Array => centredDecibels(spectrumOf(raster));
const grey = (values: Float32Array, low: number, high: number): number[] =>
  Array.from(values, (value) => Math.round((255 * (Math.min(high, Math.max(low, value)) - low)) / (high - low)));

/** Equal but for a value that rounds to the other side. */
const expectGrey = (actual: Raster | null, expected: readonly number[]): void =>
  expectClose(actual!.data, expected, { atol: 1, rtol: 0 });

it('draws output and reference on one scale, 100 dB down from the strongest of the reference', () => {
  const [reference, picture] = [texture(18, 14, 1), texture(18, 14, 4)];
  const found = measureSpectra(reference, picture);
  const [own, other] = [decibels(picture), decibels(reference)];
  const high = Math.ceil(Math.max(...other));
  expect(found).toMatchObject({ width: 18, height: 14, highDb: high, lowDb: high - 100 });
  expect(found.output).toMatchObject({ width: 18, height: 14, channels: 1, bitDepth: 8 });
  expectGrey(found.output, grey(own, high - 100, high));
  expectGrey(found.reference, grey(other, high - 100, high));
  const difference = own.map((value, i) => value - other[i]!);
  expectGrey(found.difference, grey(difference, -DIFFERENCE_DB, DIFFERENCE_DB));
  // Both ends of the scale are there: neither all black nor all white.
  expect(new Set(found.difference!.data).size).toBeGreaterThan(20);
});

it('goes by the output itself where there is no reference', () => {
  const picture = texture(16, 12, 3);
  const found = measureSpectra(null, picture);
  expect(found.highDb).toBe(Math.ceil(Math.max(...decibels(picture))));
  expect([found.reference, found.difference, found.radial.reference]).toEqual([null, null, null]);
});

it('is black where nothing is, and a difference of nothing is middle grey', () => {
  const flat = makeRaster({ width: 8, height: 8 }, () => 77);
  const found = measureSpectra(texture(8, 8, 2), flat);
  expect(found.output.data.every((value) => value === 0)).toBe(true);
  expect(found.radial.output.every((value) => Math.abs(value + 120) < 1e-9)).toBe(true);
  const same = measureSpectra(flat, flat);
  expect(same.difference?.data.every((value) => value === 128)).toBe(true);
});

it('has the mean power of every ring in decibels', () => {
  const [reference, picture] = [texture(18, 14, 1), texture(18, 14, 4)];
  const { radial } = measureSpectra(reference, picture);
  const rings = (raster: Raster): number[] =>
    Array.from(radialProfile(spectrumOf(raster)).power, (power) => 10 * Math.log10(power + 1e-12));
  expectClose(radial.output, rings(picture), { atol: 1e-6, rtol: 0 });
  expectClose(radial.reference!, rings(reference), { atol: 1e-6, rtol: 0 });
  expectClose(radial.radius, [...radialProfile(spectrumOf(picture)).radius]);
});

it.each([
  [1029, 6, 2, 0],
  [6, 1027, 0, 1],
])('takes the middle of %i×%i', (width, height, left, top) => {
  const wide = texture(width, height, 3);
  const [w, h] = [Math.min(width, 1024), Math.min(height, 1024)];
  const middle = makeRaster({ width: w, height: h }, (x, y, c) => wide.data[((y + top) * width + x + left) * 3 + c]!);
  const found = measureSpectra(null, wide);
  expect([found.width, found.height]).toEqual([w, h]);
  expect(found.output.data).toEqual(measureSpectra(null, middle).output.data);
});

it('stops when it is told to', () => {
  expect(() =>
    measureSpectra(null, texture(8, 8, 1), () => {
      throw new Error('stopped');
    }),
  ).toThrow('stopped');
});
