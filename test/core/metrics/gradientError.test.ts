import { expect, it } from 'vitest';
import { gradientError } from '@core/metrics/gradientError';
import { makeRaster } from '../../helpers/pictures';
import { answerOf, grey } from './tiny';

const value = (
  width: number,
  height: number,
  error: (x: number, y: number, c: number) => number,
  channels: 1 | 3 = 1,
  crop = 0,
): number => {
  const reference = makeRaster({ width, height, channels }, () => 100);
  const picture = makeRaster({ width, height, channels }, (x, y, c) => 100 + error(x, y, c));
  return answerOf(gradientError, reference, picture, { crop }).value;
};

it('is 0 for a constant error', () => {
  expect(value(4, 3, () => 7)).toBe(0);
  expect(value(1, 1, () => -3)).toBe(0);
});

it('is the slope of a ramp, and half of it at the replicated borders', () => {
  expect(value(4, 3, (x) => 3 * x)).toBeCloseTo((3 * (0.5 + 1 + 1 + 0.5)) / 4, 12);
  expect(value(3, 4, (_, y) => 3 * y)).toBeCloseTo((3 * (0.5 + 1 + 1 + 0.5)) / 4, 12);
  expect(value(4, 1, (x) => 3 * x)).toBeCloseTo((3 * 3) / 4, 12);
  // Three channels: the mean of slopes 0, 1 and 2.
  expect(value(4, 3, (x, _, c) => c * x, 3)).toBeCloseTo(3 / 4, 12);
});

it('of a single pixel wrong by 8: 2 at its four neighbours, sqrt 2 at its corners', () => {
  const spot = (x: number, y: number): number => (x === 2 && y === 2 ? 8 : 0);
  expect(value(5, 5, spot)).toBeCloseTo((4 * 2 + 4 * Math.SQRT2) / 25, 12);
  // In the middle of 3x3 the border is what is beside the spot, repeated: the same sums.
  expect(value(5, 5, spot, 1, 1)).toBeCloseTo((4 * 2 + 4 * Math.SQRT2) / 9, 12);
});

it('of the pixel in a corner: its border is repeated', () => {
  // e = 8 at (0, 0) of 3x3. At the corner gx = gy = -(8 + 2 8)/8 = -3; beside it -3 and -1; at (1, 1) -1 and -1.
  const spot = (x: number, y: number): number => (x + y === 0 ? 8 : 0);
  expect(value(3, 3, spot)).toBeCloseTo((3 * Math.SQRT2 + 2 * Math.hypot(3, 1) + Math.SQRT2) / 9, 12);
  const mirrored = (x: number, y: number): number => (x === 2 && y === 2 ? 8 : 0);
  expect(value(3, 3, mirrored)).toBeCloseTo((4 * Math.SQRT2 + 2 * Math.hypot(3, 1)) / 9, 12);
});

it('is of the error alone, whatever the picture', () => {
  const texture = (x: number, y: number): number => 60 + ((x * 37 + y * 11) % 90);
  const reference = makeRaster({ width: 4, height: 3 }, texture);
  const picture = makeRaster({ width: 4, height: 3 }, (x, y) => texture(x, y) + 3 * x);
  expect(answerOf(gradientError, reference, picture).value).toBeCloseTo((3 * 3) / 4, 12);
  expect(answerOf(gradientError, picture, reference).value).toBeCloseTo((3 * 3) / 4, 12);
});

it('is in 0..255 units at 16 bits, and looks at the cancel flag every 16 rows', () => {
  const rows = (slope: number): number[][] => Array.from({ length: 33 }, () => [0, 257 * slope, 514 * slope]);
  let looks = 0;
  const found = answerOf(gradientError, grey(rows(0), 16), grey(rows(1), 16), { checkpoint: () => void looks++ });
  expect(found.value).toBeCloseTo(2 / 3, 12);
  expect(looks).toBe(3);
});
