import { describe, expect, it } from 'vitest';
import { compareValues, EXACT, expectClose } from '../helpers/tolerance';

describe('compareValues', () => {
  const failures = (actual: number[], expected: (number | string)[], atol = 0, rtol = 0) =>
    compareValues(actual, expected, { atol, rtol }).failures;

  it('allows exactly atol + rtol |expected|', () => {
    expect(failures([1.5], [1], 0.5)).toBe(0);
    expect(failures([1.5000001], [1], 0.5)).toBe(1);
    expect(failures([-3], [-2], 0.5, 0.25)).toBe(0);
    expect(failures([-3.01], [-2], 0.5, 0.25)).toBe(1);
    expect(failures([1e-9], [0], 0, 1)).toBe(1);
  });

  it('is === when exact, signed zeros included', () => {
    expect(compareValues([0.1 + 0.2], [0.3], EXACT).failures).toBe(1);
    expect(compareValues([-0], [0], EXACT).failures).toBe(0);
  });

  it('matches NaN and infinities only with themselves, also as the strings of the goldens', () => {
    expect(failures([NaN, Infinity, -Infinity], ['NaN', 'Infinity', '-Infinity'])).toBe(0);
    expect(failures([NaN, 1, Infinity, -Infinity], [1, 'NaN', '-Infinity', 5], 100, 100)).toBe(4);
    expect(failures([Infinity], [1e300], Infinity)).toBe(1);
  });

  it('fails on another length, also where the common part agrees', () => {
    expect(failures([1, 2], [1])).toBe(1);
    expect(failures([], [1])).toBe(1);
    expect(failures([], [])).toBe(0);
  });

  it('says index, both values, allowance and worst error, for at most ten failures', () => {
    const { message, worst, failures: count } = compareValues([0, 7, 2], [0, 4, 1.5], { atol: 0.5, rtol: 0 });
    expect(message).toBe('[1] expected 4 but received 7 (off by 3, allowed 0.5)\n1 of 3 values differ, worst error 3.');
    expect({ worst, count }).toEqual({ worst: 3, count: 1 });
    expect(compareValues(Array(50).fill(1), Array(50).fill(0)).message.split('\n').length).toBe(11);
  });

  it('throws from expectClose, and only when something differs', () => {
    expect(() => expectClose([1], [2])).toThrow('[0] expected 2 but received 1');
    expect(() => expectClose([1], [1])).not.toThrow();
  });
});
