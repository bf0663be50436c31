import type { Shape, Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { JobKind } from './machine';
import { cellTaps, resampleTaps, wholeFactor, type ResampleAxis, type Resampling } from './resampleAxis';
import { rowBlocks } from './blocks';

const COLUMN_MODE = { phases2: 0, phases4: 1, pairs: 2, quads: 3, runs: 4 } as const;

/** x [planes, H, W] -> [planes, OH, OW] by weighted sums along rows, then columns (see assembly/interpolate.ts). */
export function runResampling(arena: Arena, input: Tensor, rows: ResampleAxis, columns: ResampleAxis, outShape: Shape): Tensor {
  const y = arena.output(outShape);
  const planes = input.data.length / (rows.from * columns.from);
  const rowTaps = rowTable(resampleTaps(rows), rows.from);
  const column = columnTable(columns);
  const cells = column.scale ? Math.ceil(columns.to / column.scale) : 0;
  const bufferStride = (cells + 20) * 4;
  const lineBytes = (columns.from + 48) * 4;
  const taps = rowTaps.index.length / rows.to;
  const estimateMs = (planes * rows.to * (columns.from * taps * 0.25 + columns.to * column.taps * 0.5)) / 1e6;
  const blocks = rowBlocks(planes, rows.to, arena.machine.threadsFor(estimateMs));
  arena.machine.run({
    kind: JobKind.interpolate,
    parameters: [
      arena.input(input),
      y,
      rows.from,
      columns.from,
      rows.to,
      columns.to,
      blocks.rows,
      blocks.count,
      arena.ints(rowTaps.start),
      arena.ints(rowTaps.index),
      arena.floats(rowTaps.weight),
      column.mode,
      arena.ints(column.first),
      arena.floats(column.weight),
      arena.ints(column.start),
      column.scale,
      lineBytes,
      bufferStride,
    ],
    items: planes * blocks.count,
    scratchBytes: lineBytes + column.scale * bufferStride + 64,
    estimateMs,
  });
  return arena.tensor(outShape, y);
}

/** Every tap of every output row as a source row of its own, clamped. */
function rowTable({ first, weights }: Resampling, size: number) {
  const start = new Int32Array(weights.length + 1);
  weights.forEach((list, o) => (start[o + 1] = start[o]! + list.length));
  const index = new Int32Array(start.at(-1)!);
  const weight = new Float32Array(index.length);
  weights.forEach((list, o) => {
    list.forEach((value, k) => {
      index[start[o]! + k] = Math.min(Math.max(first[o]! + k, 0), size - 1);
      weight[start[o]! + k] = value;
    });
  });
  return { start, index, weight };
}

function columnTable(axis: ResampleAxis) {
  const scale = wholeFactor(axis);
  const { first, weights } = scale && axis.mode !== 'area' ? cellTaps(axis.mode, scale) : resampleTaps(axis);
  const start = new Int32Array(weights.length + 1);
  weights.forEach((list, o) => (start[o + 1] = start[o]! + list.length));
  const weight = Float32Array.from(weights.flat());
  const cubic = axis.mode === 'bicubic';
  const plain = axis.mode !== 'area' && !axis.antialias;
  const mode = scale
    ? cubic
      ? COLUMN_MODE.phases4
      : COLUMN_MODE.phases2
    : plain
      ? cubic
        ? COLUMN_MODE.quads
        : COLUMN_MODE.pairs
      : COLUMN_MODE.runs;
  return { mode, first, weight, start, scale, taps: weight.length / weights.length };
}

/** Nearest neighbour: output (y, x) is input (rowMap[y], columnMap[x]). */
export function runNearest(arena: Arena, input: Tensor, rowMap: Int32Array, columnMap: Int32Array, size: readonly [number, number], outShape: Shape): Tensor {
  const [height, width] = size;
  const y = arena.output(outShape);
  const planes = input.data.length / (height * width);
  const estimateMs = (planes * rowMap.length * columnMap.length) / 2e6;
  const blocks = rowBlocks(planes, rowMap.length, arena.machine.threadsFor(estimateMs));
  arena.machine.run({
    kind: JobKind.nearest,
    parameters: [
      arena.input(input),
      y,
      height,
      width,
      rowMap.length,
      columnMap.length,
      blocks.rows,
      blocks.count,
      arena.ints(rowMap),
      arena.ints(columnMap),
      repeatOf(columnMap, width),
    ],
    items: planes * blocks.count,
    scratchBytes: 0,
    estimateMs,
  });
  return arena.tensor(outShape, y);
}

/** s when column i comes from column floor(i / s) for every i, else 0. */
function repeatOf(map: Int32Array, width: number): number {
  const s = Math.floor(map.length / width);
  return s >= 1 && s <= 4 && map.every((column, i) => column === Math.floor(i / s)) ? s : 0;
}
