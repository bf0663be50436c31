import { describe, expect, it } from 'vitest';
import { regressions } from '../bench/check';
import { untimed } from '../bench/measure';
import { means, meanSentences } from '../bench/table';
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

describe('rows without all their peers', () => {
  it('a peer that ran out of time, broke down or did not start is unknown; one without the operator is no rival', () => {
    const left = {
      ort: 'the time was over',
      torch: 'Segmentation fault',
      tfjs: 'has no such operator',
      opencv: 'runs on 1 thread only',
      'ort-web': 'differs from the reference by 0.5',
    };
    expect(untimed(left, ['opencv-native', 'torch'])).toEqual(['opencv-native', 'torch', 'ort']);
  });

  it('are in no mean, and the count is said', () => {
    const rows = [
      { threads: 1, ratioNpm: 2, ratioAll: null },
      { threads: 1, ratioNpm: 8, ratioAll: null },
      { threads: 1, ratioNpm: null, ratioAll: null },
    ];
    expect(means(rows)).toEqual([
      {
        threads: 1,
        rows: 3,
        npm: { ratio: expect.closeTo(4, 12) as number, count: 2 },
        all: { ratio: null, count: 0 },
      },
    ]);
    expect(meanSentences(rows)).toEqual([
      'Geometric mean on 1 thread: 4.00x the fastest npm peer (2 of 3 rows), no row has times of the fastest of all.',
    ]);
  });
});
