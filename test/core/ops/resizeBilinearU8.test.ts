import { describe, expect, it } from 'vitest';
import { createFastOperators } from '@core/kernels';
import { resizeBilinearU8, type RgbaPicture } from '@core/ops';

const picture = (width: number, height: number, count = width * height * 4): RgbaPicture => ({
  width,
  height,
  data: new Uint8Array(Math.max(0, count)),
});
const kernels = createFastOperators();

describe.each([
  ['loops', resizeBilinearU8],
  ['kernels', kernels.resizeBilinearU8.bind(kernels)],
] as const)('resizing bytes by %s', (_, resize) => {
  it.each([
    [0, 1],
    [1, 0],
    [-1, 2],
    [1.5, 2],
    [2, 2.5],
    [NaN, 1],
  ])('refuses a picture of %d by %d pixels', (width, height) => {
    expect(() => resize(picture(width, height, 8), { width: 2, height: 2 })).toThrow(
      `Expected a picture of at least 1×1 pixels but received ${width}×${height}.`,
    );
  });

  it('refuses bytes that are not four for each pixel', () => {
    expect(() => resize(picture(3, 2, 23), { width: 2, height: 2 })).toThrow(
      'Expected 24 bytes for 3×2 RGBA pixels but received 23.',
    );
  });

  it('refuses a size that is none', () => {
    expect(() => resize(picture(1, 1), { width: 0, height: 2 })).toThrow('Expected an integer >= 1 for width');
    expect(() => resize(picture(1, 1), { width: 2, height: 1.5 })).toThrow('Expected an integer >= 1 for height');
  });

  it('repeats a single pixel, and blends two by quarters', () => {
    const one = { width: 1, height: 1, data: Uint8Array.of(9, 8, 7, 255) };
    expect([...resize(one, { width: 3, height: 2 }).data]).toEqual(
      Array.from({ length: 6 }, () => [9, 8, 7, 255]).flat(),
    );
    const two = { width: 2, height: 1, data: Uint8Array.of(0, 0, 0, 0, 100, 100, 100, 100) };
    const { data } = resize(two, { width: 4, height: 1 });
    expect([data[0], data[4], data[8], data[12]]).toEqual([0, 25, 75, 100]);
  });
});
