import { describe, expect, it } from 'vitest';
import { createReferenceOperators } from '@core/ops';
import { cropToMultiple, degrade } from '@core/experiment/degrade';
import type { Raster } from '@core/tensor/raster';

const operators = createReferenceOperators();
const grey = (width: number, height: number, values: readonly number[]): Raster => ({
  width,
  height,
  channels: 1,
  bitDepth: 8,
  data: Uint8Array.from(values),
});

describe('cropToMultiple', () => {
  it('cuts columns at the right and rows at the bottom, alpha with them', () => {
    // 3x3 with the value 10 y + x
    const raster: Raster = {
      ...grey(3, 3, [0, 1, 2, 10, 11, 12, 20, 21, 22]),
      alpha: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
    };
    const { raster: cut, crop } = cropToMultiple(raster, 2);
    expect(crop).toEqual({ right: 1, bottom: 1 });
    expect([cut.width, cut.height]).toEqual([2, 2]);
    expect([...cut.data]).toEqual([0, 1, 10, 11]);
    expect([...cut.alpha!]).toEqual([1, 2, 4, 5]);
  });

  it('keeps interleaved channels and 16 bit together', () => {
    const raster: Raster = {
      width: 3,
      height: 2,
      channels: 3,
      bitDepth: 16,
      data: Uint16Array.from({ length: 18 }, (_, i) => i * 3000),
    };
    const { raster: cut } = cropToMultiple(raster, 2);
    expect(cut.data).toEqual(
      Uint16Array.of(0, 3000, 6000, 9000, 12000, 15000, 27000, 30000, 33000, 36000, 39000, 42000),
    );
  });

  it('returns a picture that fits as it is', () => {
    const raster = grey(2, 2, [1, 2, 3, 4]);
    expect(cropToMultiple(raster, 2)).toEqual({ raster, crop: { right: 0, bottom: 0 } });
  });

  it('refuses a picture smaller than the scale', () => {
    expect(() => cropToMultiple(grey(1, 1, [0]), 2)).toThrow(
      'Expected a picture of at least 2×2 pixels for scale 2 but received 1×1.',
    );
  });
});

describe('area', () => {
  it('is the exact mean of every box, rounded half up', () => {
    // Sums 2, 3, 1 and 1020 of four: 0.5 -> 1, 0.75 -> 1, 0.25 -> 0, 255.
    const raster = grey(4, 4, [0, 1, 1, 1, 1, 0, 0, 1, 0, 0, 255, 255, 0, 1, 255, 255]);
    expect([...degrade(raster, 2, 'area', operators).data]).toEqual([1, 1, 0, 255]);
    expect([...degrade(grey(3, 3, [0, 0, 0, 0, 4, 0, 0, 0, 0]), 3, 'area', operators).data]).toEqual([0]);
    expect([...degrade(grey(3, 3, [0, 0, 0, 0, 5, 0, 0, 0, 0]), 3, 'area', operators).data]).toEqual([1]);
  });

  it('keeps 16 bit and channels apart', () => {
    const raster: Raster = {
      width: 2,
      height: 2,
      channels: 3,
      bitDepth: 16,
      data: Uint16Array.of(65535, 0, 1, 65535, 0, 1, 65535, 2, 0, 65534, 0, 0),
    };
    expect(degrade(raster, 2, 'area', operators).data).toEqual(Uint16Array.of(65535, 1, 1));
  });
});

describe('bicubic', () => {
  it('keeps a constant and halves a ramp in its middle', () => {
    const flat = degrade(grey(8, 8, new Array<number>(64).fill(77)), 2, 'bicubic', operators);
    expect([flat.width, flat.height, ...new Set(flat.data)]).toEqual([4, 4, 77]);
    const ramp = grey(
      16,
      2,
      Array.from({ length: 32 }, (_, i) => (i % 16) * 10),
    );
    // Between pixels 2x and 2x + 1 the ramp is 20 x + 5; the border columns see only a part of the kernel.
    expect([...degrade(ramp, 2, 'bicubic', operators).data].slice(2, 6)).toEqual([45, 65, 85, 105]);
  });
});
