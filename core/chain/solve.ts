import { message } from '../messages';
import { invalidParameter, UpbenchError } from '../tensor/errors';
import type { Goal, Solution, Solved, Task } from './solution';
import { solveConvTranspose } from './solveConvTranspose';
import { solveResized } from './solveResized';

/** Finds the layers that take `input` to `target`, in every family. */
export function solve(goal: Goal): Solved {
  const task = readGoal(goal);
  const found = [solveConvTranspose(task), ...solveResized(task)];
  const solutions = found.flatMap((answer) => ('why' in answer ? [] : answer.solutions));
  return {
    output: task.output,
    solutions: [...solutions].sort(compareSolutions),
    unreachable: found.flatMap((answer) => ('why' in answer ? [answer] : [])),
  };
}

/** Checkerboard-free first; then cheapest; then those that fit every size, sit centred, and have no outputPadding. */
export function compareSolutions(a: Solution, b: Solution): number {
  const rank = (s: Solution): number[] => [
    s.checkerboardFree ? 0 : 1,
    s.macs,
    s.parameterCount,
    s.fitsEverySize ? 0 : 1,
    Math.abs(s.shift[0]) + Math.abs(s.shift[1]),
    Math.max(...[s.parameters['outputPadding'] ?? 0].flat()),
  ];
  const [x, y] = [rank(a), rank(b)];
  const at = x.findIndex((value, i) => value !== y[i]);
  return at < 0 ? 0 : x[at]! - y[at]!;
}

const MOST = 65536;

function readGoal({ input, target, channels = 3, fixed = {} }: Goal): Task {
  const isSize = (n: number): boolean => Number.isInteger(n) && n >= 1 && n <= MOST;
  if (!input.every(isSize))
    throw invalidParameter('input', message('whole-numbers-between', { min: 1, max: MOST }), input);
  if (!isSize(channels))
    throw invalidParameter('channels', message('whole-number-between', { min: 1, max: MOST }), channels);
  checkFixed('kernelSize', fixed.kernelSize, 64);
  checkFixed('dilation', fixed.dilation, 16);
  if (typeof target === 'number') {
    if (!Number.isInteger(target) || target < 2 || target > 32) {
      throw invalidParameter('scale', message('whole-number-between', { min: 2, max: 32 }), target);
    }
    return { input, output: [input[0] * target, input[1] * target], factor: target, channels, fixed };
  }
  if (!target.every(isSize))
    throw invalidParameter('output', message('whole-numbers-between', { min: 1, max: MOST }), target);
  if (target[0] < input[0] || target[1] < input[1]) {
    throw new UpbenchError(
      'invalid-parameter',
      message('output-not-smaller', { input: input.join('×'), received: target.join('×') }),
      { parameter: 'output' },
    );
  }
  const factor = target[0] / input[0];
  const isWhole = Number.isInteger(factor) && factor === target[1] / input[1];
  return { input, output: target, factor: isWhole ? factor : null, channels, fixed };
}

function checkFixed(name: string, value: number | undefined, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)) return;
  throw invalidParameter(name, message('whole-number-between', { min: 1, max: most }), value);
}
