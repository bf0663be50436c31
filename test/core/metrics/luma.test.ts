import { expect, it } from 'vitest';
import { lumaMse } from '@core/metrics/luma';
import { protocols } from '@core/metrics';
import { psnrY } from '@core/metrics/psnrY';
import { ssimY } from '@core/metrics/ssimY';
import { makeRaster } from '../../helpers/pictures';
import { answerOf, pixels, WHOLE } from './tiny';

const rounded = { settings: protocols[3].settings };
const level = 219 / 255;

it('one level of grey is 219/255 of a level of Y, and one when Y is rounded', () => {
  const [black, dark] = [pixels([0, 0, 0]), pixels([1, 1, 1])];
  expect(answerOf(psnrY, black, dark).value).toBeCloseTo(10 * Math.log10((255 / level) ** 2), 10);
  expect(answerOf(psnrY, black, dark, rounded).value).toBeCloseTo(10 * Math.log10(255 ** 2), 12);
  expect(answerOf(psnrY, black, black).value).toBe(Infinity);
});

it('each primary counts with its own weight', () => {
  const black = pixels([0, 0, 0], [0, 0, 0], [0, 0, 0]);
  const primaries = pixels([255, 0, 0], [0, 255, 0], [0, 0, 255]);
  const squares = 65.481 ** 2 + 128.553 ** 2 + 24.966 ** 2;
  expect(lumaMse(black, primaries, WHOLE).value).toBeCloseTo(squares / 3, 8);
});

it('leaves the crop out, and tells an inner part by itself', () => {
  // The error in levels of grey is 10 times the row plus the column.
  const black = makeRaster({ width: 7, height: 6 }, () => 0);
  const other = makeRaster({ width: 7, height: 6 }, (x, y) => 10 * y + x);
  const mean = (values: readonly number[]): number =>
    (level ** 2 * values.reduce((sum, value) => sum + value * value, 0)) / values.length;
  const found = lumaMse(black, other, { ...WHOLE, crop: 1, inner: { x: 1, y: 2, width: 2, height: 1 } });
  const cropped = [1, 2, 3, 4].flatMap((y) => [1, 2, 3, 4, 5].map((x) => 10 * y + x));
  expect(found.value).toBeCloseTo(mean(cropped), 9);
  expect(found.inner).toBeCloseTo(mean([32, 33]), 9);
  const inner = { x: 1, y: 1, width: 3, height: 2 };
  expect(lumaMse(black, other, { ...WHOLE, inner }).inner).toBeCloseTo(mean([11, 12, 13, 21, 22, 23]), 9);
  expect(lumaMse(black, other, WHOLE).inner).toBeUndefined();
  const y = answerOf(psnrY, black, other, { inner });
  expect(y.inner).toBeCloseTo(10 * Math.log10(65025 / mean([11, 12, 13, 21, 22, 23])), 10);
  expect(answerOf(psnrY, black, other).inner).toBeUndefined();
});

it('looks at the cancel flag every 16 rows', () => {
  let looks = 0;
  const tall = makeRaster({ width: 2, height: 33 });
  lumaMse(tall, tall, { ...WHOLE, checkpoint: () => void looks++ });
  expect(looks).toBe(3);
});

it('SSIM-Y of two constants is the luminance term of their Y', () => {
  const [a, b] = [40, 90].map((v) => makeRaster({ width: 11, height: 12 }, () => v)) as [
    ReturnType<typeof makeRaster>,
    ReturnType<typeof makeRaster>,
  ];
  const term = (x: number, y: number): number => (2 * x * y + 6.5025) / (x * x + y * y + 6.5025);
  const [x, y] = [16 + 40 * level, 16 + 90 * level];
  expect(answerOf(ssimY, a, b).value).toBeCloseTo(term(x, y), 12);
  expect(answerOf(ssimY, a, b, { settings: { ...WHOLE.settings, roundLuma: true } }).value).toBeCloseTo(
    term(Math.round(x), Math.round(y)),
    12,
  );
});
