import { describe, expect, it } from 'vitest';
import { conv2d, interpolate, resizeBilinearU8 } from '../../../core/ops';
import { createTensor } from '../../../core/tensor/tensor';

describe('conv2d with a border', () => {
  const x = createTensor([1, 1, 2, 3], [1, 2, 3, 4, 5, 6]);
  const one = createTensor([1, 1, 1, 1], [1]);
  /** What the kernel sees, row by row, as F.pad writes it. */
  const bordered = (
    paddingMode: 'zeros' | 'reflect' | 'replicate' | 'circular',
    padding: readonly [number, number],
  ) => {
    const y = conv2d(x, one, null, { padding, paddingMode });
    const width = y.shape[3]!;
    return Array.from({ length: y.shape[2]! }, (_, i) => [...y.data.subarray(i * width, (i + 1) * width)]);
  };

  it('reflects without repeating the edge', () => {
    expect(bordered('reflect', [1, 2])).toEqual([
      [6, 5, 4, 5, 6, 5, 4],
      [3, 2, 1, 2, 3, 2, 1],
      [6, 5, 4, 5, 6, 5, 4],
      [3, 2, 1, 2, 3, 2, 1],
    ]);
  });

  it('repeats the edge', () => {
    expect(bordered('replicate', [2, 1])).toEqual([
      ...[1, 1, 1].map(() => [1, 1, 2, 3, 3]),
      ...[1, 1, 1].map(() => [4, 4, 5, 6, 6]),
    ]);
  });

  it('goes around', () => {
    expect(bordered('circular', [1, 3])).toEqual([
      [4, 5, 6, 4, 5, 6, 4, 5, 6],
      [1, 2, 3, 1, 2, 3, 1, 2, 3],
      [4, 5, 6, 4, 5, 6, 4, 5, 6],
      [1, 2, 3, 1, 2, 3, 1, 2, 3],
    ]);
  });

  it('adds zeros, and nothing where there is none', () => {
    expect(bordered('zeros', [0, 1])).toEqual([
      [0, 1, 2, 3, 0],
      [0, 4, 5, 6, 0],
    ]);
    expect(bordered('circular', [0, 0])).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('adds one cell more behind than before for "same" with an even kernel', () => {
    const taps = createTensor([1, 1, 1, 2], [10, 1]);
    const y = conv2d(x, taps, null, { padding: 'same', paddingMode: 'replicate' });
    expect([...y.data]).toEqual([12, 23, 33, 45, 56, 66]);
  });
});

describe('resizeBilinearU8', () => {
  const width = 5;
  const height = 4;
  const data = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 97 + (i >> 3) * 31) % 256);
  const planes = createTensor(
    [1, 4, height, width],
    Float32Array.from(
      { length: data.length },
      (_, i) => data[(i % (width * height)) * 4 + Math.floor(i / (width * height))]!,
    ),
  );

  it.each([
    [10, 8],
    [5, 4],
    [13, 9],
    [7, 11],
    [3, 2],
    [1, 1],
    [20, 16],
  ])('is interpolate rounded, within one step of the weights, to %ix%i', (outWidth, outHeight) => {
    const result = resizeBilinearU8({ width, height, data }, { width: outWidth, height: outHeight });
    expect([result.width, result.height, result.data.length]).toEqual([outWidth, outHeight, outWidth * outHeight * 4]);
    const expected = interpolate(planes, { size: [outHeight, outWidth], mode: 'bilinear' });
    const count = outWidth * outHeight;
    for (let i = 0; i < count; i++)
      for (let c = 0; c < 4; c++)
        expect(Math.abs(result.data[i * 4 + c]! - expected.data[c * count + i]!)).toBeLessThan(0.8);
  });

  it('doubles exactly', () => {
    const result = resizeBilinearU8({ width, height, data }, { width: 10, height: 8 });
    const expected = interpolate(planes, { size: [8, 10], mode: 'bilinear' });
    for (let i = 0; i < 80; i++)
      for (let c = 0; c < 4; c++) expect(result.data[i * 4 + c]).toBe(Math.floor(expected.data[c * 80 + i]! + 0.5));
  });

  it('does not touch the picture', () => {
    const before = [...data];
    resizeBilinearU8({ width, height, data }, { width: 9, height: 9 });
    expect([...data]).toEqual(before);
  });
});
