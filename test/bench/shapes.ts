import { createFastOperators } from '@core/kernels';
import { createReferenceOperators } from '@core/ops';
import { median } from '@core/benchmark/statistics';
import { randomCall, type RandomCall } from '../helpers/randomCalls';
import type { Operators } from '@core/ops/operators';

// 200 random legal calls of all operators, as the tests make them, timed: the reference over ours. Small shapes are what
// no row of the table has, and where a kernel's overhead shows.

const CASES = 200;
/** Long enough for a coarse clock, short enough for 200 cases. */
const TURN_MS = 4;
const ROUNDS = 5;
const WORST = 5;

function timeOf(call: RandomCall, operators: Operators): number {
  const began = performance.now();
  let runs = 0;
  do {
    call.run(operators);
    runs++;
  } while (performance.now() - began < TURN_MS);
  return (performance.now() - began) / runs;
}

const reference = createReferenceOperators();
const fast = createFastOperators({ arithmetic: 'fast' });
const rows = Array.from({ length: CASES }, (_, seed) => {
  const call = randomCall(seed, false);
  call.run(reference);
  call.run(fast);
  const turns = Array.from({ length: ROUNDS }, () => [timeOf(call, reference), timeOf(call, fast)] as const);
  // The least: whatever else runs only ever adds.
  const [theirs, ours] = [Math.min(...turns.map(([time]) => time)), Math.min(...turns.map(([, time]) => time))];
  return { label: call.label, ratio: theirs / ours, ours };
}).sort((a, b) => a.ratio - b.ratio);

const slower = rows.filter(({ ratio }) => ratio < 1).length;
process.stdout.write(
  `${[
    `${CASES} random shapes, one thread, fast arithmetic: median ${median(rows.map(({ ratio }) => ratio)).toFixed(1)}x the reference, worst ${rows[0]!.ratio.toFixed(2)}x, ${slower} slower than the reference.`,
    'The worst:',
    ...rows.slice(0, WORST).map(({ label, ratio, ours }) => `  ${ratio.toFixed(2)}x  ${ours.toFixed(4)} ms  ${label}`),
  ].join('\n')}\n`,
);
process.exit();
