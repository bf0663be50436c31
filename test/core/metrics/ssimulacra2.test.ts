import { message, say } from '@core/messages';
import { describe, expect, it } from 'vitest';
import { floatPlane, type FloatPlane } from '@core/metrics/filter';
import { recursiveGaussian } from '@core/metrics/recursiveGaussian';
import { ssimulacra2 } from '@core/metrics/ssimulacra2';
import { makeRaster } from '../../helpers/pictures';
import { expectClose } from '../../helpers/tolerance';
import { answerOf } from './tiny';

function planeOf(width: number, height: number, value: (x: number, y: number) => number): FloatPlane {
  const plane = floatPlane(width, height);
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = value(i % width, Math.floor(i / width));
  return plane;
}
const noise = (x: number, y: number): number => (((x * 37 + y * 91 + x * y * 13) % 101) - 30) / 70;
// The recursion carries the rounding of float32 along a row.
const close = { atol: 3e-5, rtol: 0 };

/** The nine taps, from a spot far from every border. */
const spot = recursiveGaussian(planeOf(31, 31, (x, y) => (x === 15 && y === 15 ? 1 : 0)));
const taps = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map(
  (x) => spot.data[15 * 31 + 15 + x]! / Math.sqrt(spot.data[15 * 31 + 15]!),
);

describe('the recursive Gaussian', () => {
  it('is nine taps that sum to 1 with variance sigma^2 = 2.25, equations (53) and (54), near the Gaussian itself', () => {
    const total = taps.reduce((sum, tap) => sum + tap, 0);
    expect(total).toBeCloseTo(1, 4);
    expect(taps.reduce((sum, tap, i) => sum + tap * (i - 4) ** 2, 0)).toBeCloseTo(2.25, 3);
    const gauss = taps.map((_, i) => Math.exp(-((i - 4) ** 2) / 4.5) / (1.5 * Math.sqrt(2 * Math.PI)));
    expectClose(taps, gauss, { atol: 0.012, rtol: 0 });
    expectClose(taps, [...taps].reverse(), close);
  });

  it('is the sum of three cosines nearest to the Gaussian that has this sum and variance', () => {
    // Weights b of cos(w n): b = rho + A'(A A')^-1 (c - A rho), rows of A = sums of cos(w n) and of n^2 cos(w n), c = (1, 2.25).
    const offsets = [-4, -3, -2, -1, 0, 1, 2, 3, 4];
    const omega = [1, 3, 5].map((k) => (k * Math.PI) / 10);
    const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
    const rho = omega.map((w) => Math.exp(-(1.5 ** 2 * w * w) / 2) / 5);
    const p = omega.map((w) => offsets.reduce((sum, n) => sum + Math.cos(w * n), 0));
    const q = omega.map((w) => offsets.reduce((sum, n) => sum + n * n * Math.cos(w * n), 0));
    const [lackP, lackQ] = [1 - dot(p, rho), 2.25 - dot(q, rho)];
    const determinant = dot(p, p) * dot(q, q) - dot(p, q) ** 2;
    const alongP = (dot(q, q) * lackP - dot(p, q) * lackQ) / determinant;
    const alongQ = (dot(p, p) * lackQ - dot(p, q) * lackP) / determinant;
    const weights = rho.map((r, k) => r + alongP * p[k]! + alongQ * q[k]!);
    const expected = offsets.map((n) => dot(weights, omega.map((w) => Math.cos(w * n)))); // prettier-ignore
    expectClose(taps, expected, { atol: 1e-6, rtol: 0 });
  });

  it('is the same along both sides, and nothing beyond nine taps', () => {
    const separable = Array.from({ length: 31 * 31 }, (_, i) => (taps[(i % 31) - 11] ?? 0) * (taps[Math.floor(i / 31) - 11] ?? 0)); // prettier-ignore
    expectClose(spot.data, separable, close);
  });

  // Every way a row can end: within the first outputs, in a block of four, in what is left of one.
  it.each([1, 2, 3, 4, 5, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 25, 40])(
    'convolves with them %i pixels wide or high, zeros outside',
    (size) => {
      const convolved = (width: number, height: number): number[] =>
        Array.from({ length: width * height }, (_, i) => {
          let sum = 0;
          for (let dy = -4; dy <= 4; dy++)
            for (let dx = -4; dx <= 4; dx++) {
              const [x, y] = [(i % width) + dx, Math.floor(i / width) + dy];
              if (x >= 0 && y >= 0 && x < width && y < height) sum += taps[dx + 4]! * taps[dy + 4]! * noise(x, y);
            }
          return sum;
        });
      for (const [width, height] of [
        [size, 6],
        [6, size],
      ] as const)
        // prettier-ignore
        expectClose(recursiveGaussian(planeOf(width, height, noise)).data, convolved(width, height), close);
    },
  );

  it('looks at the cancel flag every 8 rows on each of its two ways', () => {
    let looks = 0;
    recursiveGaussian(floatPlane(2, 17), () => void looks++);
    // 0, 8 and 16 across; -0, 8 and 16 of -4..16 down.
    expect(looks).toBe(6);
  });
});

