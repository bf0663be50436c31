import { expect, it } from 'vitest';
import type { SsimOfPlanes } from '@core/metrics';
import { msSsim } from '@core/metrics/msSsim';
import type { Plane } from '@core/metrics/planes';
import { makeRaster } from '../../helpers/pictures';
import { answerOf } from './tiny';

const flat = (side: number, value: number) => makeRaster({ width: side, height: side, channels: 1 }, () => value);

it('of two constants is the luminance term of the coarsest level to .1333', () => {
  // 176 is 11 windows of 16: no level has an odd side.
  const luminance = (2 * 50 * 90 + 6.5025) / (50 ** 2 + 90 ** 2 + 6.5025);
  expect(answerOf(msSsim, flat(176, 50), flat(176, 90)).value).toBeCloseTo(luminance ** 0.1333, 9);
});

/** Answers what it is told, level by level, and notes what it was asked. */
function told(levels: readonly (readonly [ssim: number, cs: number])[]): { seen: Plane[]; spy: SsimOfPlanes } {
  const seen: Plane[] = [];
  const spy: SsimOfPlanes = (x) => {
    const [ssim, contrastStructure] = levels[seen.length % levels.length]!;
    seen.push({ ...x, data: x.data.slice() });
    return { ssim, contrastStructure, inner: undefined };
  };
  return { seen, spy };
}

it('is the product of the contrast parts and, at the coarsest level, of SSIM, each to its exponent', () => {
  const levels = [[0.1, 0.9], [0.1, 0.8], [0.1, 0.7], [0.1, 0.6], [0.5, 0.1]] as const; // prettier-ignore
  const product = 0.9 ** 0.0448 * 0.8 ** 0.2856 * 0.7 ** 0.3001 * 0.6 ** 0.2363 * 0.5 ** 0.1333;
  const colour = makeRaster({ width: 161, height: 163 });
  const { seen, spy } = told(levels);
  expect(answerOf(msSsim, colour, colour, { ssimPlane: spy }).value).toBeCloseTo(product, 12);
  // Three channels of five levels, each half as large as the one before, rounded up.
  expect(seen.map(({ width, height }) => `${width}x${height}`)).toEqual(
    [0, 1, 2].flatMap(() => ['161x163', '81x82', '41x41', '21x21', '11x11']),
  );
});

it('counts a negative part as 0', () => {
  const { spy } = told([[1, 1], [1, 1], [1, -0.2], [1, 1], [1, 1]]); // prettier-ignore
  expect(answerOf(msSsim, flat(161, 1), flat(161, 1), { ssimPlane: spy }).value).toBe(0);
});

it('halves by the mean of 2x2 pixels, an odd side with a border of zeros in front', () => {
  const value = (x: number, y: number): number => (x * 3 + y * 5 + ((x * y) % 7)) % 256;
  for (const [width, height] of [
    [162, 161],
    [161, 164],
  ] as const) {
    // prettier-ignore
    const raster = makeRaster({ width, height, channels: 1 }, value);
    const { seen, spy } = told([[1, 1]]);
    answerOf(msSsim, raster, raster, { ssimPlane: spy });
    const [padX, padY] = [width % 2, height % 2];
    const at = (x: number, y: number): number => (x < padX || y < padY ? 0 : value(x - padX, y - padY));
    const half = seen[1]!;
    const expected = Float64Array.from({ length: half.data.length }, (_, i) => {
      const [x, y] = [2 * (i % half.width), 2 * Math.floor(i / half.width)];
      return (at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1)) / 4;
    });
    expect([half.width, half.height]).toEqual([81, height === 161 ? 81 : 82]);
    expect(half.data).toEqual(expected);
  }
});
