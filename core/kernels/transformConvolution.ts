import type { Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { borderMap, type ConvAxis } from './convAxis';
import type { ConvLayout } from './convLayouts';
import { JobKind } from './machine';
import { chooseTile } from './tiling';
import type { AxisTransform } from './transforms';

/** Both axes of a convolution by transforms. */
export interface ConvTransform {
  readonly rows: AxisTransform;
  readonly columns: AxisTransform;
}

/** Channels from which on the products outweigh the transforms. */
const LEAST_INNER = 16;
const LEAST_OUTER = 8;

/** Whether the layout has enough channels and pixels for a transform to pay. */
export function worthTransforming({ channels, outChannels, groups, outHeight, outWidth }: ConvLayout): boolean {
  return channels / groups >= LEAST_INNER && outChannels / groups >= LEAST_OUTER && Math.min(outHeight, outWidth) >= 16;
}

const PRODUCTS_PER_MS = 2e7;

/** Runs a convolution through the transforms of its axes (assembly/transformConv.ts). Results differ from direct sums in the last digits. */
export function runTransformed(
  arena: Arena,
  layout: ConvLayout,
  { rows, columns }: ConvTransform,
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
): Tensor {
  const { groups, batch, channels, height, width, outChannels, outHeight, outWidth } = layout;
  const inner = channels / groups;
  const outer = outChannels / groups;
  const perRow = columns.products.length;
  const products = rows.products.length * perRow;
  const cellRows = Math.ceil(outHeight / rows.output.length);
  const cellColumns = Math.ceil(outWidth / columns.output.length);
  const estimateMs = (batch * groups * cellRows * cellColumns * products * inner * outer) / PRODUCTS_PER_MS;
  const axes = { ...layout, rows: asAxis(rows), columns: asAxis(columns) };
  const tile = chooseTile(axes, cellRows, cellColumns, arena.machine.threadsFor(estimateMs));
  const rowMap = sources(rows, cellRows, height, layout);
  const columnMap = sources(columns, cellColumns, width, layout);
  const rowBlocks = Math.ceil(cellRows / tile.blockRows);
  const columnBlocks = Math.ceil(cellColumns / tile.blockColumns);
  // An odd number of vectors keeps the lines off the powers of two.
  const lineBytes = (Math.ceil((tile.blockColumns + 16) / 4) | 1) * 16;
  const y = arena.output(layout.outputShape);

  let scratch = tile.channelBytes * inner + 64;
  const reserve = (bytes: number): number => {
    const at = scratch;
    scratch += Math.ceil(bytes / 64) * 64 + 64;
    return at;
  };
  const lineAt = reserve((tile.columns + 32 * columns.step) * 4);
  const rowsAt = reserve(rows.input.length * tile.rowBytes);
  const planesAt = reserve(rows.input.length * columns.input.length * inner * lineBytes);
  const productsAt = reserve(products * 4 * lineBytes);
  const sumsAt = reserve(perRow * lineBytes);
  const outAt = reserve(columns.output.length * lineBytes);

  const columnOf = (j: number): number => (j % columns.step) * tile.phaseBytes + Math.floor(j / columns.step) * 4;
  const planes = rows.products.flatMap((row) =>
    columns.products.map((column) => row.input * columns.input.length + column.input),
  );
  const biasPhases = layout.weight.biasPhases > 1;
  arena.machine.run({
    kind: JobKind.transformConv,
    parameters: [
      ...[arena.input(input), y, channels, height, width, outChannels, outHeight, outWidth, groups],
      ...[rows.output.length, columns.output.length, rows.step, columns.step],
      ...[arena.ints(rowMap), rowMap.length, arena.ints(columnMap), columnMap.length],
      ...[-columns.first, width - columns.first],
      ...[tile.blockRows, tile.blockColumns, rowBlocks, columnBlocks, tile.rows, tile.columns],
      ...[tile.rowBytes, tile.phaseBytes, tile.channelBytes, 0, 0, 0, lineAt],
      ...[table(arena, rows.input, (i) => i * tile.rowBytes), rows.input.length],
      ...[table(arena, columns.input, columnOf), columns.input.length],
      ...[arena.ints(planes), products, perRow, packWeights(arena, layout, rows, columns, weight)],
      ...[
        table(arena, rows.output, (m) => m * perRow * 4 * lineBytes),
        table(arena, columns.output, (m) => m * lineBytes),
      ],
      ...[arena.ints(Array.from({ length: inner }, (_, c) => c * lineBytes)), lineBytes],
      ...[rowsAt, planesAt, productsAt, sumsAt, outAt],
      ...[packBias(arena, layout, rows, columns, bias), arena.floats([0, 0, 0, 0])],
      biasPhases ? Math.ceil(outer / 4) * 16 : 0,
    ],
    items: batch * groups * rowBlocks * columnBlocks,
    scratchBytes: scratch,
    estimateMs,
  });
  return arena.tensor(layout.outputShape, y);
}

/** The inputs a block sees, as the tiling wants them. */
function asAxis({ step, first, input }: AxisTransform): ConvAxis {
  const taps = (input[0] ?? []).map((_, i) => ({ offset: first + i, taps: [i] }));
  return { step, phases: [taps] };
}

/** Whole blocks, also the last: what lies outside is border, never whatever memory holds. */
function sources({ step, first, input }: AxisTransform, cells: number, size: number, { paddingMode }: ConvLayout) {
  return borderMap(first, (cells - 1) * step + (input[0]?.length ?? 0), size, paddingMode);
}

/** Per sum: number of terms, then offset and coefficient (float32) of each. */
function table(arena: Arena, sums: readonly (readonly number[])[], offsetOf: (i: number) => number): number {
  const words: number[] = [];
  for (const sum of sums) {
    const terms = sum.flatMap((coefficient, i) => (coefficient === 0 ? [] : [{ coefficient, i }]));
    words.push(terms.length);
    for (const { coefficient, i } of terms) {
      words.push(offsetOf(i), new Int32Array(Float32Array.of(coefficient).buffer)[0]!);
    }
  }
  return arena.ints(words);
}

/** [groups][products][blocks of up to 4 output channels][channels of a group][block], sums of weights in float64. */
function packWeights(
  arena: Arena,
  { groups, outChannels, channels, weight: at }: ConvLayout,
  rows: AxisTransform,
  columns: AxisTransform,
  weight: Tensor,
): number {
  const inner = channels / groups;
  const outer = outChannels / groups;
  const phases = 1 + Math.max(...columns.products.map(({ phase }) => phase));
  const length = groups * rows.products.length * columns.products.length * inner * outer;
  const address = arena.allocate(length * 4);
  const packed = arena.machine.memory.floats(address, length);
  let i = 0;
  for (let g = 0; g < groups; g++) {
    for (const row of rows.products) {
      for (const column of columns.products) {
        const taps = row.weight.flatMap((v, ky) =>
          column.weight.flatMap((h, kx) => (v * h === 0 ? [] : [{ at: ky * at.kernelWidth + kx, factor: v * h }])),
        );
        const base = g * at.group + (row.phase * phases + column.phase) * at.phase;
        for (let first = 0; first < outer; first += 4) {
          const end = Math.min(first + 4, outer);
          for (let c = 0; c < inner; c++) {
            for (let o = first; o < end; o++) {
              const from = base + o * at.outChannel + c * at.inChannel;
              let sum = 0;
              for (const tap of taps) sum += tap.factor * weight.data[from + tap.at]!;
              packed[i++] = sum;
            }
          }
        }
      }
    }
  }
  return address;
}

/** [groups][outputs of a block, or 1][output channels of a group, rounded up to 4] */
function packBias(
  arena: Arena,
  { groups, outChannels, weight }: ConvLayout,
  rows: AxisTransform,
  columns: AxisTransform,
  bias: Tensor | null,
): number {
  const outer = outChannels / groups;
  const padded = Math.ceil(outer / 4) * 4;
  const side = Math.sqrt(weight.biasPhases);
  const outputs = side > 1 ? rows.output.length * columns.output.length : 1;
  const values = new Float32Array(groups * outputs * padded);
  if (!bias) return arena.floats(values);
  for (let i = 0, at = 0; i < groups * outputs; i++, at += padded) {
    const g = Math.floor(i / outputs);
    const output = i % outputs;
    const phase =
      (Math.floor(output / columns.output.length) % side) * side + ((output % columns.output.length) % side);
    for (let o = 0; o < outer; o++) values[at + o] = bias.data[(g * outer + o) * weight.biasPhases + phase]!;
  }
  return arena.floats(values);
}
