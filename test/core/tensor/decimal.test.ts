import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fixedDecimal, roundDecimal, significantDecimal } from '@core/tensor/decimal';

it.each([
  [28.345, 2, '28.35'],
  [1.005, 2, '1.01'],
  [2.5, 0, '3'],
  [-2.5, 0, '-3'],
  [0.05, 1, '0.1'],
  [0.049999, 1, '0.0'],
  [-0.004, 2, '0.00'],
  [-0, 2, '0.00'],
  [9.995, 2, '10.00'],
  [1e-7, 4, '0.0000'],
  [5e-5, 4, '0.0001'],
  [123456789.125, 2, '123456789.13'],
  [1.5e21, 1, '1500000000000000000000.0'],
  [Infinity, 2, 'Infinity'],
  [NaN, 2, 'NaN'],
])('%d with %i decimals is %s', (value, decimals, text) => expect(fixedDecimal(value, decimals)).toBe(text));

it('is at most half a step away, on its own sign, and shows what it rounds to', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 6 }), (value, decimals) => {
      const rounded = roundDecimal(value, decimals);
      expect(Math.abs(rounded - value)).toBeLessThanOrEqual(0.5 * 10 ** -decimals * (1 + 1e-6) + 1e-7);
      expect(fixedDecimal(rounded, decimals)).toBe(fixedDecimal(value, decimals));
      expect(roundDecimal(-value, decimals)).toBe(-rounded + 0);
    }),
  );
});

it.each([
  [9.999, 3, '10.0'],
  [1.2345, 3, '1.23'],
  [0.01234, 3, '0.0123'],
  [1234, 3, '1234'],
  [999.6, 3, '1000'],
  [0, 3, '0'],
  [-9.996, 3, '-10.0'],
])('%d with %i digits is %s', (value, digits, text) => expect(significantDecimal(value, digits)).toBe(text));
