import type { Size } from '../tensor/options';
import { message, type Message } from '../messages';
import { because, type Solution, type Task, type Unreachable } from './solution';
import {
  axisOverlap,
  axisShift,
  explainOutputPadding,
  solveAxis,
  type AxisKernel,
  type AxisPadding,
} from './solveAxis';

/** Kernels up to this side, or to twice the factor where that is more. */
const MOST_KERNEL = 16;
const MOST_STRIDE = 32;
const DILATIONS = [1, 2, 3];

interface Axes<Value> {
  readonly rows: Value;
  readonly columns: Value;
}

/** Every kernel up to 16 (or twice the factor) and dilation up to 3 that reaches the goal with a stride near the ratio of the sizes. */
export function solveConvTranspose(task: Task): { readonly solutions: readonly Solution[] } | Unreachable {
  const { input, output, fixed } = task;
  const solutions: Solution[] = [];
  const ratio = Math.max(output[0] / input[0], output[1] / input[1]);
  const most = Math.max(MOST_KERNEL, 2 * Math.min(MOST_STRIDE, Math.ceil(ratio)));
  const kernels = fixed.kernelSize === undefined ? range(1, most) : [fixed.kernelSize];
  const dilations = fixed.dilation === undefined ? DILATIONS : [fixed.dilation];
  for (const dilation of dilations) {
    for (const kernelSize of kernels) {
      // A kernel of one tap has no dilation.
      if (kernelSize === 1 && dilation > 1 && fixed.dilation === undefined) continue;
      for (const sH of strides(input[0], output[0])) {
        const rows = { kernelSize, dilation, stride: sH };
        const down = solveAxis({ input: input[0], output: output[0] }, rows);
        if (!down) continue;
        for (const sW of strides(input[1], output[1])) {
          const columns = { kernelSize, dilation, stride: sW };
          const across = solveAxis({ input: input[1], output: output[1] }, columns);
          if (across) solutions.push(solutionOf(task, { rows, columns }, { rows: down, columns: across }));
        }
      }
    }
  }
  if (solutions.length > 0) return { solutions };
  return {
    family: 'conv-transpose',
    ...because(
      message('no-transposed', {
        kernel: kernels.length === 1 ? kernels[0]! : most,
        isOnly: kernels.length === 1,
        from: input.join('×'),
        to: output.join('×'),
      }),
    ),
  };
}

/** The whole numbers beside the ratio of the sizes; what is left over is for padding and outputPadding. */
function strides(input: number, output: number): number[] {
  const ratio = output / input;
  // From one pixel the stride does not show, but it bounds outputPadding.
  const most = Math.min(MOST_STRIDE, Math.ceil(ratio) + 1);
  return range(Math.max(1, Math.min(most, Math.floor(ratio))), most);
}

function solutionOf(task: Task, kernel: Axes<AxisKernel>, padding: Axes<AxisPadding>): Solution {
  const { input, output, factor, channels } = task;
  const { kernelSize, dilation } = kernel.rows;
  const parameters = {
    kernelSize,
    stride: pair(kernel.rows.stride, kernel.columns.stride),
    padding: pair(padding.rows.padding, padding.columns.padding),
    outputPadding: pair(padding.rows.outputPadding, padding.columns.outputPadding),
    dilation,
  };
  const down = axisOverlap(kernel.rows);
  const across = axisOverlap(kernel.columns);
  const overlap = down.map((a) => across.map((b) => a * b));
  const weights = channels * channels * kernelSize * kernelSize;
  // (in-1) s - 2p + d(k-1) + op + 1 = s in for every `in` iff the stride is the factor, given that it holds for one.
  const fitsEverySize = factor !== null && kernel.rows.stride === factor && kernel.columns.stride === factor;
  return {
    family: 'conv-transpose',
    parameters,
    layers: [layerLine(channels, parameters)],
    output,
    checkerboardFree: new Set(overlap.flat()).size === 1,
    overlap,
    fitsEverySize,
    shift: [axisShift(kernel.rows, padding.rows), axisShift(kernel.columns, padding.columns)],
    parameterCount: weights + channels,
    macs: weights * input[0] * input[1],
    ...because(why(task, kernel, padding)),
  };
}

function why({ input, output }: Task, kernel: Axes<AxisKernel>, padding: Axes<AxisPadding>): Message {
  const rows = { input: input[0], output: output[0] };
  const columns = { input: input[1], output: output[1] };
  const height = explainOutputPadding('height', rows, kernel.rows, padding.rows);
  const isAlike = padding.rows.outputPadding === padding.columns.outputPadding && input[0] === input[1];
  if (isAlike || padding.columns.outputPadding === 0) {
    if (padding.rows.outputPadding > 0 || padding.columns.outputPadding === 0) return height;
  }
  return explainOutputPadding('width', columns, kernel.columns, padding.columns);
}

function layerLine(channels: number, values: Readonly<Record<string, number | Size>>): string {
  const python = (value: number | Size): string =>
    typeof value === 'number' ? String(value) : `(${value.join(', ')})`;
  const names = { stride: 1, padding: 0, outputPadding: 0, dilation: 1 };
  const keywords = Object.entries(names).flatMap(([name, usual]) =>
    values[name] === usual ? [] : [`${name === 'outputPadding' ? 'output_padding' : name}=${python(values[name]!)}`],
  );
  return `nn.ConvTranspose2d(${[channels, channels, python(values['kernelSize']!), ...keywords].join(', ')})`;
}

function pair(height: number, width: number): number | Size {
  return height === width ? height : [height, width];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}
