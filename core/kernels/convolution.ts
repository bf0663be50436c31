import type { Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { borderMap, offsetRange, type ConvAxis } from './convAxis';
import type { ConvLayout } from './convLayouts';
import { JobKind } from './machine';
import { packPhases } from './packing';
import { chooseTile } from './tiling';
import { runTransformed, worthTransforming } from './transformConvolution';
import { axisTransform } from './transforms';

/** Multiply-adds and values written per millisecond of one thread, to guess the time. */
const MACS_PER_MS = 1.2e7;
const VALUES_PER_MS = 2e6;

/** Runs a convolution of any layout: by transforms where the arithmetic allows them and they pay, else by direct sums. */
export function runConvolution(
  arena: Arena,
  layout: ConvLayout,
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
): Tensor {
  if (arena.machine.arithmetic === 'fast' && worthTransforming(layout)) {
    const rows = axisTransform(layout.rows);
    const columns = axisTransform(layout.columns);
    if (rows && columns) return runTransformed(arena, layout, { rows, columns }, input, weight, bias);
  }
  return runDirect(arena, layout, input, weight, bias);
}

/** Direct sums in the order of the weights. */
function runDirect(arena: Arena, layout: ConvLayout, input: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  const { rows, columns, groups, batch, channels, height, width, outChannels, outHeight, outWidth } = layout;
  const sy = rows.phases.length;
  const sx = columns.phases.length;
  const inner = channels / groups;
  const cellRows = Math.ceil(outHeight / sy);
  const cellColumns = Math.ceil(outWidth / sx);
  const y = arena.output(layout.outputShape);
  const macs = batch * outChannels * inner * countTaps(rows) * countTaps(columns) * cellRows * cellColumns;
  const estimateMs = macs / MACS_PER_MS + (batch * outChannels * outHeight * outWidth) / VALUES_PER_MS;
  const tile = chooseTile(layout, cellRows, cellColumns, arena.machine.threadsFor(estimateMs));
  const rowMap = sources(rows, cellRows, height, layout);
  const columnMap = sources(columns, cellColumns, width, layout);
  const rowBlocks = Math.ceil(cellRows / tile.blockRows);
  const columnBlocks = Math.ceil(cellColumns / tile.blockColumns);
  const bufferAt = tile.channelBytes * inner;
  const bufferBytes = (tile.blockColumns + 20) * 4;
  const lineAt = bufferAt + 4 * sx * bufferBytes + 64;
  arena.machine.run({
    kind: JobKind.phaseConv,
    parameters: [
      arena.input(input),
      y,
      channels,
      height,
      width,
      outChannels,
      outHeight,
      outWidth,
      groups,
      sy,
      sx,
      rows.step,
      columns.step,
      arena.ints(rowMap),
      rowMap.length,
      arena.ints(columnMap),
      columnMap.length,
      -tile.firstColumn,
      width - tile.firstColumn,
      tile.blockRows,
      tile.blockColumns,
      rowBlocks,
      columnBlocks,
      tile.rows,
      tile.columns,
      tile.rowBytes,
      tile.phaseBytes,
      tile.channelBytes,
      packPhases(arena, layout, tile, weight, bias),
      bufferAt,
      bufferBytes,
      lineAt,
      tile.phaseBytes,
    ],
    items: batch * groups * rowBlocks * columnBlocks,
    scratchBytes: lineAt + (tile.columns + 32 * columns.step) * 4,
    estimateMs,
  });
  return arena.tensor(layout.outputShape, y);
}

function countTaps(axis: ConvAxis): number {
  return axis.phases.reduce((sum, phase) => sum + phase.length, 0);
}

/** Source positions of everything the cells of an axis see, from the first cell's first tap on. */
function sources(axis: ConvAxis, cells: number, size: number, { paddingMode }: ConvLayout): Int32Array {
  const { min, max } = offsetRange(axis);
  return borderMap(min, (cells - 1) * axis.step + max - min + 1, size, paddingMode);
}