describe('SSIMULACRA 2', () => {
  const grey = (side: number) => makeRaster({ width: side, height: side, channels: 1 }, (x, y) => (x * y) % 256);

  it.each([
    // A picture is halved while 8 pixels are left of it.
    [8, 2],
    [14, 2],
    [15, 3],
    [112, 5],
  ])('of %i pixels a side has %i of its 6 scales, and says so', (side, scales) => {
    expect(answerOf(ssimulacra2, grey(side), grey(side))).toMatchObject({
      value: 100,
      warning: message('scales-missing', { scales, all: 6 }),
    });
  });

  it('goes by the shorter side', () => {
    const strip = makeRaster({ width: 40, height: 8, channels: 1 }, (x, y) => (x * y) % 256);
    expect(say(answerOf(ssimulacra2, strip, strip).warning!)).toContain('Only 2 of 6 scales');
  });

  it('of 113 pixels a side has all of them', () => {
    expect(answerOf(ssimulacra2, grey(113), grey(113)).warning).toBeUndefined();
  });

  it('takes grey as three equal channels, and leaves the crop out', () => {
    const value = (k: number) => (x: number, y: number) => (x * 37 + y * 11 + k * x * y) % 256;
    const [a, b] = [1, 3].map((k) => makeRaster({ width: 19, height: 17, channels: 1 }, value(k)));
    const expected = answerOf(ssimulacra2, a!, b!).value;
    expect(expected).toBeLessThan(90);
    const framed = (k: number) =>
      makeRaster({ width: 21, height: 19 }, (x, y) =>
        x < 1 || y < 1 || x > 19 || y > 17 ? 90 * k - 90 : value(k)(x - 1, y - 1),
      );
    expect(answerOf(ssimulacra2, framed(1), framed(3), { crop: 1 }).value).toBe(expected);
  });

  it.each([
    [17, 24],
    [25, 31],
  ])(
    'scores a pair of %i×%i like the same pair turned: odd sides repeat their last column as they do their last row',
    (width, height) => {
      const value = (k: number) => (x: number, y: number) => (90 + x * 5 + y * 3 + k * ((x * 7 + y * 13) % 31)) % 256;
      const score = (turned: boolean): number => {
        const [a, b] = [1, 2].map((k) =>
          makeRaster({ width: turned ? height : width, height: turned ? width : height, channels: 1 }, (x, y) =>
            turned ? value(k)(y, x) : value(k)(x, y),
          ),
        );
        return answerOf(ssimulacra2, a!, b!).value;
      };
      // Rows and columns are rounded in different places.
      expect(Math.abs(score(false) - score(true))).toBeLessThan(0.01);
    },
  );

  it('is not symmetric: an edge the reference lacks is another error than one it had', () => {
    const flat = makeRaster({ width: 40, height: 40 }, () => 100);
    const lines = makeRaster({ width: 40, height: 40 }, (x) => (x % 4 === 0 ? 140 : 100));
    const [ringing, blur] = [answerOf(ssimulacra2, flat, lines).value, answerOf(ssimulacra2, lines, flat).value];
    expect(Math.abs(ringing - blur)).toBeGreaterThan(1);
  });
});
