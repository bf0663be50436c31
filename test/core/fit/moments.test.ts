import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accumulate, addMoments, emptyMoments, type Border } from '../../../core/fit';
import type { Tensor } from '../../../core/tensor/tensor';
import { noiseTensor } from '../../helpers/noiseTensor';
import { expectClose } from '../../helpers/tolerance';

/** The definition: outer products of patches, one position at a time. */
function direct(source: Tensor, target: Tensor, channels: number, K: number, s: number, border: Border) {
  const moments = emptyMoments(channels, K, s, true);
  const F = channels * K * K + 1;
  const [, , H, W] = source.shape as [number, number, number, number];
  const at = (c: number, y: number, x: number): number => {
    if (border === 'zeros' && (y < 0 || y >= H || x < 0 || x >= W)) return 0;
    return source.data[(c * H + Math.min(H - 1, Math.max(0, y))) * W + Math.min(W - 1, Math.max(0, x))]!;
  };
  const add = (array: Float64Array, index: number, value: number) => (array[index] = array[index]! + value);
  for (let i = 0; i < H; i++) {
    for (let j = 0; j < W; j++) {
      const row = Array.from({ length: F - 1 }, (_, f) => {
        const [dy, dx] = [(Math.floor(f / K) % K) - (K - 1) / 2, (f % K) - (K - 1) / 2];
        return at(Math.floor(f / (K * K)), i + dy, j + dx);
      });
      row.push(1);
      const goals = Array.from({ length: channels * s * s }, (_, t) => {
        const [y, x] = [i * s + (Math.floor(t / s) % s), j * s + (t % s)];
        return target.data[(Math.floor(t / (s * s)) * H * s + y) * W * s + x]!;
      });
      row.forEach((a, f) => {
        row.forEach((b, g) => add(moments.gram, f * F + g, a * b));
        goals.forEach((y, t) => add(moments.cross, f * goals.length + t, a * y));
      });
      goals.forEach((y, t) => add(moments.energy, t, y * y));
    }
  }
  return moments;
}

test('sliding windows give the sums of the definition', () => {
  const settings = fc.record({
    h: fc.integer({ min: 1, max: 7 }),
    w: fc.integer({ min: 1, max: 7 }),
    channels: fc.constantFrom(1, 2),
    K: fc.constantFrom(1, 3, 5),
    s: fc.constantFrom(1, 2, 3),
    border: fc.constantFrom<Border>('replicate', 'zeros'),
    seed: fc.nat(1000),
  });
  const check = fc.property(settings, ({ h, w, channels, K, s, border, seed }) => {
    const source = noiseTensor([1, channels, h, w], seed);
    const target = noiseTensor([1, channels, h * s, w * s], seed + 1);
    const moments = emptyMoments(channels, K, s, true);
    accumulate(moments, source, target, border);
    const expected = direct(source, target, channels, K, s, border);
    for (const part of ['gram', 'cross', 'energy'] as const) {
      expectClose(moments[part], expected[part], { atol: 1e-11, rtol: 1e-12 });
    }
    expect(moments.rows).toBe(h * w);
  });
  fc.assert(check, { numRuns: 60 });
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
