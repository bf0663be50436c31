import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import { readInteger } from '../tensor/options';
import { maxPool2dOutputSize, maxUnpool2dOutputSize } from '../tensor/sizes';
import { sizeLines, TraceBuilder } from './builder';
import { gatherSteps, padSteps } from './gather';
import { readSizes, type LabSetup } from './setup';
import { cellName, formatValue, productSum, type Contribution, type Trace } from './trace';

interface Neighbours {
  readonly at: number;
  readonly first: number;
  readonly second: number;
  readonly t: number;
}

/** The two input pixels an output position lies between, and how far it is on the way to the second. */
function neighbours(d: number, inSize: number, outSize: number, alignCorners: boolean): Neighbours {
  // In the operator's order, so that the rounding is the same.
  const aligned = outSize > 1 ? ((inSize - 1) / (outSize - 1)) * d : 0;
  const at = inSize === outSize ? d : alignCorners ? aligned : Math.max(0, (inSize / outSize) * (d + 0.5) - 0.5);
  const first = Math.min(Math.floor(at), inSize - 1);
  return { at, first, second: Math.min(first + 1, inSize - 1), t: Math.min(Math.max(at - first, 0), 1) };
}

/** Bilinear interpolation: one step per output pixel, four neighbours with their weights. */
export function traceBilinear(setup: LabSetup): Trace {
  const { channels, height, width } = readSizes(setup);
  const { alignCorners } = setup;
  const s = readInteger('scale', setup.scale, 1);
  const [outH, outW] = [height * s, width * s];
  const build = new TraceBuilder();
  const x = build.addPlanes('x', 'input', setup.input);
  const y = build.addEmpty('y', 'output', channels, outH, outW);
  for (const [c, target] of y.entries()) {
    for (let cell = 0; cell < outH * outW; cell++) {
      const [i, j] = [Math.floor(cell / outW), cell % outW];
      const v = neighbours(i, height, outH, alignCorners);
      const h = neighbours(j, width, outW, alignCorners);
      const to = { matrix: target, cell };
      const corner = (row: number, column: number, factor: number): Contribution => {
        const from = { matrix: x[c]!, cell: row * width + column };
        return { from, weight: null, factor, value: build.at(from), to };
      };
      const all = [
        corner(v.first, h.first, (1 - v.t) * (1 - h.t)),
        corner(v.first, h.second, (1 - v.t) * h.t),
        corner(v.second, h.first, v.t * (1 - h.t)),
        corner(v.second, h.second, v.t * h.t),
      ];
      // Across first and then down, in this order, so that the rounding is the operator's.
      const [a, b, e, f] = all.map(({ value }) => value) as [number, number, number, number];
      const value = (1 - v.t) * ((1 - h.t) * a + h.t * b) + v.t * ((1 - h.t) * e + h.t * f);
      const used = all.filter(({ factor }) => factor !== 0);
      const place = (n: Neighbours, index: number, from: number, out: number): string =>
        alignCorners
          ? `${index}·(${from} − 1)/(${out} − 1) = ${formatValue(n.at)}`
          : `max(0, (${index} + 0.5)/${s} − 0.5) = ${formatValue(n.at)}`;
      build.step(
        'weigh',
        used,
        [{ ...to, value }],
        [
          `row ${place(v, i, height, outH)},  t = ${formatValue(v.t)}`,
          `col ${place(h, j, width, outW)},  t = ${formatValue(h.t)}`,
          `${cellName(target, i, j)} = ${productSum(used)} = ${formatValue(value)}`,
        ],
      );
    }
  }
  return build.finish(y, ['out = in·s', ...sizeLines('out', `${height}·${s} = ${outH}`, `${width}·${s} = ${outW}`)]);
}

/** Max-pooling that records positions, then unpooling that puts every value back where it was, zeros elsewhere. */
export function traceUnpooling(setup: LabSetup): Trace {
  const { channels, height, width, kernel: k } = readSizes(setup);
  const { stride: s } = setup;
  const [poolH, poolW] = maxPool2dOutputSize([height, width], { kernelSize: k, stride: s });
  const [outH, outW] = maxUnpool2dOutputSize([poolH, poolW], { kernelSize: k, stride: s, outputSize: [height, width] });
  const build = new TraceBuilder();
  const x = build.addPlanes('x', 'input', setup.input);
  const pooled = build.addEmpty('v', 'middle', channels, poolH, poolW);
  const indices = build.addEmpty('idx', 'middle', channels, poolH, poolW);
  const zeros = new Float32Array(outH * outW);
  const y = x.map((_, c) => build.add(channels === 1 ? 'y' : `y${c}`, 'output', outH, outW, zeros));
  for (let c = 0; c < channels; c++) {
    for (let cell = 0; cell < poolH * poolW; cell++) {
      const [i, j] = [Math.floor(cell / poolW), cell % poolW];
      const to = { matrix: pooled[c]!, cell };
      const window = Array.from({ length: k * k }, (_, tap): Contribution => {
        const from = { matrix: x[c]!, cell: (i * s + Math.floor(tap / k)) * width + j * s + (tap % k) };
        return { from, weight: null, factor: 1, value: build.at(from), to };
      });
      // Ties go to the first in reading order.
      const best = window.reduce((most, next) => (next.value > most.value ? next : most));
      build.step(
        'pool',
        window,
        [
          { ...to, value: best.value },
          { matrix: indices[c]!, cell, value: best.from.cell },
        ],
        [
          `${cellName(pooled[c]!, i, j)} = max(${window.map(({ value }) => formatValue(value)).join(', ')}) = ${formatValue(best.value)}`,
          `${cellName(indices[c]!, i, j)} = ${Math.floor(best.from.cell / width)}·${width} + ${best.from.cell % width} = ${best.from.cell}`,
        ],
      );
    }
  }
  for (let c = 0; c < channels; c++) {
    for (let cell = 0; cell < poolH * poolW; cell++) {
      const from = { matrix: pooled[c]!, cell };
      const index = build.at({ matrix: indices[c]!, cell });
      const to = { matrix: y[c]!, cell: index };
      const value = build.at(from);
      build.step(
        'unpool',
        [{ from, weight: { matrix: indices[c]!, cell }, factor: 1, value, to }],
        [{ ...to, value }],
        [
          `${cellName(y[c]!, Math.floor(index / width), index % width)} = ${cellName(pooled[c]!, Math.floor(cell / poolW), cell % poolW)} = ${formatValue(value)}`,
        ],
      );
    }
  }
  return build.finish(y, [
    'pooled = ⌊(in − k) / s⌋ + 1',
    ...sizeLines('pooled', `⌊(${height} − ${k}) / ${s}⌋ + 1 = ${poolH}`, `⌊(${width} − ${k}) / ${s}⌋ + 1 = ${poolW}`),
    `out = ${outH}×${outW}`,
  ]);
}

