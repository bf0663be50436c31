import { describe, expect, it } from 'vitest';
import { centredDecibels, hannWindow, powerSpectrum, radialProfile, strideHarmonics, type Field } from '@core/checkerboard'; // prettier-ignore
import { smallestSpectralSide, spectralPeak } from '@core/checkerboard';
import { expectClose } from '../../helpers/tolerance';

function field(width: number, height: number, value: (x: number, y: number) => number): Field {
  const data = Float64Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));
  return { width, height, data };
}
const texture = (x: number, y: number): number => ((x * 37 + y * 91 + x * y * 7) % 64) - 20;
const close = { atol: 1e-10, rtol: 0 };

/** |F|^2 / (W H)^2 term by term. */
function definition({ width, height, data }: Field): number[] {
  return Array.from(data, (_, k) => {
    const [v, u] = [Math.floor(k / width), k % width];
    let [re, im] = [0, 0];
    data.forEach((value, i) => {
      const angle = 2 * Math.PI * ((u * (i % width)) / width + (v * Math.floor(i / width)) / height);
      re += value * Math.cos(angle);
      im -= value * Math.sin(angle);
    });
    return (re * re + im * im) / (width * height) ** 2;
  });
}
/** sin^2(pi (n + 1/2) / N) over its root mean square. */
function hann(size: number): number[] {
  const faded = Array.from({ length: size }, (_, n) => Math.sin((Math.PI * (2 * n + 1)) / (2 * size)) ** 2);
  const rms = Math.sqrt(faded.reduce((sum, w) => sum + w * w, 0) / size);
  return faded.map((w) => w / rms);
}

describe('powerSpectrum', () => {
  const sizes = [[1, 1], [5, 4], [4, 5], [1, 3], [6, 1], [7, 3], [8, 6]] as const; // prettier-ignore
  it.each(sizes)('is the definition for %i×%i', (width, height) => {
    const some = field(width, height, texture);
    expectClose(powerSpectrum(some).data, definition(some), close);
  });

  it.each(sizes)('of %i×%i without its mean, and faded to the borders', (width, height) => {
    const some = field(width, height, texture);
    const mean = some.data.reduce((sum, value) => sum + value, 0) / some.data.length;
    const centred = field(width, height, (x, y) => texture(x, y) - mean);
    expectClose(powerSpectrum(some, { removeMean: true }).data, definition(centred), close);
    const [across, down] = [hann(width), hann(height)];
    const faded = (from: Field): Field => field(width, height, (x, y) => from.data[y * width + x]! * across[x]! * down[y]!); // prettier-ignore
    expectClose(powerSpectrum(some, { window: 'hann' }).data, definition(faded(some)), close);
    expectClose(powerSpectrum(some, { window: 'hann', removeMean: true }).data, definition(faded(centred)), close);
  });

  it('leaves the field as it is', () => {
    const some = field(5, 4, texture);
    powerSpectrum(some, { window: 'hann', removeMean: true });
    expect(some.data).toEqual(field(5, 4, texture).data);
  });

  it('looks at the cancel flag every 16 rows, then every 16 columns of the half it computes', () => {
    let looks = 0;
    powerSpectrum(field(34, 35, texture), { checkpoint: () => void looks++ });
    // Rows 0, 16, 32; columns 0 and 16 of 18.
    expect(looks).toBe(5);
  });
});

it('the Hann window has a mean square of 1', () => {
  for (const size of [1, 2, 5, 8]) expectClose(hannWindow(size), hann(size), { atol: 1e-14, rtol: 0 });
  expectClose(hannWindow(2), [1, 1], { atol: 1e-14, rtol: 0 });
});

describe('radialProfile', () => {
  it('is the mean over rings as wide as a bin of the longer side', () => {
    // 4 x 2: frequencies 0, 1/4, 1/2, 1/4 across and 0, 1/2 down; rings of 1/4.
    const { radius, power } = radialProfile({
      width: 4,
      height: 2,
      data: Float64Array.of(100, 1, 2, 5, 8, 16, 32, 64),
    });
    // Ring 0: the mean. Ring 1: both 1/4. Ring 2: (1/2, 0), (0, 1/2) and hypot(1/4, 1/2) = 2.24 of the rings. Ring 3: the corner at 2.83.
    expect([...power]).toEqual([100, 3, (2 + 8 + 16 + 64) / 4, 32]);
    expectClose(radius, [0, 0.25, 0.5, Math.SQRT1_2], { atol: 1e-15, rtol: 0 });
  });

  it('is the same for the turned picture, and 0 on a ring without members', () => {
    const turned = radialProfile({ width: 2, height: 4, data: Float64Array.of(100, 8, 1, 16, 2, 32, 5, 64) });
    expect([...turned.power]).toEqual([100, 3, 22.5, 32]);
    // 8 x 1 reaches 1/2 only: the rings of the corner stay empty.
    const line = radialProfile({ width: 8, height: 1, data: new Float64Array(8).fill(3) });
    expect([...line.power]).toEqual([3, 3, 3, 3, 3, 0, 0]);
    expect(line.radius.at(-1)).toBe(Math.SQRT1_2);
  });
});

