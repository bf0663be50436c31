import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  localPhaseRms,
  phaseMeans,
  phaseRms,
  powerSpectrum,
  radialProfile,
  smallestSpectralSide,
  spectralPeak,
  strideHarmonics,
  type Field,
} from '../../../core/checkerboard';

function field(width: number, height: number, value: (y: number, x: number) => number): Field {
  const data = Float64Array.from({ length: width * height }, (_, i) => value(Math.floor(i / width), i % width));
  return { width, height, data };
}

const fields = fc
  .record({
    stride: fc.integer({ min: 2, max: 5 }),
    across: fc.integer({ min: 1, max: 9 }),
    down: fc.integer({ min: 1, max: 9 }),
  })
  .chain(({ stride, across, down }) =>
    fc.record({
      stride: fc.constant(stride),
      field: fc
        .array(fc.double({ min: -9, max: 9, noNaN: true }), {
          minLength: across * down * stride * stride,
          maxLength: across * down * stride * stride,
        })
        .map((values) => ({ width: across * stride, height: down * stride, data: Float64Array.from(values) })),
    }),
  );

describe('measure B', () => {
  it('is the root of the power at the stride harmonics (Parseval)', () => {
    fc.assert(
      fc.property(fields, ({ stride, field: error }) => {
        const { data, width, height } = powerSpectrum(error);
        let power = 0;
        for (let v = 0; v < stride; v++) {
          for (let u = 0; u < stride; u++) {
            if (u + v > 0) power += data[((v * height) / stride) * width + (u * width) / stride]!;
          }
        }
        expect(phaseRms(error, stride)).toBeCloseTo(Math.sqrt(power), 10);
      }),
      { numRuns: 200 },
    );
  });

  it.each([2, 4, 6])('sees exactly 2 in a checker of +-2 at stride %i', (stride) => {
    const checker = field(48, 24, (y, x) => ((x + y) % 2 === 0 ? 2 : -2));
    expect(phaseRms(checker, stride)).toBe(2);
    expect(localPhaseRms(checker, stride)).toBe(2);
  });

  it('sees nothing in a constant error, whatever the stride divides', () => {
    for (const stride of [2, 3, 4])
      expect(
        phaseRms(
          field(31, 17, () => 3.25),
          stride,
        ),
      ).toBe(0);
  });

  it('keeps sizes the stride does not divide: the mean of each phase over its own pixels', () => {
    expect(
      phaseMeans(
        field(3, 3, (y, x) => 3 * y + x),
        2,
      ),
    ).toEqual([
      [4, 4],
      [4, 4],
    ]);
    expect(
      phaseMeans(
        field(3, 1, (_, x) => x),
        2,
      )[0],
    ).toEqual([1, 1]);
    expect(
      phaseMeans(
        field(1, 1, () => 1),
        2,
      )[1],
    ).toEqual([NaN, NaN]);
  });

  it('sees locally what changes sign across the picture', () => {
    const twoHalves = field(64, 32, (y, x) => ((x + y) % 2 === 0 ? 2 : -2) * (x < 32 ? 1 : -1));
    expect(phaseRms(twoHalves, 2)).toBe(0);
    expect(localPhaseRms(twoHalves, 2)).toBe(2);
  });
});

describe('measure C', () => {
  const texture = (y: number, x: number): number => 40 * Math.sin(12.9898 * x + 78.233 * y * (1 + 0.37 * x));
  it.each([2, 3, 4])('finds a faint pattern of stride %i and its harmonic', (stride) => {
    const side = smallestSpectralSide(stride) + 13;
    const clean = field(side, side + 7, texture);
    const marked = field(side, side + 7, (y, x) => texture(y, x) + (x % stride === 0 ? 30 : 0));
    const before = spectralPeak(clean, stride)!.decibels;
    const after = spectralPeak(marked, stride)!;
    expect(after.decibels).toBeGreaterThan(before + 6);
    expect(after.fy).toBe(0);
    expect((after.fx * stride) % 1).toBe(0);
  });

  it('says nothing of a picture too small for its bins, and 0 of a constant', () => {
    expect(
      spectralPeak(
        field(35, 90, () => 1),
        2,
      ),
    ).toBeNull();
    expect(
      spectralPeak(
        field(36, 90, () => 1),
        2,
      )?.decibels,
    ).toBe(0);
  });
});

describe('spectrum', () => {
  it('sums to the mean square', () => {
    fc.assert(
      fc.property(fields, ({ field: some }) => {
        const power = powerSpectrum(some).data.reduce((sum, value) => sum + value, 0);
        const meanSquare = some.data.reduce((sum, value) => sum + value * value, 0) / some.data.length;
        expect(power).toBeCloseTo(meanSquare, 9);
      }),
      { numRuns: 50 },
    );
  });

  it('has a profile that reaches the corner, where the pattern of stride 2 sits', () => {
    const { radius, power } = radialProfile(powerSpectrum(field(64, 64, (y, x) => ((x + y) % 2 === 0 ? 1 : -1))));
    expect(radius.at(-1)).toBeGreaterThan(Math.SQRT1_2 - 1 / 64);
    expect(power.at(-1)).toBeGreaterThan(0);
    expect(power.slice(0, 34).every((value) => value < 1e-20)).toBe(true);
  });

  it.each([
    [2, 3],
    [3, 4],
    [4, 9],
  ])('stride %i leaves %i harmonics', (stride, count) => {
    expect(strideHarmonics(stride)).toHaveLength(count);
  });
});
