import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lightTheme, qualityAgainstTime } from '@core/charts';
import { logTicks, looseRange } from '@core/charts/scale';

// The drawing library refuses a range whose ends carry the noise of binary fractions, such as 29.400000000000002.
const quality = fc.double({ min: -60, max: 120, noNaN: true });

it('a range has ends that print as they are meant, around every value', () => {
  fc.assert(
    fc.property(fc.array(quality, { minLength: 1, maxLength: 9 }), fc.constantFrom(0.08, 0.12), (values, share) => {
      const { min, max } = looseRange(values, share);
      expect(min).toBeLessThan(Math.min(...values));
      expect(max).toBeGreaterThan(Math.max(...values));
      for (const end of [min, max]) expect(String(end).replace(/^-?\d+\.?/, '').length).toBeLessThan(12);
    }),
    { numRuns: 2000 },
  );
});

it('quality axes hand over such ends', () => {
  fc.assert(
    fc.property(fc.array(quality, { minLength: 2, maxLength: 8 }), (values) => {
      const rated = values.map((value, i) => ({
        key: String(i),
        id: 'bilinear',
        name: `m${i}`,
        medianMs: i + 1,
        quality: value,
      }));
      const { yAxis } = qualityAgainstTime(rated, lightTheme, { number: String }) as {
        yAxis: { min: number; max: number };
      };
      for (const end of [yAxis.min, yAxis.max]) expect(end).toBe(Number(end.toPrecision(12)));
    }),
    { numRuns: 300 },
  );
});

it('a logarithmic axis has labels at round numbers inside it, however short it is', () => {
  expect(logTicks(0.02, 3)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
  expect(logTicks(1.5, 4)).toEqual([2]);
  expect(logTicks(0.02, 3000)).toEqual([0.1, 1, 10, 100, 1000]);
});
