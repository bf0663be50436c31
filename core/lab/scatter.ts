import { convTranspose2dOutputSize } from '../tensor/sizes';
import { sizeLines, TraceBuilder } from './builder';
import { readSizes, type LabSetup } from './setup';
import { cellName, formatValue, productSum, type Contribution, type Trace } from './trace';

const TRANSPOSED_SIZE = 'out = (in − 1)·s − 2p + d(k − 1) + op + 1';

/** The output-size formula with the numbers filled in. */
export function transposedSizeLines(setup: LabSetup): string[] {
  const { height, width, kernel } = readSizes(setup);
  const { stride: s, padding: p, outputPadding: op, dilation: d } = setup;
  const line = (size: number): string =>
    `(${size} − 1)·${s} − 2·${p} + ${d}·(${kernel} − 1) + ${op} + 1 = ${(size - 1) * s - 2 * p + d * (kernel - 1) + op + 1}`;
  return [TRANSPOSED_SIZE, ...sizeLines('out', line(height), line(width))];
}

/**
 * Transposed convolution as scatter: every input value stamps its scaled kernel onto a canvas `t`, stride apart;
 * then padding removes the rim, and outputPadding has made the canvas longer at the right and bottom.
 */
export function traceScatter(setup: LabSetup): Trace {
  const { channels, height, width, kernel: k, outChannels } = readSizes(setup);
  const { stride: s, padding: p, outputPadding: op, dilation: d, groups } = setup;
  const [outH, outW] = convTranspose2dOutputSize([height, width], {
    kernelSize: k,
    stride: s,
    padding: p,
    outputPadding: op,
    dilation: d,
  });
  const rows = (height - 1) * s + d * (k - 1) + 1 + op;
  const columns = (width - 1) * s + d * (k - 1) + 1 + op;
  const build = new TraceBuilder();
  const x = build.addPlanes('x', 'input', setup.input);
  const weights = build.addKernels('k', setup.weight);
  const kept = { top: p, left: p, rows: outH, columns: outW };
  const canvas = build.addEmpty('t', 'middle', outChannels, rows, columns, kept);
  const y = build.addEmpty('y', 'output', outChannels, outH, outW);
  const perGroup = { in: channels / groups, out: outChannels / groups };
  for (let o = 0; o < outChannels; o++) {
    const group = Math.floor(o / perGroup.out);
    for (let c = group * perGroup.in; c < (group + 1) * perGroup.in; c++) {
      for (let cell = 0; cell < height * width; cell++) {
        const [i, j] = [Math.floor(cell / width), cell % width];
        const from = { matrix: x[c]!, cell };
        const value = build.at(from);
        const contributions: Contribution[] = Array.from({ length: k * k }, (_, tap) => {
          const weight = { matrix: weights[c]![o % perGroup.out]!, cell: tap };
          const row = i * s + Math.floor(tap / k) * d;
          const to = { matrix: canvas[o]!, cell: row * columns + j * s + (tap % k) * d };
          return { from, weight, factor: build.at(weight), value, to };
        });
        const writes = contributions.map(({ to, factor }) => ({ ...to, value: build.at(to) + factor * value }));
        const lines = contributions.map((part, tap) => {
          const target = cellName(canvas[o]!, Math.floor(part.to.cell / columns), part.to.cell % columns);
          const old = build.at(part.to);
          return `${target} = ${formatValue(old)} + ${productSum([part])} = ${formatValue(writes[tap]!.value)}`;
        });
        const law = `${canvas[o]!}[i·${s} + a·${d}, j·${s} + b·${d}] += ${x[c]!}[i,j]·k[a,b],  i = ${i}, j = ${j}`;
        build.step('stamp', contributions, writes, [law, ...lines]);
      }
    }
  }
  build.fill(
    'cut',
    y,
    (target, row, column) => ({ matrix: canvas[y.indexOf(target)]!, cell: (row + p) * columns + column + p }),
    [`y[i,j] = t[i + ${p}, j + ${p}],  0 ≤ i < ${outH}, 0 ≤ j < ${outW}`],
  );
  return build.finish(y, transposedSizeLines(setup));
}
