import { describe, expect, it } from 'vitest';
import { formatDuration, formatNumber, formatShape, formatSigned, roundTo } from '@renderer/format/numbers';

describe('formatNumber', () => {
  it.each([
    [31.849, 2, '31.85'],
    [-0.294, 2, '−0.29'],
    [-0.001, 2, '0.00'],
    ['Infinity', 2, '∞'],
    ['-Infinity', 2, '−∞'],
    ['NaN', 2, '–'],
    [1200, 0, '1200'],
    [12345, 0, '12,345'],
    [1.005, 2, '1.01'],
  ] as const)('%s with %i decimals is %s', (value, decimals, text) =>
    expect(formatNumber(value, decimals, 'en')).toBe(text),
  );

  it('says which way a difference goes', () => {
    expect(formatSigned(0.127, 2, 'en')).toBe('+0.13');
    expect(formatSigned(-0.127, 2, 'en')).toBe('−0.13');
    expect(formatSigned(0.001, 2, 'en')).toBe('0.00');
  });
});

it('rounds half away from zero in decimal', () => {
  expect([roundTo(2.675, 2), roundTo(-2.675, 2), roundTo(0.5, 0), roundTo(Infinity, 2)]).toEqual([
    2.68,
    -2.68,
    1,
    Infinity,
  ]);
});

it('tells durations in the unit that suits', () => {
  expect([840, 12_440, 125_000].map((ms) => formatDuration(ms, 'en'))).toEqual(['840 ms', '12.4 s', '2 min 5 s']);
});

it('leaves out a batch of one', () => {
  expect(formatShape([1, 3, 300, 448])).toBe('3×300×448');
  expect(formatShape([2, 3, 8, 8])).toBe('2×3×8×8');
});
