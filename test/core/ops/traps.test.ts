import { describe, expect, it } from 'vitest';
import {
  conv2d,
  convTranspose2d,
  interpolate,
  maxPool2d,
  maxUnpool2d,
  pixelShuffle,
  pixelUnshuffle,
} from '../../../core/ops';
import { createIndexTensor, createTensor, type Tensor } from '../../../core/tensor/tensor';

const row = (...values: number[]): Tensor => createTensor([1, 1, 1, values.length], values);
const square = (size: number, values: readonly number[]): Tensor => createTensor([1, 1, size, size], values);
const counting = (height: number, width: number): Tensor =>
  createTensor(
    [1, 1, height, width],
    Array.from({ length: height * width }, (_, i) => i),
  );

describe('interpolate', () => {
  it('nearest computes its index in float32: 3 -> 123 differs from exact arithmetic', () => {
    const y = interpolate(counting(1, 3), { size: [1, 123], mode: 'nearest' });
    const exact = Array.from({ length: 123 }, (_, d) => Math.floor((d * 3) / 123));
    const ratio = Math.fround(3 / 123);
    expect([...y.data]).toEqual(exact.map((_, d) => Math.min(2, Math.floor(Math.fround(d * ratio)))));
    expect([...y.data]).not.toEqual(exact);
  });

  it('nearest on one channel doubles by d >> 1 and copies at equal size, whatever the factor', () => {
    expect([...interpolate(row(1, 2), { scaleFactor: [1, 1.3] }).data]).toEqual([1, 2]);
    expect([...interpolate(row(1, 2), { scaleFactor: [1, 2.4] }).data]).toEqual([1, 1, 2, 2]);
  });

  it('nearest on several channels follows the given factor', () => {
    const x = createTensor([1, 2, 1, 4], [0, 1, 2, 3, 0, 1, 2, 3]);
    expect([...interpolate(x, { scaleFactor: [1, 1.2] }).data.subarray(0, 4)]).toEqual([0, 0, 1, 2]);
    expect([...interpolate(x, { scaleFactor: [1, 2.2] }).data.subarray(0, 8)]).toEqual([0, 0, 0, 1, 1, 2, 2, 3]);
  });

  it('area of a whole plane is divided once', () => {
    const x = createTensor(
      [1, 1, 3, 7],
      Float32Array.from({ length: 21 }, (_, i) => i / 16),
    );
    x.data[0] = 1 / 16;
    const sum = x.data.reduce((total, value) => total + value, 0);
    expect(interpolate(x, { size: 1, mode: 'area' }).data[0]).toBe(Math.fround(sum / 21));
  });

  it('a given factor counts, a recomputed one does not', () => {
    const x = counting(1, 5);
    const given = interpolate(x, { scaleFactor: [1, 1.3], mode: 'nearest' });
    const recomputed = interpolate(x, { scaleFactor: [1, 1.3], mode: 'nearest', recomputeScaleFactor: true });
    expect([...given.data]).toEqual([0, 0, 1, 2, 3, 3]);
    expect([...recomputed.data]).toEqual([0, 0, 1, 2, 3, 4]);
  });

  it('bilinear with half-pixel centres has no special case for one output pixel', () => {
    expect([...interpolate(row(0, 10), { size: [1, 1], mode: 'bilinear' }).data]).toEqual([5]);
    expect([...interpolate(row(0, 10), { size: [1, 1], mode: 'bilinear', alignCorners: true }).data]).toEqual([0]);
  });

  it('bicubic uses a = -0.75: the middle between 0 and 1 in 0 0 1 1 is 0.5, and it overshoots', () => {
    const y = interpolate(row(0, 0, 1, 1), { size: [1, 8], mode: 'bicubic' });
    expect(Math.max(...y.data)).toBeGreaterThan(1);
    expect(y.data[3]! + y.data[4]!).toBeCloseTo(1, 6);
  });

  it('three axes are refused, for PyTorch reads them as [N, C, L]', () => {
    const x = createTensor([1, 2, 2]);
    expect(() => interpolate(x, { scaleFactor: 2 })).toThrow(
      'Expected a shape [N, C, H, W] for input but received 1×2×2.',
    );
  });

  it('alignCorners is refused where nothing is interpolated', () => {
    expect(() => interpolate(row(1), { scaleFactor: 2, alignCorners: false })).toThrow('alignCorners');
  });

  it('area may come out empty', () => {
    expect(interpolate(row(1), { size: [0, 3], mode: 'area' }).shape).toEqual([1, 1, 0, 3]);
  });
});

