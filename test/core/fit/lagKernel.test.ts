import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lagKernel, plainKernel } from '@core/fit/lagKernel';
import { createGenerator } from '@core/init/random';

test('vectors and the plain loop add the same to the last bit, and touch nothing else', () => {
  const settings = fc.record({
    row: fc.nat(3),
    gap: fc.constantFrom(0, 1, 2),
    lags: fc.integer({ min: 1, max: 13 }),
    lines: fc.integer({ min: 1, max: 9 }),
    pairs: fc.nat(6),
    seed: fc.nat(1000),
  });
  const check = fc.property(settings, ({ row, gap, lags, lines, pairs, seed }) => {
    const lineStep = 2 * pairs + gap;
    const outStep = lags + gap;
    const line = row + 2 * pairs + lags;
    const out = line + lines * lineStep;
    const end = out + lines * outStep + 3;
    const random = createGenerator(seed);
    const before = Float64Array.from({ length: end }, () => random.uniform() - 0.5);
    const after = [lagKernel(end), plainKernel()(end)].map(({ cells, run }) => {
      cells.set(before);
      run({ row, line, lineStep, out, outStep, lags, lines, pairs });
      return cells.slice(0, end);
    });
    expect(after[0]).toEqual(after[1]);
    for (let n = 0; n < lines; n++)
      for (let l = 0; l < lags; l++) {
        let sum = before[out + n * outStep + l]!;
        for (let x = 0; x < 2 * pairs; x++) sum += before[row + x + l]! * before[line + n * lineStep + x]!;
        expect(after[1]![out + n * outStep + l]).toBeCloseTo(sum, 13);
        before[out + n * outStep + l] = after[1]![out + n * outStep + l]!;
      }
    expect(after[1]).toEqual(before);
  });
  fc.assert(check, { numRuns: 300 });
});

test.each([
  ['vectors', lagKernel],
  ['plain', plainKernel()],
])('%s: there is room for what is asked, and what was there stays', (_, kernelFor) => {
  const small = kernelFor(10);
  small.cells[3] = 7;
  const large = kernelFor(small.cells.length + 1);
  expect(large.cells.length).toBeGreaterThan(small.cells.length);
  expect(large.cells[3]).toBe(7);
});
