import { describe, expect, it } from 'vitest';
import { differences } from '@core/metrics/difference';
import { mae } from '@core/metrics/mae';
import { maxError } from '@core/metrics/maxError';
import type { Metric, Rectangle } from '@core/metrics';
import { mse } from '@core/metrics/mse';
import { psnr } from '@core/metrics/psnr';
import { makeRaster } from '../../helpers/pictures';
import { answerOf, grey, pixels, WHOLE } from './tiny';

// Differences of 3, -4, 0 and 0.
const before = [
  [10, 20],
  [30, 40],
];
const after = [
  [13, 16],
  [30, 40],
];
const deep = (rows: readonly (readonly number[])[]): number[][] => rows.map((row) => row.map((value) => value * 257));
const rows: readonly (readonly [Metric, number])[] = [
  [mse, 25 / 4],
  [mae, 7 / 4],
  [maxError, 4],
  [psnr, 10 * Math.log10(65025 / 6.25)],
];

describe.each(rows.map(([metric, value]) => [metric.id, metric, value] as const))('%s', (_, metric, value) => {
  it('is what its formula says of four pixels, at 8 and at 16 bits', () => {
    expect(answerOf(metric, grey(before), grey(after)).value).toBeCloseTo(value, 12);
    const inner = { x: 0, y: 0, width: 2, height: 2 };
    const found = answerOf(metric, grey(deep(before), 16), grey(deep(after), 16), { inner });
    expect([found.value, found.inner]).toEqual([expect.closeTo(value, 12), expect.closeTo(value, 12)]);
  });

  it('does not look at what the crop leaves out, and tells an inner part by itself', () => {
    // The four pixels in a frame whose error would be 200.
    const frame = (inside: readonly (readonly number[])[], border: number): number[][] => {
      const line = [border, border, border, border];
      return [line, ...inside.map((row) => [border, ...row, border]), line];
    };
    const [a, b] = [grey(frame(before, 0)), grey(frame(after, 200))];
    expect(answerOf(metric, a, b, { crop: 1 }).value).toBeCloseTo(value, 12);
    expect(answerOf(metric, a, b, { crop: 1 }).inner).toBeUndefined();
    const inner = { x: 1, y: 1, width: 2, height: 2 };
    expect(answerOf(metric, a, b, { inner }).inner).toBeCloseTo(value, 12);
    // Counted in the cropped picture: its first row alone.
    const first = answerOf(metric, a, b, { crop: 1, inner: { x: 0, y: 0, width: 2, height: 1 } });
    expect(first.inner).toBeCloseTo(
      new Map<string, number>([
        ['mse', 25 / 2],
        ['mae', 7 / 2],
        ['psnr', 10 * Math.log10(65025 / 12.5)],
      ]).get(metric.id) ?? 4,
      12,
    );
    expect(first.value).toBeCloseTo(value, 12);
  });
});

it('the mean goes over pixels and channels', () => {
  const [a, b] = [pixels([5, 5, 5], [9, 9, 9]), pixels([6, 3, 7], [9, 9, 9])];
  expect(answerOf(mse, a, b).value).toBe(9 / 6);
  expect(answerOf(mae, a, b).value).toBe(5 / 6);
  expect(answerOf(maxError, a, b).value).toBe(2);
});

describe('differences', () => {
  const [a, b] = [0, 1].map((k) =>
    makeRaster({ width: 9, height: 37 }, (x, y, c) => (x * 37 + y * 91 + c * 53 + k * (x + y * c)) % 251),
  ) as [ReturnType<typeof makeRaster>, ReturnType<typeof makeRaster>];

  /** Term by term over the pixels of a rectangle. */
  const summed = ({ x, y, width, height }: Rectangle) => {
    const sums = { sumOfSquares: 0, sumOfMagnitudes: 0, largest: 0, count: width * height * 3 };
    for (let i = 0; i < a.data.length; i++) {
      const [row, column] = [Math.floor(i / 27), Math.floor((i % 27) / 3)];
      if (row < y || row >= y + height || column < x || column >= x + width) continue;
      const d = Math.abs(a.data[i]! - b.data[i]!);
      sums.sumOfSquares += d * d;
      sums.sumOfMagnitudes += d;
      sums.largest = Math.max(sums.largest, d);
    }
    return sums;
  };

  it.each([
    [{ x: 0, y: 0, width: 7, height: 35 }],
    [{ x: 0, y: 3, width: 2, height: 5 }],
    [{ x: 4, y: 30, width: 3, height: 5 }],
  ])('sums every value once, with %j inside of a crop of 1', (inner) => {
    const found = differences(a, b, { ...WHOLE, crop: 1, inner });
    expect(found).toMatchObject(summed({ x: 1, y: 1, width: 7, height: 35 }));
    expect(found.inner).toMatchObject(summed({ ...inner, x: inner.x + 1, y: inner.y + 1 }));
  });

  it('makes one pass for all who ask the same, and another for another crop or part', () => {
    const shared = new Map<string, unknown>();
    const ask = (more: object): unknown => differences(a, b, { ...WHOLE, shared, ...more });
    const first = ask({});
    expect(ask({})).toBe(first);
    expect(ask({ crop: 1 })).not.toBe(first);
    expect(ask({ inner: { x: 1, y: 1, width: 2, height: 2 } })).not.toBe(first);
    expect(shared.size).toBe(3);
  });

  it('looks at the cancel flag every 16 rows', () => {
    let looks = 0;
    differences(a, b, { ...WHOLE, checkpoint: () => void looks++ });
    expect(looks).toBe(3);
  });
});
