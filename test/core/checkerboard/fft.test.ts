import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFft } from '../../../core/checkerboard';

function noise(size: number, seed: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => Math.sin((i + 1) * (seed + 0.7) * 12.9898) * 2);
}

/** X[k] = sum_n x[n] exp(-2 pi i n k / N), term by term. */
function definition(re: Float64Array, im: Float64Array): { re: number; im: number }[] {
  return Array.from(re, (_, k) => {
    let [a, b] = [0, 0];
    re.forEach((value, n) => {
      const angle = (-2 * Math.PI * ((n * k) % re.length)) / re.length;
      a += value * Math.cos(angle) - im[n]! * Math.sin(angle);
      b += value * Math.sin(angle) + im[n]! * Math.cos(angle);
    });
    return { re: a, im: b };
  });
}

describe('createFft', () => {
  // Every radix by itself and mixed, and primes beyond the largest radix (Bluestein).
  const sizes = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 16, 17, 19, 22, 30, 34, 49, 64, 97, 100, 128, 143, 210, 251, 360,
  ];
  it.each(sizes)('equals the definition for %i values', (size) => {
    const [re, im] = [noise(size, 1), noise(size, 2)];
    const expected = definition(re, im);
    createFft(size).forward(re, im);
    for (const [k, value] of expected.entries()) {
      expect(Math.hypot(re[k]! - value.re, im[k]! - value.im)).toBeLessThan(1e-11 * size);
    }
  });

  it.each([4, 8, 16, 64])('is exact at the quarters for %i values, a power of two', (size) => {
    // The second value alone: X[k] = exp(-2 pi i k / N), which is 1, -i, -1 and i at the quarters.
    const [re, im] = [new Float64Array(size), new Float64Array(size)];
    re[1] = 1;
    createFft(size).forward(re, im);
    const at = (quarter: number): number[] => [re[(quarter * size) / 4]! + 0, im[(quarter * size) / 4]! + 0];
    expect([0, 1, 2, 3].map(at)).toEqual([[1, 0], [0, -1], [-1, 0], [0, 1]]); // prettier-ignore
  });

  it('comes back by its inverse', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 0, max: 1000 }), (size, seed) => {
        const [re, im] = [noise(size, seed), noise(size, seed + 1)];
        const [a, b] = [re.slice(), im.slice()];
        const fft = createFft(size);
        fft.forward(a, b);
        fft.inverse(a, b);
        a.forEach((value, i) => expect(Math.abs(value - re[i]!)).toBeLessThan(1e-12));
        b.forEach((value, i) => expect(Math.abs(value - im[i]!)).toBeLessThan(1e-12));
      }),
      { numRuns: 60 },
    );
  });
});
