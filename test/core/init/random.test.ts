import { describe, expect, it } from 'vitest';
import { createGenerator, naturalLogarithm, xoshiro128From } from '@core/init';

describe('the seeded generator', () => {
  it('is xoshiro128** 1.1: the first outputs from state 1, 2, 3, 4', () => {
    const next = xoshiro128From([1, 2, 3, 4]);
    // Computed from the published recurrence with unbounded integers.
    expect(Array.from({ length: 8 }, next)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849,
    ]);
  });

  it('gives the same numbers for the same seed on every machine', () => {
    const generator = createGenerator(42);
    expect([generator.bits(), generator.bits(), generator.bits()]).toEqual([2837322924, 544945897, 479756282]);
    // The polar method with a library's logarithm, in float64: at most the last bits differ.
    expect(generator.normal()).toBeCloseTo(-1.1647227190980323, 14);
    expect(generator.normal()).toBeCloseTo(-0.8457146661273245, 14);
  });

  it('differs between seeds and between streams of one seed', () => {
    const first = (seed: number, stream = 0): number => createGenerator(seed, stream).bits();
    expect(new Set([first(0), first(1), first(2 ** 32 - 1), first(0, 1), first(1, 1)]).size).toBe(5);
  });

  it('is uniform in [0, 1) and standard normal to sampling error', () => {
    const generator = createGenerator(7);
    const n = 50_000;
    let uniform = 0;
    let outside = 0;
    let normal = 0;
    let square = 0;
    for (let i = 0; i < n; i++) {
      const u = generator.uniform();
      if (!(u >= 0 && u < 1)) outside++;
      uniform += u;
      const z = generator.normal();
      normal += z;
      square += z * z;
    }
    expect(outside).toBe(0);
    // Four standard errors: 0.289, 1 and 1.414 over sqrt(n).
    expect(Math.abs(uniform / n - 0.5)).toBeLessThan((4 * 0.289) / Math.sqrt(n));
    expect(Math.abs(normal / n)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(square / n - 1)).toBeLessThan((4 * 1.415) / Math.sqrt(n));
  });

  it('takes logarithms by arithmetic alone', () => {
    for (const x of [1e-300, 1e-9, 0.1, 0.5, Math.SQRT1_2, 0.9999999, 1 - 2 ** -53]) {
      expect(Math.abs(naturalLogarithm(x) - Math.log(x))).toBeLessThanOrEqual(
        4e-16 * Math.max(1, Math.abs(Math.log(x))),
      );
    }
  });
});
