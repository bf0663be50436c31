import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lagKernel } from '@core/fit/lagKernel';
import { createGenerator } from '@core/init/random';
import { expectClose } from '../../helpers/tolerance';

test('the kernel adds what the plain loop adds, and touches nothing else', () => {
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
    const { cells, run } = lagKernel(end);
    const random = createGenerator(seed);
    const before = Float64Array.from({ length: end }, () => random.uniform() - 0.5);
    cells.set(before);
    const expected = before.slice();
    for (let n = 0; n < lines; n++)
      for (let l = 0; l < lags; l++)
        for (let x = 0; x < 2 * pairs; x++)
          expected[out + n * outStep + l]! += before[row + x + l]! * before[line + n * lineStep + x]!;
    run({ row, line, lineStep, out, outStep, lags, lines, pairs });
    expect(cells.slice(0, out)).toEqual(expected.slice(0, out));
    expectClose(cells.slice(out, end), expected.slice(out), { atol: 1e-14, rtol: 1e-14 });
  });
  fc.assert(check, { numRuns: 300 });
});

test('the kernel has room for what is asked, and keeps what was there', () => {
  const small = lagKernel(10);
  small.cells[3] = 7;
  const large = lagKernel(small.cells.length + 1);
  expect(large.cells.length).toBeGreaterThan(small.cells.length);
  expect(large.cells[3]).toBe(7);
});
