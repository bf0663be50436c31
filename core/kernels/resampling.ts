import { cubicTaps, linearTaps, wideTaps, type Axis, type Taps } from '../ops/interpolateAxis';
import type { InterpolatePlan } from '../ops/interpolatePlan';

/** How the columns of a line are combined; numbers of assembly/interpolate.ts. */
const ColumnMode = { phases2: 0, phases4: 1, pairs: 2, quads: 3, runs: 4 } as const;

/** Columns as neighbouring taps: output i sums weight[start[i] + t] * line[first[i] + t]. */
export interface ColumnTable {
  readonly mode: number;
  /** Columns of one cell for phases, else 0; `first` is then relative to the cell. */
  readonly scale: number;
  readonly first: Int32Array;
  readonly start: Int32Array;
  readonly weight: Float64Array;
}

type SmoothPlan = Pick<InterpolatePlan, 'mode' | 'alignCorners' | 'antialias'>;

/** Taps of every output row; source rows are clamped to the picture. */
export function rowTaps(axis: Axis, plan: SmoothPlan): Taps {
  if (plan.mode === 'area') return areaTaps(axis);
  if (plan.antialias) return wideTaps(axis, plan.alignCorners, plan.mode === 'bicubic' ? 'bicubic' : 'bilinear');
  return plan.mode === 'bicubic' ? cubicTaps(axis, plan.alignCorners) : linearTaps(axis, plan.alignCorners);
}

/** The taps of the columns in the form the kernel walks fastest. The line repeats its border values on both sides. */
export function columnTable(axis: Axis, plan: SmoothPlan): ColumnTable {
  const count = plan.mode === 'bicubic' ? 4 : 2;
  const scale = wholeFactor(axis, plan);
  if (scale > 0) return cellTable(scale, count, plan);
  const { start, index, weight } = rowTaps(axis, plan);
  const isNarrow = plan.mode !== 'area' && !plan.antialias;
  const first = new Int32Array(axis.outSize);
  for (let i = 0; i < first.length; i++) first[i] = index[start[i]!] ?? 0;
  if (isNarrow && count === 4) for (let i = 0; i < first.length; i++) first[i] = cubicFirst(index, 4 * i);
  const mode = isNarrow ? (count === 4 ? ColumnMode.quads : ColumnMode.pairs) : ColumnMode.runs;
  return { mode, scale: 0, first, start, weight };
}

/** Taps that are neighbours already, as the kernel takes any number of them. */
export function runTable({ start, index, weight }: Taps): ColumnTable {
  const first = Int32Array.from({ length: start.length - 1 }, (_, i) => index[start[i]!] ?? 0);
  return { mode: ColumnMode.runs, scale: 0, first, start, weight };
}

/** Every output's taps as one run of neighbours: those that a border put on one pixel are added up, gaps weigh 0. */
export function inRuns({ start, index, weight }: Taps): Taps {
  const starts = new Int32Array(start.length);
  const indices: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i + 1 < start.length; i++) {
    const own = index.subarray(start[i]!, start[i + 1]!);
    // An output that sees nothing is a run of one pixel that weighs nothing.
    const from = own.length === 0 ? 0 : own.reduce((a, b) => Math.min(a, b));
    const to = own.length === 0 ? 0 : own.reduce((a, b) => Math.max(a, b));
    const base = indices.length - from;
    for (let at = from; at <= to; at++) {
      indices.push(at);
      weights.push(0);
    }
    for (let t = start[i]!; t < start[i + 1]!; t++) weights[base + index[t]!]! += weight[t]!;
    starts[i + 1] = indices.length;
  }
  return { start: starts, index: Int32Array.from(indices), weight: Float64Array.from(weights) };
}

/** The whole factor s for which column q*s + p always sees the same taps around q, or 0. */
function wholeFactor({ inSize, outSize, scale }: Axis, { mode, alignCorners, antialias }: SmoothPlan): number {
  const s = outSize / inSize;
  if (!Number.isInteger(s) || s < 2 || alignCorners || antialias || mode === 'area') return 0;
  return scale === null || scale === s ? s : 0;
}

/** Taps of one cell far from the borders, relative to it. */
function cellTable(scale: number, count: number, plan: SmoothPlan): ColumnTable {
  const cell = 4;
  const { index, weight } = rowTaps({ inSize: 2 * cell + 1, outSize: (2 * cell + 1) * scale, scale: null }, plan);
  const from = cell * scale * count;
  const first = Int32Array.from({ length: scale }, (_, p) => index[from + p * count]! - cell);
  const start = Int32Array.from({ length: scale + 1 }, (_, p) => p * count);
  const mode = count === 4 ? ColumnMode.phases4 : ColumnMode.phases2;
  return { mode, scale, first, start, weight: weight.slice(from, from + scale * count) };
}

/** The unclamped first of four neighbours, from clamped ones: the second is the centre, unless that lies left of 0. */
function cubicFirst(index: Int32Array, at: number): number {
  const centre = index[at + 1]!;
  const isLeft = centre === 0 && index[at + 2] === 0 && index[at + 3]! > 0;
  return isLeft ? -2 : centre - 1;
}

/** The mean over the inputs that an output covers. */
function areaTaps({ inSize, outSize }: Axis): Taps {
  const start = new Int32Array(outSize + 1);
  const index: number[] = [];
  const weight: number[] = [];
  for (let i = 0; i < outSize; i++) {
    const from = Math.floor((i * inSize) / outSize);
    const to = Math.ceil(((i + 1) * inSize) / outSize);
    for (let at = from; at < to; at++) {
      index.push(at);
      weight.push(1 / (to - from));
    }
    start[i + 1] = index.length;
  }
  return { start, index: Int32Array.from(index), weight: Float64Array.from(weight) };
}
