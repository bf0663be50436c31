import { describe, expect, it } from 'vitest';
import { createFastOperators, type Arithmetic } from '../../../core/kernels';
import { createReferenceOperators } from '../../../core/ops';
import { compareValues, EXACT, type Tolerance } from '../../helpers/tolerance';
import { randomCall } from '../../helpers/randomCalls';

const reference = createReferenceOperators();
/** Sums of up to a few thousand products in float32 against one rounding of the float64 sum. */
const ROUNDED: Tolerance = { atol: 2e-5, rtol: 2e-5 };
/** Transforms round otherwise: within 5e-6 of the sum of the magnitudes of the products (transforms.test.ts), up to a few hundred here. */
const TRANSFORMED: Tolerance = { atol: 2e-4, rtol: 2e-5 };
const CASES = 200;
const TIMEOUT_MS = 300_000;

describe.each<Arithmetic>(['exact', 'fast'])(
  '%s arithmetic against the reference on seeded random shapes',
  (arithmetic) => {
    const operators = createFastOperators({ arithmetic });

    it.each([
      ['sixteenths', arithmetic === 'exact'],
      ['any float', false],
    ] as const)('%s', { timeout: TIMEOUT_MS }, (values, isExact) => {
      for (let seed = 0; seed < CASES; seed++) {
        const { label, run, isSmooth } = randomCall(seed, values === 'sixteenths');
        const rounded = arithmetic === 'fast' ? TRANSFORMED : ROUNDED;
        const tolerance = isExact && !isSmooth ? EXACT : rounded;
        const expected = run(reference);
        const actual = run(operators);
        for (const [i, tensor] of expected.entries()) {
          expect(actual[i]!.shape, label).toEqual(tensor.shape);
          const { failures, message } = compareValues(actual[i]!.data, tensor.data, tolerance);
          expect(failures, `seed ${seed}: ${label}\n${message}`).toBe(0);
        }
      }
    });
  },
);
