import { describe, expect, it } from 'vitest';
import { SummaryBuilder } from '@core/experiment/summary';
import { fromSpecial } from '@core/experiment/special';
import { summarySchema } from '@core/experiment/summarySchema';
import { image, method, metric } from '../../helpers/resultsFixture';

const one = (key: string, psnr: number | 'Infinity', change = {}) =>
  method(key, 0, { metrics: [metric('psnr', psnr)], ...change });

function summarise(pictures: readonly (readonly [a: number | 'Infinity', b: number | 'Infinity' | null])[], seed = 0) {
  const builder = new SummaryBuilder();
  for (const [a, b] of pictures) builder.add(image([one('a', a), ...(b === null ? [] : [one('b', b)])]));
  const summary = builder.finish(seed);
  const [first, second] = summary.metrics[0]!.methods;
  return { summary, first: first!, second: second! };
}

describe('aggregates', () => {
  it('mean, median, quartiles, spread and wins by hand', () => {
    const { first, second, summary } = summarise([
      [10, 11],
      [20, 19],
      [30, 28],
      [50, 50],
    ]);
    expect(summary.images).toBe(4);
    expect(first).toMatchObject({ key: 'a', count: 4, mean: 27.5, median: 25, minimum: 10, maximum: 50, wins: 3 });
    // Ranks 0.75 and 2.25 of 10 20 30 50.
    expect(first).toMatchObject({ lowerQuartile: 17.5, upperQuartile: 35 });
    // Squares 306.25 56.25 6.25 506.25, over 3.
    expect(first.standardDeviation).toBeCloseTo(Math.sqrt(875 / 3), 12);
    expect(second).toMatchObject({ key: 'b', mean: 27, wins: 2 });
    // b - a: 1 -1 -2 0.
    expect(second.difference).toMatchObject({ against: 'a', count: 4, mean: -0.5 });
    const { low, high } = second.difference!;
    expect(low).toBeGreaterThanOrEqual(-2);
    expect(fromSpecial(low!)).toBeLessThan(-0.5);
    expect(fromSpecial(high!)).toBeGreaterThan(-0.5);
  });

  it('the interval of equal differences is a point, and a seed gives the same interval again', () => {
    const equal = summarise([
      [3, 1],
      [7, 5],
      [9, 7],
    ]);
    expect(equal.second.difference).toMatchObject({ mean: -2, low: -2, high: -2 });
    const pictures = Array.from({ length: 40 }, (_, i) => [30, 29 + Math.sin(i)] as const);
    expect(summarise(pictures, 5).summary).toEqual(summarise(pictures, 5).summary);
    expect(summarise(pictures, 5).second.difference).not.toEqual(summarise(pictures, 6).second.difference);
    // About the normal interval: sd / sqrt(n) = 0.71 / 6.3.
    const { low, high } = summarise(pictures).second.difference!;
    expect((fromSpecial(high!) - fromSpecial(low!)) / 2).toBeCloseTo(1.96 * 0.112, 1);
  });

  it('leaves a picture with an infinite or missing value out for all methods, by name, and counts its win', () => {
    const { summary, first, second } = summarise([
      [10, null],
      ['Infinity', 12],
      [14, 15],
      [16, 18],
    ]);
    const [metric] = summary.metrics;
    expect(metric).toMatchObject({ id: 'psnr', count: 2 });
    expect(metric!.leftOut).toEqual([
      { file: 'cat.png', why: 'missing', methods: ['b'] },
      { file: 'cat.png', why: 'infinite', methods: ['a'] },
    ]);
    expect(first).toMatchObject({ key: 'b', count: 2, mean: 16.5, median: 16.5, wins: 2 });
    expect(second).toMatchObject({ key: 'a', count: 2, mean: 15, wins: 2, difference: { mean: -1.5, count: 2 } });
  });

  it('has no mean and no NaN where no picture is left; the wins decide the order', () => {
    const { summary, first, second } = summarise([
      [10, 'Infinity'],
      [11, 'Infinity'],
    ]);
    expect(first).toMatchObject({ key: 'b', count: 0, mean: null, standardDeviation: null, wins: 2 });
    expect(second).not.toHaveProperty('difference');
    expect(JSON.stringify(summary)).not.toMatch(/NaN/);
    expect(summarySchema.parse(summary)).toEqual(summary);
  });

  it('one picture alone has no deviation and no interval', () => {
    const { first, second } = summarise([
      [10, 9],
      ['Infinity', 12],
    ]);
    expect(first).toMatchObject({ count: 1, standardDeviation: null });
    expect(second.difference).toEqual({ against: 'a', count: 1, mean: -1 });
  });

  it('values that are shown as equal both win', () => {
    const { first, second } = summarise([
      [28.345, 28.3501],
      [30, 29],
    ]);
    expect([first.wins, second.wins]).toEqual([2, 1]);
  });

  it('a method that saw the original wins nothing and is last', () => {
    const builder = new SummaryBuilder();
    for (const psnr of [10, 20])
      builder.add(image([one('seen', 99, { excludedFromBest: 'it saw the original' }), one('a', psnr)]));
    const [first, second] = builder.finish(0).metrics[0]!.methods;
    expect(first).toMatchObject({ key: 'a', wins: 2 });
    expect(second).toMatchObject({ key: 'seen', wins: 0, mean: 99 });
    // Nothing is better than the best.
    expect(second).not.toHaveProperty('difference');
  });
});
