import { message, type Message } from '../messages';

/**
 * One axis of a transposed convolution solved for its output size:
 * out = (in-1) s - 2p + d(k-1) + op + 1, with 0 <= op < max(s, d) and 0 <= p <= d(k-1).
 */
interface AxisGoal {
  readonly input: number;
  readonly output: number;
}

export interface AxisKernel {
  readonly kernelSize: number;
  readonly stride: number;
  readonly dilation: number;
}

export interface AxisPadding {
  readonly padding: number;
  readonly outputPadding: number;
}

/** The padding, with the least outputPadding, that reaches the goal; null where none is legal. */
export function solveAxis({ input, output }: AxisGoal, kernel: AxisKernel): AxisPadding | null {
  const { kernelSize: k, stride: s, dilation: d } = kernel;
  const reach = d * (k - 1);
  // What 2p - op must be.
  const excess = (input - 1) * s + reach + 1 - output;
  const outputPadding = excess < 0 ? -excess : excess % 2;
  const padding = (excess + outputPadding) / 2;
  const isLegal = outputPadding < Math.max(s, d) && padding <= reach;
  return isLegal ? { padding, outputPadding } : null;
}

/**
 * How many taps meet in each output phase along one axis. All alike means no checkerboard whatever the weights of a
 * constant kernel; k divisible by s does that at dilation 1 (Odena, Dumoulin, Olah 2016).
 */
export function axisOverlap({ kernelSize, stride, dilation }: AxisKernel): number[] {
  const counts = Array<number>(stride).fill(0);
  for (let tap = 0; tap < kernelSize; tap++) counts[(tap * dilation) % stride]!++;
  return counts;
}

/** Where the outputs sit against half-pixel centres, in output pixels; 0 is centred. */
export function axisShift({ kernelSize, stride, dilation }: AxisKernel, { padding }: AxisPadding): number {
  return (dilation * (kernelSize - 1)) / 2 - padding - (stride - 1) / 2;
}

/** Why output_padding is what it is, with the numbers of this axis put into the formula. */
export function explainOutputPadding(
  axis: 'height' | 'width',
  { input, output }: AxisGoal,
  { kernelSize: k, stride: s, dilation: d }: AxisKernel,
  { padding: p, outputPadding: op }: AxisPadding,
): Message {
  const taps = d === 1 ? `(${k} - 1)` : `${d} * (${k} - 1)`;
  const plain = `(${input} - 1) * ${s} - 2 * ${p} + ${taps} + 1`;
  const reached = output - op;
  const name = message(axis);
  if (op === 0) return message('padding-is-zero', { plain, output, axis: name });
  const forward = (size: number): number => Math.floor((size + 2 * p - d * (k - 1) - 1) / s) + 1;
  const same = Array.from({ length: s }, (_, extra) => reached + extra).filter((size) => forward(size) === input);
  const reason =
    same.length > 1 && same.includes(output)
      ? message('stride-maps-many', { stride: s, sizes: same, input })
      : message('nothing-else-moves', { axis: name });
  return message('padding-is', { value: op, plain, reached, axis: name, output, reason, most: Math.max(s, d) });
}
