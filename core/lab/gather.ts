import { conv2dOutputSize } from '../tensor/sizes';
import { sizeLines, TraceBuilder } from './builder';
import { transposedSizeLines } from './scatter';
import { readSizes, type LabSetup } from './setup';
import { cellName, formatValue, planeName, productSum, type Contribution, type Trace } from './trace';

interface Gather {
  /** Planes read, one per input channel, with their sides. */
  readonly from: readonly string[];
  readonly rows: number;
  readonly columns: number;
  /** kernels[o][c within the group] */
  readonly kernels: readonly (readonly string[])[];
  readonly kernelSize: number;
  readonly stride: number;
  readonly dilation: number;
  readonly groups: number;
}

/** Ordinary convolution, one step per output cell: the sum over every channel of its group, each channel's part shown. */
export function gatherSteps(build: TraceBuilder, gather: Gather): string[] {
  const { from, rows, columns, kernels, kernelSize: k, stride: s, dilation: d, groups } = gather;
  const outH = Math.floor((rows - d * (k - 1) - 1) / s) + 1;
  const outW = Math.floor((columns - d * (k - 1) - 1) / s) + 1;
  const y = build.addEmpty('y', 'output', kernels.length, outH, outW);
  const inPerGroup = from.length / groups;
  const outPerGroup = kernels.length / groups;
  for (const [o, target] of y.entries()) {
    const first = Math.floor(o / outPerGroup) * inPerGroup;
    for (let cell = 0; cell < outH * outW; cell++) {
      const [i, j] = [Math.floor(cell / outW), cell % outW];
      const to = { matrix: target, cell };
      const parts = kernels[o]!.map((kernel, c) =>
        Array.from({ length: k * k }, (_, tap): Contribution => {
          const row = i * s + Math.floor(tap / k) * d;
          const source = { matrix: from[first + c]!, cell: row * columns + j * s + (tap % k) * d };
          const weight = { matrix: kernel, cell: tap };
          return { from: source, weight, factor: build.at(weight), value: build.at(source), to };
        }),
      );
      const sums = parts.map((part) => part.reduce((sum, { factor, value }) => sum + factor * value, 0));
      const total = sums.reduce((sum, value) => sum + value, 0);
      const name = cellName(target, i, j);
      const lines = parts.map((part, c) => {
        const head = parts.length === 1 ? name : `${from[first + c]!}∗${kernels[o]![c]!}`;
        return `${head} = ${productSum(part)} = ${formatValue(sums[c]!)}`;
      });
      if (parts.length > 1) lines.push(`${name} = ${sums.map(formatValue).join(' + ')} = ${formatValue(total)}`);
      build.step('convolve', parts.flat(), [{ ...to, value: total }], lines);
    }
  }
  return y;
}

/** Zeros around every plane, `before` at the top and left, `after` at the right and bottom; a negative rim is cut off. */
export function padSteps(
  build: TraceBuilder,
  from: readonly string[],
  [rows, columns]: readonly [number, number],
  before: number,
  after: number,
): { readonly planes: string[]; readonly rows: number; readonly columns: number } {
  const [newRows, newColumns] = [rows + before + after, columns + before + after];
  const planes = build.addEmpty('u', 'middle', from.length, newRows, newColumns);
  build.fill(
    'pad',
    planes,
    (target, row, column) => {
      const [i, j] = [row - before, column - before];
      if (i < 0 || j < 0 || i >= rows || j >= columns) return null;
      return { matrix: from[planes.indexOf(target)]!, cell: i * columns + j };
    },
    [
      `${rows}×${columns} → ${newRows}×${newColumns},  u[i + ${before}, j + ${before}] = ${from[0]!.replace(/\d+$/, '')}[i,j]`,
    ],
  );
  return { planes, rows: newRows, columns: newColumns };
}

/** conv2d: zeros around the input, then a weighted sum per output cell. */
export function traceConvolution(setup: LabSetup): Trace {
  const { height, width, kernel: k } = readSizes(setup);
  const { stride: s, padding: p, dilation: d, groups } = setup;
  const [outH, outW] = conv2dOutputSize([height, width], { kernelSize: k, stride: s, padding: p, dilation: d });
  const build = new TraceBuilder();
  const x = build.addPlanes('x', 'input', setup.input);
  const kernels = build.addKernels('k', setup.weight);
  const padded = p > 0 ? padSteps(build, x, [height, width], p, p) : { planes: x, rows: height, columns: width };
  const { planes: from, rows, columns } = padded;
  const y = gatherSteps(build, { from, rows, columns, kernels, kernelSize: k, stride: s, dilation: d, groups });
  const line = (size: number, out: number): string => `⌊(${size} + 2·${p} − ${d}·(${k} − 1) − 1) / ${s}⌋ + 1 = ${out}`;
  const size = ['out = ⌊(in + 2p − d(k − 1) − 1) / s⌋ + 1', ...sizeLines('out', line(height, outH), line(width, outW))];
  return build.finish(y, size);
}

/**
 * The other reading of transposed convolution: stride − 1 zeros between the pixels, a rim of d(k−1) − p zeros
 * (outputPadding more at the right and bottom), the kernel turned by 180° with its channel axes exchanged, and an
 * ordinary convolution of stride 1.
 */
export function traceZeroInsertion(setup: LabSetup): Trace {
  const { channels, height, width, kernel: k, outChannels } = readSizes(setup);
  const { stride: s, padding: p, outputPadding: op, dilation: d, groups } = setup;
  // For the refusals, which are those of the operator.
  const size = transposedSizeLines(setup);
  const build = new TraceBuilder();
  const x = build.addPlanes('x', 'input', setup.input);
  const kernels = build.addKernels('k', setup.weight);
  const [rows, columns] = [(height - 1) * s + 1, (width - 1) * s + 1];
  const spread = build.addEmpty('z', 'middle', channels, rows, columns);
  build.fill(
    'insert',
    spread,
    (target, row, column) => {
      if (row % s !== 0 || column % s !== 0) return null;
      return { matrix: x[spread.indexOf(target)]!, cell: (row / s) * width + column / s };
    },
    [`z[${s}·i, ${s}·j] = x[i,j],  s − 1 = ${s - 1}`],
  );
  const rim = d * (k - 1) - p;
  const padded = padSteps(build, spread, [rows, columns], rim, rim + op);
  const outPerGroup = outChannels / groups;
  const inPerGroup = channels / groups;
  const single = outChannels * inPerGroup === 1;
  const source = new Map<string, string>();
  const rotated = Array.from({ length: outChannels }, (_, o) =>
    Array.from({ length: inPerGroup }, (__, c) => {
      const id = build.add(single ? 'r' : `r[${o},${c}]`, 'kernel', k, k);
      source.set(id, kernels[Math.floor(o / outPerGroup) * inPerGroup + c]![o % outPerGroup]!);
      return id;
    }),
  );
  build.fill(
    'rotate',
    rotated.flat(),
    (target, row, column) => ({ matrix: source.get(target)!, cell: (k - 1 - row) * k + (k - 1 - column) }),
    [`${planeName('r', 0, 1)}[a,b] = k[${k - 1} − a, ${k - 1} − b]`],
  );
  const y = gatherSteps(build, {
    from: padded.planes,
    rows: padded.rows,
    columns: padded.columns,
    kernels: rotated,
    kernelSize: k,
    stride: 1,
    dilation: d,
    groups,
  });
  return build.finish(y, [...size, `d(k − 1) − p = ${d}·(${k} − 1) − ${p} = ${rim}`]);
}