/** Nearest neighbour, then an ordinary convolution at the output size. */
export function traceNearestConvolution(setup: LabSetup): Trace {
  const { channels, height, width, kernel: k } = readSizes(setup);
  const s = readInteger('scale', setup.scale, 1);
  const { padding: p, groups } = setup;
  const [rows, columns] = [height * s, width * s];
  const [outH, outW] = [rows + 2 * p - k + 1, columns + 2 * p - k + 1];
  if (outH < 1 || outW < 1)
    throw invalidParameter('kernelSize', message('at-most', { most: Math.min(rows, columns) + 2 * p }), k);
  const build = new TraceBuilder();
  const x = build.addPlanes('x', 'input', setup.input);
  const kernels = build.addKernels('k', setup.weight);
  const repeated = build.addEmpty('n', 'middle', channels, rows, columns);
  for (const [c, target] of repeated.entries()) {
    for (let cell = 0; cell < height * width; cell++) {
      const from = { matrix: x[c]!, cell };
      const [i, j] = [Math.floor(cell / width), cell % width];
      const copies = Array.from({ length: s * s }, (_, at): Contribution => {
        const place = (i * s + Math.floor(at / s)) * columns + j * s + (at % s);
        return { from, weight: null, factor: 1, value: build.at(from), to: { matrix: target, cell: place } };
      });
      build.step(
        'repeat',
        copies,
        copies.map(({ to, value }) => ({ ...to, value })),
        [
          `${target}[${s}·${i} + a, ${s}·${j} + b] = ${cellName(x[c]!, i, j)} = ${formatValue(build.at(from))},  0 ≤ a, b < ${s}`,
        ],
      );
    }
  }
  const padded = p > 0 ? padSteps(build, repeated, [rows, columns], p, p) : { planes: repeated, rows, columns };
  const y = gatherSteps(build, {
    from: padded.planes,
    rows: padded.rows,
    columns: padded.columns,
    kernels,
    kernelSize: k,
    stride: 1,
    dilation: 1,
    groups,
  });
  const line = (size: number, out: number): string => `${size}·${s} + 2·${p} − ${k} + 1 = ${out}`;
  return build.finish(y, ['out = in·s + 2p − k + 1', ...sizeLines('out', line(height, outH), line(width, outW))]);
}

/** Pixel shuffle: r² channels become the r × r positions of one. y[c, h r + i, w r + j] = x[c r² + i r + j, h, w] */
export function traceShuffle(setup: LabSetup): Trace {
  const { channels, height, width } = readSizes(setup);
  const r = readInteger('scale', setup.scale, 1);
  if (channels % (r * r) !== 0) throw invalidParameter('scale', message('square-divides', { channels }), r);
  const outC = channels / (r * r);
  const [outH, outW] = [height * r, width * r];
  const build = new TraceBuilder();
  const x = build.addPlanes('x', 'input', setup.input);
  const y = build.addEmpty('y', 'output', outC, outH, outW);
  for (const [c, target] of y.entries()) {
    for (let cell = 0; cell < height * width; cell++) {
      const [h, w] = [Math.floor(cell / width), cell % width];
      const moves = Array.from({ length: r * r }, (_, phase): Contribution => {
        const from = { matrix: x[c * r * r + phase]!, cell };
        const place = (h * r + Math.floor(phase / r)) * outW + w * r + (phase % r);
        return { from, weight: null, factor: 1, value: build.at(from), to: { matrix: target, cell: place } };
      });
      const lines = moves.map(({ from, to, value }) => {
        const name = cellName(target, Math.floor(to.cell / outW), to.cell % outW);
        return `${name} = ${cellName(from.matrix, h, w)} = ${formatValue(value)}`;
      });
      build.step(
        'shuffle',
        moves,
        moves.map(({ to, value }) => ({ ...to, value })),
        [`y[h·${r} + i, w·${r} + j] = x(c·${r * r} + i·${r} + j)[h,w],  h = ${h}, w = ${w}`, ...lines],
      );
    }
  }
  return build.finish(y, [
    'out = in·r, C / r²',
    ...sizeLines('out', `${height}·${r} = ${outH}`, `${width}·${r} = ${outW}`),
    `${channels} / ${r * r} = ${outC}`,
  ]);
}
