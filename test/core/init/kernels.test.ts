import { describe, expect, it } from 'vitest';
import {
  createGenerator,
  cubic,
  deltaKernel,
  fans,
  flat,
  gaussian,
  icnr,
  kaiming,
  lanczos3,
  nearestBox,
  perChannel,
  sampleTaps,
  separable,
  sharpenKernel,
  shufflePhases,
  tent,
  withNoise,
  xavier,
  type Profile,
} from '@core/init';
import { createTensor } from '@core/tensor/tensor';

const taps = (profile: Profile, k: number, s: number, d = 1): number[] => [...sampleTaps(profile, k, d, s)];
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

describe('kernels in one axis, stride s, gain s', () => {
  it('tent: the textbook rows of bilinear interpolation', () => {
    expect(taps(tent(2), 4, 2)).toEqual([0.25, 0.75, 0.75, 0.25]);
    expect(taps(tent(2), 3, 2)).toEqual([0.5, 1, 0.5]);
    expect(taps(tent(4), 8, 4)).toEqual([0.125, 0.375, 0.625, 0.875, 0.875, 0.625, 0.375, 0.125]);
    taps(tent(3), 5, 3).forEach((value, i) => expect(value).toBeCloseTo([1 / 3, 2 / 3, 1, 2 / 3, 1 / 3][i]!, 15));
  });

  it('box, nearest box, cubic and Lanczos', () => {
    expect(taps(flat(), 4, 2)).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(taps(nearestBox(2), 4, 2)).toEqual([0, 1, 1, 0]);
    expect(taps(nearestBox(2), 3, 2)).toEqual([0.5, 1, 0.5]);
    expect(taps(nearestBox(2), 3, 1)).toEqual([0.25, 0.5, 0.25]);
    // Half-pixel bicubic at x2, a = -0.75: the row every framework uses.
    const row = [-0.03515625, -0.10546875, 0.26171875, 0.87890625];
    taps(cubic(2), 8, 2).forEach((value, i) => expect(value).toBeCloseTo(row[i < 4 ? i : 7 - i]!, 15));
    const lanczos = lanczos3(2);
    expect(lanczos(0)).toBe(1);
    expect(lanczos(2)).toBeCloseTo(0, 15);
    expect(lanczos(1)).toBeCloseTo(
      (Math.sin(Math.PI / 2) / (Math.PI / 2)) * (Math.sin(Math.PI / 6) / (Math.PI / 6)),
      15,
    );
    expect(lanczos(6)).toBe(0);
  });

  it('has the gain asked for: a transposed convolution sums to s, a mean phase sum of 1', () => {
    for (const profile of [tent, nearestBox, cubic, lanczos3, (s: number) => gaussian(0.4 * s), () => flat()]) {
      for (const s of [2, 3, 4])
        for (const k of [1, 2, 3, 5, 8]) expect(sum(taps(profile(s), k, s))).toBeCloseTo(s, 12);
    }
  });

  it('samples where a dilated kernel has its taps', () => {
    expect(taps(tent(4), 3, 4, 2)).toEqual([1, 2, 1]);
  });

  it('refuses taps that all miss the kernel', () => {
    expect(() => taps(tent(2), 2, 2, 4)).toThrow(
      'Expected weights whose taps do not cancel but at kernelSize 2 and dilation 4 they sum to 0: choose other weights or dilation 1.',
    );
  });
});

describe('weight tensors', () => {
  it('keeps channels apart in depthwise and in dense layouts', () => {
    const kernel = separable(Float64Array.of(1, 2));
    expect([...perChannel(kernel, [2, 1, 2, 2]).data]).toEqual([1, 2, 2, 4, 1, 2, 2, 4]);
    expect([...perChannel(kernel, [2, 2, 2, 2]).data]).toEqual([1, 2, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 4]);
  });

  it('identity and sharpen sum to 1', () => {
    expect([...deltaKernel(3).values]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect([...sharpenKernel(3).values]).toEqual([0, -1, 0, -1, 5, -1, 0, -1, 0]);
    expect(sum(sharpenKernel(5).values)).toBe(1);
  });

  it('shuffles the phases by W[c r^2 + i r + j, ., a, b] = kernel[i + r(K-1-a), j + r(K-1-b)]', () => {
    // r = 2, K = 1: the four phases are the four taps.
    const kernel = separable(Float64Array.of(1, 10));
    expect([...shufflePhases(kernel, 2, [4, 1, 1, 1]).data]).toEqual([1, 10, 10, 100]);
    // r = 2, K = 3 in one axis (taps 0..5): phase 0 sees taps 4, 2, 0; phase 1 sees 5, 3, 1.
    const rows = shufflePhases(separable(Float64Array.of(0, 1, 2, 3, 4, 5)), 2, [4, 1, 3, 3]).data;
    expect([...rows.subarray(9, 18)]).toEqual([20, 12, 4, 10, 6, 2, 0, 0, 0]);
  });

  it('ICNR gives every phase of a channel one kernel', () => {
    let drawn = 0;
    const weight = icnr([8, 1, 1, 1], 2, (shape) =>
      createTensor(
        shape,
        Float32Array.from({ length: 2 }, () => ++drawn),
      ),
    );
    expect([...weight.data]).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
  });
});

describe('random weights', () => {
  it('counts fans as PyTorch does, from the shape of the tensor', () => {
    expect(fans([64, 32, 3, 3])).toEqual({ fanIn: 288, fanOut: 576 });
  });

  it('has the standard deviation of its formula', () => {
    const shape = [32, 16, 5, 5];
    const std = (data: Float32Array): number => Math.sqrt(sum(data.map((value) => value * value)) / data.length);
    const within = (measured: number, expected: number): void =>
      expect(Math.abs(measured / expected - 1)).toBeLessThan(0.03);
    within(std(kaiming(shape, createGenerator(1)).data), Math.sqrt(2 / 400));
    within(std(kaiming(shape, createGenerator(1), 'normal', 'fan_out').data), Math.sqrt(2 / 800));
    const uniform = kaiming(shape, createGenerator(1), 'uniform').data;
    within(std(uniform), Math.sqrt(2 / 400));
    expect(Math.max(...uniform)).toBeLessThanOrEqual(Math.fround(Math.sqrt(6 / 400)));
    const xavierUniform = xavier(shape, createGenerator(1)).data;
    within(std(xavierUniform), Math.sqrt(2 / 1200));
    expect(Math.max(...xavierUniform)).toBeLessThanOrEqual(Math.fround(Math.sqrt(6 / 1200)));
    within(std(xavier(shape, createGenerator(1), 'normal').data), Math.sqrt(2 / 1200));
  });

  it('repeats itself for a seed and never for another', () => {
    const draw = (seed: number): number[] => [...kaiming([2, 1, 3, 3], createGenerator(seed)).data];
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });
});

describe('weight noise', () => {
  it('is relative: zeros stay zeros, the rest moves by about the share asked for', () => {
    const weight = createTensor([1, 1, 100, 100], new Float32Array(10_000).fill(2));
    weight.data[0] = 0;
    const noisy = withNoise(weight, 0.05, createGenerator(3, 1));
    expect(noisy.data[0]).toBe(0);
    const deviations = noisy.data.slice(1).map((value) => value / 2 - 1);
    const std = Math.sqrt(sum(deviations.map((value) => value * value)) / deviations.length);
    expect(Math.abs(std / 0.05 - 1)).toBeLessThan(0.03);
    expect(weight.data[1]).toBe(2);
  });
});