describe('centredDecibels', () => {
  it('moves the mean to the middle', () => {
    const data = Float64Array.of(1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11);
    // 4 x 3: two columns right, one row down.
    expectClose(centredDecibels({ width: 4, height: 3, data }), [100, 110, 80, 90, 20, 30, 0, 10, 60, 70, 40, 50], {
      atol: 1e-4,
      rtol: 0,
    });
  });

  it('has a floor where there is nothing', () => {
    const nothing = { width: 1, height: 1, data: Float64Array.of(0) };
    expect(centredDecibels(nothing)[0]).toBeCloseTo(-120, 4);
    expect(centredDecibels(nothing, 1e-3)[0]).toBeCloseTo(-30, 4);
  });
});

it('strideHarmonics are each once up to the mirror image', () => {
  const listed = (stride: number) => strideHarmonics(stride).map(({ fy, fx }) => `${fy * stride},${fx * stride}`);
  expect(listed(1)).toEqual([]);
  expect(listed(2)).toEqual(['0,1', '1,0', '1,1']);
  expect(listed(3)).toEqual(['0,1', '1,0', '1,1', '1,2']);
  expect(listed(4)).toEqual(['0,1', '0,2', '1,0', '1,1', '1,2', '1,3', '2,0', '2,1', '2,2']);
});

describe('spectralPeak', () => {
  /** Mean power within 2 bins over the median from 4 to 16 bins, in dB, at every harmonic. */
  function peaks(some: Field, stride: number): { fy: number; fx: number; decibels: number }[] {
    const { width, height, data } = powerSpectrum(some, { window: 'hann', removeMean: true });
    return strideHarmonics(stride).map(({ fy, fx }) => {
      const near: number[] = [];
      const around: number[] = [];
      for (let dy = -20; dy <= 20; dy++)
        for (let dx = -20; dx <= 20; dx++) {
          const [y, x] = [Math.round(fy * height) + dy, Math.round(fx * width) + dx];
          const power = data[((y + height) % height) * width + ((x + width) % width)]!;
          const squared = dx * dx + dy * dy;
          if (squared <= 4) near.push(power);
          if (squared >= 16 && squared <= 256) around.push(power);
        }
      expect([near.length, around.length % 2]).toEqual([13, 0]);
      around.sort((a, b) => a - b);
      const median = (around[around.length / 2 - 1]! + around[around.length / 2]!) / 2;
      return { fy, fx, decibels: 10 * Math.log10(near.reduce((sum, power) => sum + power, 0) / 13 / median) };
    });
  }

  const rough = (x: number, y: number): number => ((x * 1237 + y * 7919 + x * y * 331) % 257) - 128;
  it.each([
    [2, 41, 38, (x: number, y: number) => rough(x, y) + 20 * (y % 2)],
    [2, 36, 45, (x: number, y: number) => rough(x, y) + 20 * (x % 2)],
    [3, 54, 58, (x: number, y: number) => rough(x, y) + ((x + 2 * y) % 3) * 25],
    [3, 60, 55, (x: number, y: number) => rough(x, y) + ((x + y) % 3) * 25],
  ])('of stride %i on %i×%i is the strongest by the definition', (stride, width, height, value) => {
    const some = field(width, height, value);
    const best = peaks(some, stride).sort((a, b) => b.decibels - a.decibels)[0]!;
    const found = spectralPeak(some, stride)!;
    expect([found.fy, found.fx]).toEqual([best.fy, best.fx]);
    expect(found.decibels).toBeCloseTo(best.decibels, 8);
  });

  it('needs 18 strides on both sides', () => {
    expect(smallestSpectralSide(3)).toBe(54);
    expect(spectralPeak(field(54, 53, rough), 3)).toBeNull();
    expect(spectralPeak(field(53, 54, rough), 3)).toBeNull();
    expect(spectralPeak(field(54, 54, rough), 3)).not.toBeNull();
  });

  it('names the first of equals, and takes the mean away before the window', () => {
    expect(spectralPeak(field(36, 36, () => 0), 2)).toEqual({ fy: 0, fx: 0.5, decibels: 0 }); // prettier-ignore
    const some = field(40, 40, rough);
    const bright = field(40, 40, (x, y) => rough(x, y) + 1e6);
    expect(spectralPeak(bright, 2)!.decibels).toBeCloseTo(spectralPeak(some, 2)!.decibels, 5);
  });
});
