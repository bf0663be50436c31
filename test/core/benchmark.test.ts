import { describe, expect, it } from 'vitest';
import { regressions } from '../bench/check';
import { slopeOf } from '../bench/growth';

describe('the check of the benchmark', () => {
  const committed = [
    { row: 'ct_dw', threads: 1, ratioNpm: 8 },
    { row: 'ct_dw', threads: 2, ratioNpm: 10 },
    { row: 'bl_u8', threads: 1, ratioNpm: null },
  ];

  it('names the rows whose lead fell below half, on the same number of threads', () => {
    const now = [
      { row: 'ct_dw', threads: 1, ratioNpm: 4 },
      { row: 'ct_dw', threads: 2, ratioNpm: 4.9 },
      { row: 'bl_u8', threads: 1, ratioNpm: 1 },
    ];
    expect(regressions(now, committed)).toEqual([{ row: 'ct_dw', threads: 2, was: 10, is: 4.9 }]);
  });

  it('says nothing of rows that one of the two has not measured', () => {
    expect(regressions([{ row: 'ssim', threads: 1, ratioNpm: 0.1 }], committed)).toEqual([]);
    expect(regressions([{ row: 'ct_dw', threads: 1, ratioNpm: null }], committed)).toEqual([]);
  });
});

it('the slope of growth is the exponent', () => {
  const sizes = [0.25, 1, 4, 16];
  expect(slopeOf(sizes, sizes)).toBeCloseTo(1, 12);
  expect(
    slopeOf(
      sizes,
      sizes.map((size) => 3 * size ** 2),
    ),
  ).toBeCloseTo(2, 12);
});
