import { say } from '@core/messages';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNpy } from '@core/tensor/npy';
import { npyOfRaster, rasterOfNpy, usualLayout } from '@core/tensor/npyPicture';
import { makeSamples, type Raster } from '@core/tensor/raster';

describe('arrays as pictures', () => {
  it.each([
    [[5, 7], 'hw'],
    [[5, 7, 1], 'hwc'],
    [[5, 7, 4], 'hwc'],
    [[3, 7, 5], 'chw'],
    [[5, 7, 9], 'chw'],
  ] as const)('%j is read as %s', (shape, layout) => expect(usualLayout(shape)).toBe(layout));

  it('every raster comes back from its array, value for value', () => {
    fc.assert(
      fc.property(
        fc.record({
          width: fc.integer({ min: 5, max: 9 }),
          height: fc.integer({ min: 1, max: 6 }),
          channels: fc.integer({ min: 1, max: 7 }),
          bitDepth: fc.constantFrom(8, 16, 32),
        }),
        (form) => {
          const data = makeSamples(form.bitDepth as 8, form.width * form.height * form.channels);
          for (let i = 0; i < data.length; i++) data[i] = (i * 37.5) % 200;
          const raster = { ...form, data } as Raster;
          expect(rasterOfNpy(parseNpy(npyOfRaster(raster)), 'a').raster).toEqual(raster);
        },
      ),
    );
  });

  it('a layout that is given decides, and one that cannot be is refused', () => {
    const array = { shape: [2, 3, 4], type: 'f4', data: Float32Array.from({ length: 24 }, (_, i) => i) };
    expect(rasterOfNpy(array, 'a').raster).toMatchObject({ height: 2, width: 3, channels: 4 });
    const chw = rasterOfNpy(array, 'a', 'chw').raster;
    expect(chw).toMatchObject({ channels: 2, height: 3, width: 4 });
    expect([...chw.data.slice(0, 4)]).toEqual([0, 12, 1, 13]);
    expect(() => rasterOfNpy(array, 'a', 'hw')).toThrow(
      'Expected hwc or chw for an array of 3 axes for --layout but received "hw".',
    );
    expect(() => rasterOfNpy({ ...array, shape: [24] }, 'a.npy')).toThrow('"a.npy" has the shape 24; a picture is');
  });

  it('says how it was read, and when digits were lost', () => {
    const shape = [1, 2];
    expect(
      rasterOfNpy({ shape, type: 'f8', data: Float64Array.of(0.1, 1) }, 'a').notes.map((note) => say(note)),
    ).toEqual(['The array of 1×2 was read as HW.', 'The float64 values were rounded to float32.']);
    expect(
      rasterOfNpy({ shape, type: 'i4', data: Float64Array.of(2 ** 24 + 1, -1) }, 'a').notes.map((note) => say(note)),
    ).toContain('The int32 values were rounded to float32.');
    expect(rasterOfNpy({ shape, type: 'b1', data: Float64Array.of(0, 1) }, 'a').raster.data).toEqual(
      Uint8Array.of(0, 255),
    );
  });
});
