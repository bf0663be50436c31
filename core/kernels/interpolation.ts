import type { InterpolatePlan } from '../ops/interpolatePlan';
import { nearestIndices, type Axis, type Taps } from '../ops/interpolateAxis';
import { LastTaps } from '../ops/lastTaps';
import { ruleTaps } from '../ops/resampler';
import type { ResampleRule } from '../ops/resampleRule';
import type { ResamplePlan } from '../ops/resampleTensor';
import type { Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { rowBlocks } from './blocks';
import { JobKind } from './machine';
import { columnTable, inRuns, rowTaps, runTable, type ColumnTable } from './resampling';

/** Any interpolation: x [planes, H, W] -> [planes, OH, OW]. */
export function runInterpolation(arena: Arena, input: Tensor, plan: InterpolatePlan): Tensor {
  const isNearest = plan.mode === 'nearest' || plan.mode === 'nearest-exact';
  return isNearest ? runNearest(arena, input, plan) : runWeighted(arena, input, plan);
}

function runWeighted(arena: Arena, input: Tensor, plan: InterpolatePlan): Tensor {
  return runTaps(arena, input, plan, rowTaps(plan.rows, plan), columnTable(plan.columns, plan));
}

/** Any rule of resampling: x [planes, H, W] -> [planes, OH, OW]. */
export function runResampling(arena: Arena, input: Tensor, plan: ResamplePlan, rule: ResampleRule): Tensor {
  return runTaps(arena, input, plan, runsOf(plan.rows, rule), runTable(runsOf(plan.columns, rule)));
}

const lastTaps = new LastTaps();

const runsOf = (axis: Axis, rule: ResampleRule): Taps =>
  lastTaps.of(JSON.stringify([axis, rule]), () => inRuns(ruleTaps(axis, rule)));

/** By weighted sums, first of rows, then of columns (assembly/interpolate.ts). */
function runTaps(arena: Arena, input: Tensor, plan: ResamplePlan, taps: Taps, table: ColumnTable): Tensor {
  const { planes, rows, columns } = plan;
  const y = arena.output(plan.outputShape);
  const cells = table.scale === 0 ? 0 : Math.ceil(columns.outSize / table.scale);
  const bufferBytes = (cells + 20) * 4;
  const lineBytes = (columns.inSize + 48) * 4;
  const rowWork = (columns.inSize * taps.index.length) / rows.outSize;
  const columnWork = (columns.outSize * table.weight.length) / table.first.length;
  const estimateMs = (planes * rows.outSize * (rowWork + columnWork + columns.outSize)) / 4e6;
  const blocks = rowBlocks(planes, rows.outSize, arena.machine.threadsFor(estimateMs));
  arena.machine.run({
    kind: JobKind.interpolate,
    parameters: [
      arena.input(input),
      y,
      rows.inSize,
      columns.inSize,
      rows.outSize,
      columns.outSize,
      blocks.rows,
      blocks.count,
      arena.ints(taps.start),
      arena.ints(taps.index),
      arena.floats(taps.weight),
      table.mode,
      arena.ints(table.first),
      arena.floats(table.weight),
      arena.ints(table.start),
      table.scale,
      lineBytes,
      bufferBytes,
    ],
    items: planes * blocks.count,
    scratchBytes: lineBytes + table.scale * bufferBytes + 64,
    estimateMs,
  });
  return arena.tensor(plan.outputShape, y);
}

/** Output (i, j) is input (rowMap[i], columnMap[j]) (assembly/nearest.ts). */
function runNearest(arena: Arena, input: Tensor, plan: InterpolatePlan): Tensor {
  const { planes, rows, columns } = plan;
  const y = arena.output(plan.outputShape);
  const rowMap = nearestIndices(rows, plan.mode === 'nearest-exact');
  const columnMap = nearestIndices(columns, plan.mode === 'nearest-exact');
  const estimateMs = (planes * rows.outSize * columns.outSize) / 2e6;
  const blocks = rowBlocks(planes, rows.outSize, arena.machine.threadsFor(estimateMs));
  arena.machine.run({
    kind: JobKind.nearest,
    parameters: [
      arena.input(input),
      y,
      rows.inSize,
      columns.inSize,
      rows.outSize,
      columns.outSize,
      blocks.rows,
      blocks.count,
      arena.ints(rowMap),
      arena.ints(columnMap),
      repeatOf(columnMap, columns.inSize),
    ],
    items: planes * blocks.count,
    scratchBytes: 0,
    estimateMs,
  });
  return arena.tensor(plan.outputShape, y);
}

/** s <= 4 when column i comes from column floor(i / s) for every i, else 0. */
function repeatOf(map: Int32Array, width: number): number {
  const s = Math.floor(map.length / width);
  return s >= 1 && s <= 4 && map.every((column, i) => column === Math.floor(i / s)) ? s : 0;
}
