import { expect, it } from 'vitest';
import { gmsd } from '@core/metrics/gmsd';
import { makeRaster } from '../../helpers/pictures';
import { answerOf, grey, pixels } from './tiny';

/** Standard deviation with N - 1. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

it('of one bright block: two neighbours see it in one direction, the third in both', () => {
  const nothing = [0, 0, 0, 0];
  const black = grey([nothing, nothing, nothing, nothing]);
  // The mean of the first 2x2 block is 30; a Prewitt gradient of a single neighbour is a third of it.
  const spot = grey([[90, 10, 0, 0], [0, 20, 0, 0], nothing, nothing]);
  const similarity = [1, 170 / (100 + 170), 170 / (100 + 170), 170 / (200 + 170)];
  expect(answerOf(gmsd, black, spot).value).toBeCloseTo(deviation(similarity), 12);
  expect(answerOf(gmsd, spot, black).value).toBeCloseTo(deviation(similarity), 12);
});

it('is the definition of Xue et al. on odd sizes, outside counting as 0', () => {
  const [width, height] = [9, 7];
  const make = (k: number) => (x: number, y: number) => (x * 41 + y * 67 + k * x * y * 5) % 256;
  const magnitudes = [1, 2].map((k) => {
    const at = (x: number, y: number): number => (x < width && y < height ? make(k)(x, y) : 0);
    const small = (x: number, y: number): number =>
      x < 0 || y < 0 || x >= 5 || y >= 4
        ? 0
        : (at(2 * x, 2 * y) + at(2 * x + 1, 2 * y) + at(2 * x, 2 * y + 1) + at(2 * x + 1, 2 * y + 1)) / 4;
    return Array.from({ length: 20 }, (_, i) => {
      const [x, y] = [i % 5, Math.floor(i / 5)];
      let [gx, gy] = [0, 0];
      for (const d of [-1, 0, 1]) {
        gx += (small(x - 1, y + d) - small(x + 1, y + d)) / 3;
        gy += (small(x + d, y - 1) - small(x + d, y + 1)) / 3;
      }
      return Math.hypot(gx, gy);
    });
  });
  const [a, b] = magnitudes as [number[], number[]];
  const similarity = a.map((m, i) => (2 * m * b[i]! + 170) / (m ** 2 + b[i]! ** 2 + 170));
  const rasters = [1, 2].map((k) => makeRaster({ width, height, channels: 1 }, make(k)));
  expect(answerOf(gmsd, rasters[0]!, rasters[1]!).value).toBeCloseTo(deviation(similarity), 12);
  // The same inside of a border that is cropped, and as three equal channels.
  const framed = [1, 2].map((k) =>
    makeRaster({ width: 11, height: 9 }, (x, y) =>
      x < 1 || y < 1 || x > width || y > height ? 50 * k : make(k)(x - 1, y - 1),
    ),
  );
  expect(answerOf(gmsd, framed[0]!, framed[1]!, { crop: 1 }).value).toBeCloseTo(deviation(similarity), 12);
});

it('looks at the cancel flag every 16 rows of the smaller picture', () => {
  let looks = 0;
  const tall = makeRaster({ width: 4, height: 66, channels: 1 });
  answerOf(gmsd, tall, tall, { checkpoint: () => void looks++ });
  expect(looks).toBe(3);
  expect(() => answerOf(gmsd, pixels([1, 2, 3]), pixels([1, 2, 3]))).toThrow('GMSD needs at least 4×4 pixels');
});
