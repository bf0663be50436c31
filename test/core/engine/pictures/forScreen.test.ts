import { describe, expect, it } from 'vitest';
import { forScreen } from '@core/engine/pictures/forScreen';
import { toEightBit } from '@core/engine/pictures/png';
import type { Raster } from '@core/tensor/raster';

const raster = (data: Raster['data'], bitDepth: Raster['bitDepth']): Raster => ({
  width: data.length,
  height: 1,
  channels: 1,
  bitDepth,
  data,
});
const shown = (of: Raster): number[] => [...toEightBit(forScreen(of)).data];

describe('thumbnails and previews', () => {
  it('show something of 12 bits in a 16-bit file and of light beyond white', () => {
    expect(shown(raster(Uint16Array.from([0, 2048, 4095]), 16))[1]).toBeGreaterThan(100);
    expect(shown(raster(Float32Array.from([0, 4, 8]), 32))).toEqual(
      [0, 128, 255].map((value, i) => (i === 1 ? 255 : value)),
    );
  });
  it('leave usual pictures, black ones and what is no number alone', () => {
    for (const usual of [
      raster(Uint8Array.from([0, 1, 2]), 8),
      raster(Uint16Array.from([0, 40000]), 16),
      raster(Float32Array.from([0, 1]), 32),
      raster(Float32Array.from([0, 0]), 32),
      raster(Float32Array.from([NaN]), 32),
    ])
      expect(forScreen(usual)).toBe(usual);
  });
});
