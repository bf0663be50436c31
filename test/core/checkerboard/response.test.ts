import { expect, it } from 'vitest';
import { frequencyResponse } from '@core/checkerboard';
import { createGenerator } from '@core/init';

const middle = 16;
const largest = (values: readonly number[]): number => Math.max(...values.map(Math.abs));

it('is 1 everywhere for a single tap of 1, wherever it lies', () => {
  const response = frequencyResponse([
    [0, 0, 0],
    [0, 0, 1],
  ]);
  expect(response.flat()).toHaveLength(33 * 33);
  expect(largest(response.flat().map((value) => value - 1))).toBeLessThan(1e-12);
});

it('of a 2 x 2 mean is the product of two cosines: 1 at rest, nothing at half a cycle', () => {
  const response = frequencyResponse([
    [0.25, 0.25],
    [0.25, 0.25],
  ]);
  expect(response[middle]![middle]).toBeCloseTo(1, 12);
  expect(response[middle]![0]).toBeCloseTo(0, 12);
  const differences = response.flatMap((row, i) =>
    row.map((value, j) => {
      const [v, u] = [(i - middle) / 32, (j - middle) / 32];
      return value - Math.abs(Math.cos(Math.PI * u) * Math.cos(Math.PI * v));
    }),
  );
  expect(largest(differences)).toBeLessThan(1e-12);
});

it.each([
  [3, 5],
  [11, 1],
])(
  'equals the definition for a random kernel of %i x %i, also one longer than the grid of samples',
  (height, width) => {
    const generator = createGenerator(3);
    const rows = Array.from({ length: height }, () => Array.from({ length: width }, () => generator.uniform() - 0.5));
    const response = frequencyResponse(rows, 9);
    for (const [i, line] of response.entries())
      for (const [j, value] of line.entries()) {
        let [re, im] = [0, 0];
        for (const [y, row] of rows.entries())
          for (const [x, tap] of row.entries()) {
            const angle = 2 * Math.PI * (((j - 4) / 8) * x + ((i - 4) / 8) * y);
            re += tap * Math.cos(angle);
            im -= tap * Math.sin(angle);
          }
        expect(value).toBeCloseTo(Math.hypot(re, im), 12);
      }
  },
);
