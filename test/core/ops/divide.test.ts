import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact, fast, reference } from '@core/index';
import type { UpbenchError } from '@core/tensor/errors';
import { createTensor, type Tensor } from '@core/tensor/tensor';

const LEAST = 1e-12;
const row = (...values: number[]): Tensor => createTensor([1, 1, 1, values.length], values);

describe('divide', () => {
  it('is one rounding of the exact quotient', () => {
    expect([...reference.divide(row(1, -3, 0, 5), row(3, 4, 7, 0.5), LEAST).data]).toEqual([
      Math.fround(1 / 3),
      -0.75,
      0,
      10,
    ]);
  });

  it('raises what is smaller to the least divisor, and leaves NaN as it is', () => {
    const { data } = reference.divide(row(0, 1, 2, 1, 1), row(0, -5, 0.25, NaN, Infinity), 0.5);
    expect([...data]).toEqual([0, 2, 4, NaN, 0]);
  });

  it('gives the same bits by every implementation, of any number of values', () => {
    const value = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1e-13, 1e-12, 1e-30, Infinity));
    const pairs = fc.array(fc.tuple(value, value), { maxLength: 40 });
    fc.assert(
      fc.property(pairs, (values) => {
        const numerator = createTensor(
          [values.length],
          values.map(([a]) => a),
        );
        const denominator = createTensor(
          [values.length],
          values.map(([, b]) => b),
        );
        const expected = reference.divide(numerator, denominator, LEAST);
        for (const operators of [exact, fast]) {
          const { shape, data } = operators.divide(numerator, denominator, LEAST);
          expect(shape).toEqual(expected.shape);
          for (const [i, quotient] of expected.data.entries()) expect(data[i], `value ${i}`).toBe(quotient);
        }
      }),
    );
  });

  it('gives the same bits where several threads would share the work', () => {
    const of = (at: (i: number) => number): Tensor =>
      createTensor(
        [3, 50_001],
        Float32Array.from({ length: 150_003 }, (_, i) => at(i)),
      );
    const [a, b] = [of((i) => Math.sin(i)), of((i) => Math.cos(i * 7))];
    expect(exact.divide(a, b, LEAST).data).toEqual(reference.divide(a, b, LEAST).data);
  });

  it.each([reference, exact])('names what it cannot take ($name)', (operators) => {
    const refusal = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (error) {
        return (error as UpbenchError).details['parameter'];
      }
    };
    const none = { shape: [1], data: [1] } as unknown as Tensor;
    expect(refusal(() => operators.divide(none, row(1), LEAST))).toBe('numerator');
    expect(refusal(() => operators.divide(row(1), none, LEAST))).toBe('denominator');
    expect(refusal(() => operators.divide(row(1), createTensor([1, 1, 1], [1]), LEAST))).toBe('denominator');
    expect(refusal(() => operators.divide(row(1), row(1), -1))).toBe('least');
    expect(() => operators.divide(row(1, 2), row(1), LEAST)).toThrow(
      "Expected a denominator of the same shape as the numerator's 1×1×1×2 but received 1×1×1×1.",
    );
    for (const least of [0, -1, NaN, Infinity, 1e-60])
      expect(() => operators.divide(row(1), row(1), least)).toThrow(
        `Expected a finite number above 0 in float32 for least but received ${String(least)}.`,
      );
  });
});
