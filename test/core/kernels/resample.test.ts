import { describe, expect, it } from 'vitest';
import { dialects } from '@core/dialects';
import { createGenerator } from '@core/init';
import { createFastOperators } from '@core/kernels';
import { createReferenceOperators } from '@core/ops';
import { createTensor } from '@core/tensor/tensor';

const reference = createReferenceOperators();
const SIZES = [
  [5, 9, 10, 18],
  [16, 24, 40, 60],
  [23, 31, 9, 50],
  [1, 3, 4, 2],
  [12, 1, 7, 5],
] as const;

// Every rule there is, against the readable resampler.
describe.each(['exact', 'fast'] as const)('resampling by a rule in %s arithmetic', (arithmetic) => {
  const fast = createFastOperators({ arithmetic });
  it.each(dialects.map(({ id, rule, smaller }) => [id, smaller ?? rule] as const))('%s', (_id, rule) => {
    const random = createGenerator(3);
    for (const [height, width, oh, ow] of SIZES) {
      const x = createTensor(
        [2, 2, height, width],
        Float32Array.from({ length: 4 * height * width }, () => random.uniform()),
      );
      const size = [oh, ow] as const;
      const [made, right] = [fast.resample(x, { size, rule }), reference.resample(x, { size, rule })];
      expect(made.shape).toEqual([2, 2, oh, ow]);
      made.data.forEach((value, i) => expect(Math.abs(value - right.data[i]!)).toBeLessThan(2e-6));
    }
  });
});

it('refuses what is no size and no tensor of four axes', () => {
  const rule = dialects[0]!.rule;
  const x = createTensor([1, 2, 2], new Float32Array(4));
  expect(() => reference.resample(x, { size: [4, 4], rule })).toThrow('[N, C, H, W]');
  const four = createTensor([1, 1, 2, 2], new Float32Array(4));
  expect(() => reference.resample(four, { size: [0, 4], rule })).toThrow('a number > 0');
});