describe('convolutions', () => {
  it("'same' puts the extra cell at the end", () => {
    const y = conv2d(row(1, 2, 3), createTensor([1, 1, 1, 2], [1, 10]), null, { padding: 'same' });
    expect([...y.data]).toEqual([21, 32, 3]);
  });

  it("'same' with a stride is refused", () => {
    const w = createTensor([1, 1, 1, 2]);
    expect(() => conv2d(row(1, 2), w, null, { padding: 'same', stride: 2 })).toThrow(
      "Expected 1 with padding 'same' for stride but received 2.",
    );
  });

  it('outputPadding must be less than stride or dilation', () => {
    const w = createTensor([1, 1, 3, 3]);
    expect(() => convTranspose2d(row(1), w, null, { outputPadding: 1 })).toThrow(
      'Expected an integer from 0 to 0 (less than stride or dilation) for outputPadding but received 1.',
    );
    expect(convTranspose2d(row(1), w, null, { outputPadding: 1, dilation: 2 }).shape).toEqual([1, 1, 6, 6]);
  });

  it('outputSize ranges over one stride', () => {
    const w = createTensor([1, 1, 3, 3]);
    const at = (size: number) =>
      convTranspose2d(counting(3, 3), w, null, { stride: 2, outputSize: [size, 7] }).shape[2];
    expect([7, 8].map(at)).toEqual([7, 8]);
    expect(() => at(6)).toThrow('outputSize');
    expect(() => at(9)).toThrow('outputSize');
  });

  it('a NaN weight makes NaN of the zero border too', () => {
    const w = createTensor([1, 1, 1, 3], [NaN, 1, 1]);
    expect([...conv2d(row(1, 2), w, null, { padding: [0, 1] }).data]).toEqual([NaN, NaN]);
  });

  it('zero times Infinity is NaN', () => {
    expect([...conv2d(row(Infinity), createTensor([1, 1, 1, 1]), null).data]).toEqual([NaN]);
  });

  it('unknown options are refused by name, undefined ones ignored', () => {
    const w = createTensor([1, 1, 1, 1], [1]);
    const wrong = { strides: 2 } as never;
    expect(() => conv2d(row(1), w, null, wrong)).toThrow('"strides"');
    expect([...conv2d(row(5), w, null, { stride: undefined }).data]).toEqual([5]);
  });

  it('circular padding needs a batch axis, as in PyTorch', () => {
    const w = createTensor([1, 1, 3, 3]);
    const circular = { padding: 1, paddingMode: 'circular' } as const;
    expect(conv2d(createTensor([1, 1, 3, 3]), w, null, circular).shape).toEqual([1, 1, 3, 3]);
    expect(() => conv2d(createTensor([1, 3, 3]), w, null, circular)).toThrow('paddingMode circular');
  });

  it('an empty batch gives an empty result', () => {
    expect(conv2d(createTensor([0, 1, 3, 3]), createTensor([2, 1, 3, 3]), null).shape).toEqual([0, 2, 1, 1]);
  });

  it('inputs are never modified', () => {
    const x = counting(3, 3);
    const w = square(2, [1, 2, 3, 4]);
    const before = [[...x.data], [...w.data]];
    conv2d(x, w, null, { padding: 1 });
    convTranspose2d(x, w, null);
    interpolate(x, { size: 3 }).data.fill(9);
    expect([[...x.data], [...w.data]]).toEqual(before);
  });
});

describe('max-pooling', () => {
  it('ties take the first in row-major order', () => {
    expect([...maxPool2d(square(2, [1, 1, 1, 1]), { kernelSize: 2 }).indices.data]).toEqual([0]);
  });

  it('NaN wins, the last of a window is reported', () => {
    const { output, indices } = maxPool2d(square(2, [1, NaN, NaN, 9]), { kernelSize: 2 });
    expect([...output.data]).toEqual([NaN]);
    expect([...indices.data]).toEqual([2]);
  });

  it('all -Infinity gives the first index inside', () => {
    const x = square(3, Array<number>(9).fill(-Infinity));
    const { indices } = maxPool2d(x, { kernelSize: 3, stride: 1, padding: 1 });
    expect([...indices.data]).toEqual([0, 0, 1, 0, 0, 1, 3, 3, 4]);
  });

  it('ceilMode drops a window that would start in the right padding', () => {
    const { output } = maxPool2d(counting(4, 4), { kernelSize: 2, stride: 3, padding: 1, ceilMode: true });
    expect(output.shape).toEqual([1, 1, 2, 2]);
  });

  it('padding is at most half the kernel', () => {
    expect(() => maxPool2d(counting(4, 4), { kernelSize: 3, padding: 2 })).toThrow(
      'Expected an integer from 0 to 1 (half of kernelSize) for padding but received 2.',
    );
  });

  it('unpooling: the last write wins, and outputSize is strictly within one stride', () => {
    const x = row(1, 2);
    const at = (outputSize: number[]) =>
      maxUnpool2d(x, createIndexTensor([1, 1, 1, 2], [0, 0]), { kernelSize: 2, outputSize });
    expect(at([2, 4]).data[0]).toBe(2);
    expect(at([1, 3]).shape).toEqual([1, 1, 1, 3]);
    expect(() => at([2, 6])).toThrow('outputSize');
    expect(() => at([2, 2])).toThrow('outputSize');
  });

  it('unpooling may come out empty', () => {
    const x = createTensor([1, 1, 1, 3], [1, 2, 3]);
    const y = maxUnpool2d(x, createIndexTensor([1, 1, 1, 3], [5, 0, 0]), { kernelSize: 2, padding: 1 });
    expect(y.shape).toEqual([1, 1, 0, 4]);
    expect(() => maxUnpool2d(row(1), createIndexTensor([1, 1, 1, 1], [0]), { kernelSize: 1, padding: 1 })).toThrow(
      'padding',
    );
  });
});

describe('pixelShuffle', () => {
  it('is DepthToSpace CRD, not DCR', () => {
    const x = createTensor([1, 8, 1, 1], [0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...pixelShuffle(x, 2).data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(pixelShuffle(x, 2).shape).toEqual([1, 2, 2, 2]);
  });

  it('of nothing has the shape PyTorch gives: shuffled, but not unshuffled', () => {
    expect(pixelShuffle(createTensor([0, 4, 2, 2]), 2).shape).toEqual([0, 1, 4, 4]);
    expect(pixelUnshuffle(createTensor([0, 1, 4, 4]), 2).shape).toEqual([0, 1, 4, 4]);
  });
});

it('a product that does not fit is refused before anything is allocated', () => {
  expect(() => interpolate(row(1), { size: [1e6, 1e6] })).toThrow('has more than 2147483647 values');
});
