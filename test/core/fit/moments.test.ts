import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accumulate, addMoments, emptyMoments, type Border } from '../../../core/fit';
import { noiseTensor } from '../../helpers/noiseTensor';
import { accumulatePlainly } from '../../helpers/plainMoments';
import { expectClose } from '../../helpers/tolerance';

test.each<readonly [string, boolean]>([
  ['mixing channels', true],
  ['each channel alone', false],
])('sliding windows give the sums of the definition, %s', (_, crossChannels) => {
  const settings = fc.record({
    h: fc.integer({ min: 1, max: 9 }),
    w: fc.integer({ min: 1, max: 19 }),
    channels: fc.constantFrom(1, 2, 3),
    // A whole patch, or offsets that leave some out.
    reads: fc.constantFrom<number | number[]>(1, 3, 5, 7, [-3, 0, 3], [-4, -2, -1, 0, 2], [0, 2]),
    s: fc.constantFrom(1, 2, 3),
    border: fc.constantFrom<Border>('replicate', 'zeros'),
    seed: fc.nat(1000),
  });
  const check = fc.property(settings, ({ h, w, channels, reads, s, border, seed }) => {
    const source = noiseTensor([1, channels, h, w], seed);
    const target = noiseTensor([1, channels, h * s, w * s], seed + 1);
    const moments = emptyMoments(channels, reads, s, crossChannels);
    accumulate(moments, source, target, border);
    const expected = emptyMoments(channels, reads, s, crossChannels);
    accumulatePlainly(expected, source, target, border);
    for (const part of ['gram', 'cross', 'energy'] as const) {
      expectClose(moments[part], expected[part], { atol: 1e-11, rtol: 1e-12 });
    }
    expect(moments.rows).toBe(h * w);
  });
  fc.assert(check, { numRuns: 100 });
});

test('pictures add up in any order', () => {
  const pictures = [1, 2, 3].map(
    (seed) => [noiseTensor([1, 1, 5, 6], seed), noiseTensor([1, 1, 10, 12], seed + 10)] as const,
  );
  const sum = (order: readonly number[]) => {
    const total = emptyMoments(1, 3, 2, true);
    for (const index of order) {
      const one = emptyMoments(1, 3, 2, true);
      accumulate(one, ...pictures[index]!, 'replicate');
      addMoments(total, one);
    }
    return total;
  };
  expectClose(sum([2, 0, 1]).gram, sum([0, 1, 2]).gram, { atol: 0, rtol: 1e-12 });
});
