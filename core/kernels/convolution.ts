import type { PaddingMode } from '../ops/operators';
import type { Shape, Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { borderMap, offsetRange, type AxisTap, type ConvAxis } from './axis';
import { JobKind } from './machine';

/**
 * Any convolution as cells and phases (see assembly/phaseConv.ts).
 * x [N, C, H, W], weight values at `channel*outStride + inChannel*inStride + group*groupStride + phase*phaseStride + ky*kernelWidth + kx`,
 * where `channel` and `inChannel` count within the group -> y [N, OC, OH, OW].
 */
export interface Convolution {
  readonly input: Tensor;
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly outChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly groups: number;
  readonly rows: ConvAxis;
  readonly columns: ConvAxis;
  readonly weight: Tensor;
  readonly kernelWidth: number;
  readonly outStride: number;
  readonly inStride: number;
  readonly groupStride: number;
  readonly phaseStride: number;
  readonly bias: Tensor | null;
  /** bias of output channel c and phase p is bias[c * biasStride + p * biasPhaseStride]; only the shuffle has one per phase. */
  readonly biasPhases: number;
  readonly paddingMode: PaddingMode;
}

/** Bytes of input that one row of cells should touch: half of a small first-level cache. */
const NEAR_BYTES = 24 * 1024;
/** Bytes of a whole tile: fits a second-level cache beside the weights. */
const TILE_BYTES = 192 * 1024;
/** Multiply-adds per millisecond of one thread, to guess the time. */
const MACS_PER_MS = 1.2e7;

interface Tile {
  readonly blockRows: number;
  readonly blockColumns: number;
  readonly rows: number;
  readonly columns: number;
  readonly phaseBytes: number;
  readonly rowBytes: number;
  readonly channelBytes: number;
}

/** Runs the convolution; returns the result in `outShape` (with or without the batch axis). */
export function runConvolution(arena: Arena, conv: Convolution, outShape: Shape): Tensor {
  const { rows, columns, groups } = conv;
  const sy = rows.phases.length;
  const sx = columns.phases.length;
  const inner = conv.channels / groups;
  const outer = conv.outChannels / groups;
  const cellRows = Math.ceil(conv.outHeight / sy);
  const cellColumns = Math.ceil(conv.outWidth / sx);
  const y = arena.output(outShape);
  const macs = countMacs(conv, cellRows * cellColumns);
  const estimateMs = macs / MACS_PER_MS + (conv.batch * conv.outChannels * conv.outHeight * conv.outWidth) / 2e6;
  const threads = arena.machine.threadsFor(estimateMs);
  const tile = chooseTile(conv, inner, cellRows, cellColumns, threads);
  const rowRange = offsetRange(rows);
  const columnRange = offsetRange(columns);
  const rowMap = borderMap(rowRange.min, (cellRows - 1) * rows.step + rowRange.max - rowRange.min + 1, conv.height, conv.paddingMode);
  const columnMap = borderMap(columnRange.min, (cellColumns - 1) * columns.step + columnRange.max - columnRange.min + 1, conv.width, conv.paddingMode);
  const phases = arena.ints(packPhases(arena, conv, tile, rowRange.min, columnRange.min, inner, outer));
  const bufferStride = (tile.blockColumns + 16) * 4;
  const rowBlocks = Math.ceil(cellRows / tile.blockRows);
  const columnBlocks = Math.ceil(cellColumns / tile.blockColumns);
  arena.machine.run({
    kind: JobKind.phaseConv,
    parameters: [
      arena.input(conv.input),
      y,
      conv.channels,
      conv.height,
      conv.width,
      conv.outChannels,
      conv.outHeight,
      conv.outWidth,
      groups,
      sy,
      sx,
      rows.step,
      columns.step,
      arena.ints(rowMap),
      rowMap.length,
      arena.ints(columnMap),
      columnMap.length,
      -columnRange.min,
      -columnRange.min + conv.width,
      tile.blockRows,
      tile.blockColumns,
      rowBlocks,
      columnBlocks,
      tile.rows,
      tile.columns,
      tile.rowBytes,
      tile.phaseBytes,
      tile.channelBytes,
      phases,
      tile.channelBytes * inner,
      bufferStride,
    ],
    items: conv.batch * groups * rowBlocks * columnBlocks,
    scratchBytes: tile.channelBytes * inner + 4 * sx * bufferStride + 64,
    estimateMs,
  });
  return arena.tensor(outShape, y);
}

function countMacs(conv: Convolution, cells: number): number {
  const total = (axis: ConvAxis) => axis.phases.reduce((sum, phase) => sum + phase.length, 0);
  return conv.batch * conv.outChannels * (conv.channels / conv.groups) * total(conv.rows) * total(conv.columns) * cells;
}

/** How many cells an item takes: columns so that the rows in use stay near, rows so that the tile stays in the second cache. */
function chooseTile(conv: Convolution, inner: number, cellRows: number, cellColumns: number, threads: number): Tile {
  const { rows, columns } = conv;
  const rowRange = offsetRange(rows);
  const columnRange = offsetRange(columns);
  const spanRows = rowRange.max - rowRange.min + 1;
  const spanColumns = columnRange.max - columnRange.min + 1;
  const touched = Math.max(1, ...rows.phases.map((phase) => phase.length));
  const fit = Math.floor(NEAR_BYTES / (inner * touched * columns.step * 4) / 16) * 16;
  const blockColumns = Math.min(Math.ceil(cellColumns / 16) * 16, Math.max(32, Math.min(512, fit)));
  const tileColumns = (blockColumns - 1) * columns.step + spanColumns;
  const phaseBytes = (Math.ceil((Math.ceil(tileColumns / columns.step) + 16) / 4) * 4 + 4) * 4;
  const rowBytes = phaseBytes * columns.step;
  const most = Math.floor((TILE_BYTES / (inner * rowBytes) - spanRows) / rows.step) + 1;
  const share = Math.ceil((conv.batch * conv.groups * Math.ceil(cellColumns / blockColumns) * cellRows) / (threads * 4));
  const blockRows = Math.max(1, Math.min(cellRows, most, 64, threads > 1 ? Math.max(4, share) : cellRows));
  const tileRows = (blockRows - 1) * rows.step + spanRows;
  // An odd number of cache lines between channels spreads them over the sets of the cache.
  const lines = Math.ceil((tileRows * rowBytes) / 64);
  return { blockRows, blockColumns, rows: tileRows, columns: tileColumns, phaseBytes, rowBytes, channelBytes: (lines + 1 - (lines % 2)) * 64 };
}

/** Per phase: number of taps, address of their offsets, address of the weights, bytes of one group's weights, address of the bias. */
function packPhases(arena: Arena, conv: Convolution, tile: Tile, minRow: number, minColumn: number, inner: number, outer: number): number[] {
  const table: number[] = [];
  const sx = conv.columns.phases.length;
  conv.rows.phases.forEach((rowTaps, py) => {
    conv.columns.phases.forEach((columnTaps, px) => {
      const count = inner * rowTaps.length * columnTaps.length;
      const offsets = new Int32Array(count);
      let i = 0;
      for (let c = 0; c < inner; c++) {
        for (const row of rowTaps) {
          for (const column of columnTaps) offsets[i++] = tapOffset(tile, conv.columns.step, c, row.offset - minRow, column.offset - minColumn);
        }
      }
      const phase = py * sx + px;
      table.push(count, arena.ints(offsets), packWeights(arena, conv, phase, rowTaps, columnTaps, inner, outer), count * outer * 4, packBias(arena, conv, phase, outer), 0, 0, 0);
    });
  });
  return table;
}

function tapOffset(tile: Tile, step: number, channel: number, row: number, column: number): number {
  return channel * tile.channelBytes + row * tile.rowBytes + (column % step) * tile.phaseBytes + Math.floor(column / step) * 4;
}

/** [groups][blocks of up to 4 output channels][inner][taps][block] */
function packWeights(
  arena: Arena,
  conv: Convolution,
  phase: number,
  rowTaps: readonly AxisTap[],
  columnTaps: readonly AxisTap[],
  inner: number,
  outer: number,
): number {
  const taps = rowTaps.flatMap((row) => columnTaps.map((column) => row.taps.flatMap((ky) => column.taps.map((kx) => ky * conv.kernelWidth + kx))));
  const count = inner * taps.length;
  const address = arena.allocate(Math.max(1, conv.groups * count * outer) * 4);
  const packed = arena.machine.memory.floats(address, conv.groups * count * outer);
  const { data } = conv.weight;
  let i = 0;
  for (let g = 0; g < conv.groups; g++) {
    for (let first = 0; first < outer; first += 4) {
      const block = Math.min(4, outer - first);
      for (let c = 0; c < inner; c++) {
        const base = g * conv.groupStride + phase * conv.phaseStride + c * conv.inStride + first * conv.outStride;
        for (const sum of taps) {
          for (let b = 0; b < block; b++) {
            const at = base + b * conv.outStride;
            let value = data[at + sum[0]!]!;
            for (let t = 1; t < sum.length; t++) value += data[at + sum[t]!]!;
            packed[i++] = value;
          }
        }
      }
    }
  }
  return address;
}

/** [groups][outer rounded up to 4] */
function packBias(arena: Arena, conv: Convolution, phase: number, outer: number): number {
  const padded = Math.ceil(outer / 4) * 4;
  const values = new Float32Array(conv.groups * padded);
  if (conv.bias) {
    for (let g = 0; g < conv.groups; g++) {
      for (let c = 0; c < outer; c++) values[g * padded + c] = conv.bias.data[(g * outer + c) * conv.biasPhases + (conv.biasPhases > 1 ? phase : 0)]!;
    }
  }
  return arena.floats(values);
}
