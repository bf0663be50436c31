import { say } from '@core/messages';
import { describe, expect, it } from 'vitest';
import { alignPair, measurePair, metrics } from '@core/metrics';
import type { Raster } from '@core/tensor/raster';
import { makeRaster } from '../../helpers/pictures';

const size = { width: 24, height: 20 };
const eight = makeRaster(size, (x, y, c) => (x * 9 + y * 5 + c * 30) % 256);
const eightNear = makeRaster(size, (x, y, c) => Math.min(255, ((x * 9 + y * 5 + c * 30) % 256) + ((x + y) % 3)));

/** The same picture as floats: value / 255 x peak. */
const floats = (raster: Raster, peak: number, stated = true): Raster => ({
  ...raster,
  bitDepth: 32,
  data: Float32Array.from(raster.data, (value) => (value / 255) * peak),
  ...(stated ? { peak } : {}),
});
const ids = metrics.map(({ id }) => id);
const options = { ids, protocol: 'saved-file', scale: 2, regions: ['full'] } as const;
const valueOf = (a: Raster, b: Raster, id: string): number | undefined => {
  const found = measurePair(a, b, { ...options, ids: [id] }).metrics[0]?.value;
  return found === undefined ? undefined : Number(found);
};

const meanSquare = (a: Raster, b: Raster): number =>
  [...a.data].reduce((sum, value, i) => sum + (value - b.data[i]!) ** 2, 0) / a.data.length;

describe('the value of white', () => {
  it.each([1, 4095, 0.5, 65535])('%s: metrics of floats are those of the 8-bit picture', (peak) => {
    for (const id of ids) {
      const [a, b] = [eight, eightNear].map((raster) => floats(raster, peak)) as [Raster, Raster];
      const own = valueOf(a, b, id);
      const usual = valueOf(eight, eightNear, id);
      if (usual === undefined) expect(own, id).toBeUndefined();
      else expect(Math.abs(own! - usual) / Math.max(1, Math.abs(usual)), id).toBeLessThan(5e-4);
    }
  });

  it('12 bits in 16: PSNR of range 4095, and the receipt says so', () => {
    const twelve = (raster: Raster, stated: boolean): Raster => ({
      ...raster,
      bitDepth: 16,
      data: Uint16Array.from(raster.data, (value) => value * 16),
      ...(stated ? { peak: 4095 } : {}),
    });
    const [a, b] = [twelve(eight, true), twelve(eightNear, true)];
    const mse = meanSquare(a, b);
    const { metrics: found } = measurePair(a, b, options);
    expect(found.find(({ id }) => id === 'psnr')?.value).toBeCloseTo(10 * Math.log10(4095 ** 2 / mse), 9);
    for (const { id, protocol } of found) expect(protocol, id).toMatch(/range 4095|4095\)/);
    expect(valueOf(twelve(eight, false), twelve(eightNear, false), 'psnr')).toBeCloseTo(
      10 * Math.log10(65535 ** 2 / mse),
      9,
    );
  });

  it('floats beyond 1: PSNR and SSIM want a range, FLIP and SSIMULACRA 2 are absent, errors are measured', () => {
    const [a, b] = [floats(eight, 4, false), floats(eightNear, 4, false)];
    const { metrics: found, unavailable } = measurePair(a, b, options);
    expect(found.map(({ id }) => id)).toEqual(['mse', 'mae', 'max-error', 'gradient-error', 'checkerboard']);
    const reason = (id: string): string | undefined => unavailable.find((entry) => entry.id === id)?.reason;
    expect(reason('psnr')).toBe('PSNR needs to know the value of white: these floats leave 0 to 1. Give --range.');
    expect(reason('flip')).toMatch(/what a display shows/);
    // Stated, but with values above it: nothing a display shows.
    const stated = measurePair({ ...a, peak: 3 }, { ...b, peak: 3 }, options);
    expect(stated.metrics.some(({ id }) => id === 'psnr')).toBe(true);
    expect(stated.unavailable.map(({ id }) => id)).toContain('ssimulacra2');
  });

  it('five bands: metrics of colour are absent, the others are over all bands', () => {
    const bands = (seed: number): Raster => ({
      ...size,
      channels: 5,
      bitDepth: 8,
      data: Uint8Array.from({ length: size.width * size.height * 5 }, (_, i) => (i * 7 + seed * (i % 3)) % 200),
    });
    const [a, b] = [bands(0), bands(2)];
    const { metrics: found, unavailable } = measurePair(a, b, options);
    const mse = meanSquare(a, b);
    expect(found.find(({ id }) => id === 'mse')?.value).toBeCloseTo(mse, 9);
    expect(unavailable.find(({ id }) => id === 'ssim-y')?.reason).toBe(
      'SSIM-Y is defined for 1 or 3 channels; these pictures have 5.',
    );
    expect(() => alignPair(a, eight)).toThrow('the same number of channels but the reference has 5 and the picture 3');
  });
});

describe('pictures of different ranges', () => {
  it('meet exactly where one range is a multiple of the other', () => {
    const deep: Raster = { ...eight, bitDepth: 16, data: Uint16Array.from(eight.data, (value) => value * 257) };
    expect(alignPair(deep, eight).picture.data).toEqual(deep.data);
  });

  it('meet as floats otherwise: 8 bits against floats of the same picture differ by nothing', () => {
    const pair = alignPair(eight, { ...floats(eight, 1, false) });
    expect(pair.reference.bitDepth).toBe(32);
    expect(pair.reference.data).toEqual(pair.picture.data);
    expect(pair.notes.map((note) => say(note))).toEqual([
      'The reference has values from 0 to 255: they were scaled to 0 to 1 for the comparison.',
    ]);
  });
});
