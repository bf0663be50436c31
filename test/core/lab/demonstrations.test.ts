import { describe, expect, test } from 'vitest';
import { overlapOf, thereAndBack } from '@core/lab';
import { createTensor } from '@core/tensor/tensor';

describe('overlap', () => {
  test('k3 s2 alternates between one and two kernels, k4 s2 does not', () => {
    expect(overlapOf(3, 2, 4).counts).toEqual([1, 1, 2, 1, 2, 1, 2, 1, 1]);
    expect(overlapOf(3, 2, 4).phases).toEqual([2, 1]);
    expect(overlapOf(4, 2, 4).phases).toEqual([2, 2]);
    expect(overlapOf(4, 2, 4).even).toBe(true);
    expect(overlapOf(3, 2, 4).even).toBe(false);
  });

  test('a constant stays constant inside with the bilinear kernel, whose size does not divide by the stride', () => {
    const { bilinear, ones, size } = overlapOf(3, 2, 8);
    const inside = (plane: readonly number[]): number[] => plane.slice(8 * size + 4, 8 * size + 12);
    for (const value of inside(bilinear)) expect(value).toBeCloseTo(1, 12);
    expect(new Set(inside(ones)).size).toBe(2);
  });
});

describe('there and back', () => {
  const input = createTensor(
    [1, 5, 5],
    Array.from({ length: 25 }, (_, i) => (i * 7) % 10),
  );
  const weight = createTensor([1, 1, 3, 3], [1, 2, 1, 2, 4, 2, 1, 2, 1]);

  test('stride 2: the shape returns, the values do not, and no inverse exists', () => {
    const result = thereAndBack(input, weight, { stride: 2, padding: 1 });
    expect(result.small.shape).toEqual([1, 3, 3]);
    expect(result.back.shape).toEqual([1, 5, 5]);
    expect(result.backError).toBeGreaterThan(10);
    expect(result.exists).toBe(false);
    expect([result.rank, result.unknowns]).toEqual([9, 25]);
    expect(result.leastSquaresError).toBeGreaterThan(0.1);
  });

  test('stride 1 with a kernel that loses nothing: least squares gives the input back', () => {
    const result = thereAndBack(input, createTensor([1, 1, 3, 3], [0, 1, 0, 1, 8, 1, 0, 1, 0]), {
      stride: 1,
      padding: 1,
    });
    expect(result.exists).toBe(true);
    expect(result.leastSquaresError).toBeLessThan(1e-5);
    expect(result.backError).toBeGreaterThan(10);
  });

  test('5x5 and 6x6 both become 3x3; outputPadding tells them apart', () => {
    const six = thereAndBack(createTensor([1, 6, 6]), weight, { stride: 2, padding: 1 });
    expect(six.small.shape).toEqual([1, 3, 3]);
    expect(six.outputPadding).toEqual([1, 1]);
    expect(thereAndBack(input, weight, { stride: 2, padding: 1 }).outputPadding).toEqual([0, 0]);
  });
});
