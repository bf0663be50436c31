import { describe, expect, it } from 'vitest';
import { conv2d, convTranspose2d } from '../../../core/ops';
import { convTranspose2dOutputSize } from '../../../core/tensor/sizes';
import { createTensor, type Tensor } from '../../../core/tensor/tensor';

const x = createTensor([1, 1, 2, 2], [0, 1, 2, 3]);
const k = createTensor([1, 1, 2, 2], [4, 7, 2, 2]);
const zeros = (...shape: number[]): Tensor => createTensor(shape);
const values = (tensor: Tensor): number[] => [...tensor.data];

describe('worked matrices', () => {
  it('stamps a 2x2 kernel at stride 1 into 3x3', () => {
    const y = convTranspose2d(x, k, null);
    expect(y.shape).toEqual([1, 1, 3, 3]);
    expect(values(y)).toEqual([0, 4, 7, 8, 28, 23, 4, 10, 6]);
  });

  it('padding 1 keeps the middle', () => {
    const y = convTranspose2d(x, k, null, { padding: 1 });
    expect(y.shape).toEqual([1, 1, 1, 1]);
    expect(values(y)).toEqual([28]);
  });

  it('stride 4 lays the scaled kernels apart in 6x6', () => {
    const y = convTranspose2d(x, k, null, { stride: 4 });
    expect(y.shape).toEqual([1, 1, 6, 6]);
    // prettier-ignore
    expect(values(y)).toEqual([
      0, 0, 0, 0, 4, 7,
      0, 0, 0, 0, 2, 2,
      0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0,
      8, 14, 0, 0, 12, 21,
      4, 4, 0, 0, 6, 6,
    ]);
  });

  it('sums two channels', () => {
    const two = createTensor([1, 2, 2, 2], [0, 1, 2, 3, 4, 5, 7, 8]);
    const kernels = createTensor([2, 1, 2, 2], [0, 1, 2, 3, 4, 5, 2, 3]);
    expect(values(convTranspose2d(two, kernels, null))).toEqual([16, 40, 26, 36, 93, 61, 18, 49, 33]);
  });
});

describe('shapes that come back, and those that do not', () => {
  const w = zeros(8, 3, 3, 3);
  it.each([
    { size: 5, outputPadding: 0, back: 5 },
    { size: 6, outputPadding: 0, back: 5 },
    { size: 6, outputPadding: 1, back: 6 },
  ])('3->8 k3 s2 p1 on $size with outputPadding $outputPadding gives $back', ({ size, outputPadding, back }) => {
    const small = conv2d(zeros(1, 3, size, size), w, null, { stride: 2, padding: 1 });
    expect(small.shape).toEqual([1, 8, 3, 3]);
    expect(convTranspose2d(small, w, null, { stride: 2, padding: 1, outputPadding }).shape).toEqual([1, 3, back, back]);
  });

  it('10->20 k5 s3 p2 on 16x16 and its transpose restore the shape', () => {
    const weight = zeros(20, 10, 5, 5);
    const options = { stride: 3, padding: 2 };
    const small = conv2d(zeros(1, 10, 16, 16), weight, null, options);
    expect(convTranspose2d(small, weight, null, options).shape).toEqual([1, 10, 16, 16]);
  });

  it('k2 s2 doubles 64x64', () => {
    expect(convTranspose2dOutputSize([64, 64], { kernelSize: 2, stride: 2 })).toEqual([128, 128]);
  });
});

describe('mistakes that tutorials publish', () => {
  it('k3 s2 p1 does not turn 16x16 into 32x32 but into 31x31', () => {
    const options = { kernelSize: 3, stride: 2, padding: 1 };
    expect(convTranspose2dOutputSize([16, 16], options)).toEqual([31, 31]);
    expect(convTranspose2dOutputSize([16, 16], { ...options, outputPadding: 1 })).toEqual([32, 32]);
  });

  it('8x8 through conv k3 s2 p1 and back is 7x7', () => {
    const weight = zeros(1, 1, 3, 3);
    const options = { stride: 2, padding: 1 };
    const small = conv2d(zeros(1, 1, 8, 8), weight, null, options);
    expect(convTranspose2d(small, weight, null, options).shape).toEqual([1, 1, 7, 7]);
  });

  it('a k2 kernel of 0.25 over all channels is no bilinear interpolation: three ones give 0.75', () => {
    const ones = createTensor([1, 3, 1, 1], [1, 1, 1]);
    const quarter = createTensor([3, 3, 2, 2], Array<number>(36).fill(0.25));
    expect(values(convTranspose2d(ones, quarter, null, { stride: 2 }))).toEqual(Array(12).fill(0.75));
  });
});
