import type { Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { borderMap } from './convAxis';
import type { ConvLayout, WeightLayout } from './convLayouts';
import { JobKind } from './machine';
import { chooseTransformTile } from './tiling';
import type { AxisTransform, TransformKernel } from './transforms';

/** Both axes of a convolution by transforms. */
interface ConvTransform {
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
/** Bytes of products between one pass of the output transform and the next. */
const PRODUCT_BYTES = 128 * 1024;

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
  const planes = rows.input.length * columns.input.length;
  const cellRows = Math.ceil((outHeight + rows.shift) / rows.output.length);
  const cellColumns = Math.ceil((outWidth + columns.shift) / columns.output.length);
  const estimateMs = (batch * groups * cellRows * cellColumns * products * inner * outer) / PRODUCTS_PER_MS;
  const tile = chooseTransformTile(
    { rows: rows.input[0]!.length, columns: columns.input[0]!.length, stepY: rows.step, stepX: columns.step },
    { inner, planes, cellRows, cellColumns, parts: batch * groups },
    arena.machine.threadsFor(estimateMs),
  );
  const { blockRows, blockColumns, lineBytes } = tile;
  const rowMap = sources(rows, cellRows, height, layout);
  const columnMap = sources(columns, cellColumns, width, layout);
  const rowBlocks = Math.ceil(cellRows / blockRows);
  const columnBlocks = Math.ceil(cellColumns / blockColumns);
  const planeBytes = inner * lineBytes;
  const rowBytes = columns.step * planeBytes;
  const outBlock = Math.min(
    Math.ceil(outer / 4) * 4,
    Math.max(4, Math.floor(PRODUCT_BYTES / (products * lineBytes * 4)) * 4),
  );
  const blockBytes = outBlock * lineBytes;
  const y = arena.output(layout.outputShape);

  let scratch = tile.rows * rowBytes + 256;
  const reserve = (bytes: number): number => {
    const at = scratch;
    scratch += Math.ceil(bytes / 64) * 64 + 256;
    return at;
  };
  const lineAt = reserve((tile.columns + 32 * columns.step) * 4);
  const rowsAt = reserve(rows.input.length * rowBytes);
  const planesAt = reserve(planes * planeBytes);
  const productsAt = reserve(products * blockBytes);
  const sumsAt = reserve(rows.output.length * perRow * blockBytes);
  const outAt = reserve(columns.output.length * blockBytes);
  const lastAt = reserve(blockColumns * columns.output.length * 4);

  const columnOf = (j: number): number => (j % columns.step) * planeBytes + Math.floor(j / columns.step) * 4;
  const planeOf = rows.products.flatMap((row) =>
    columns.products.map((column) => row.input * columns.input.length + column.input),
  );
  arena.machine.run({
    kind: JobKind.transformConv,
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
      rows.output.length,
      columns.output.length,
      rows.step,
      columns.step,
      arena.ints(rowMap),
      rowMap.length,
      arena.ints(columnMap),
      columnMap.length,
      -columns.first,
      width - columns.first,
      blockRows,
      blockColumns,
      rowBlocks,
      columnBlocks,
      tile.rows,
      tile.columns,
      rowBytes,
      planeBytes,
      lineBytes,
      0,
      0,
      0,
      lineAt,
      lineBytes,
      sumTable(arena, rows.input, (i) => i * rowBytes, rows.inputKernels),
      rows.input.length,
      sumTable(arena, columns.input, columnOf, columns.inputKernels),
      columns.input.length,
      arena.ints(planeOf),
      products,
      perRow,
      packWeights(arena, layout, rows, columns, weight),
      outputTable(arena, rows, perRow * blockBytes),
      outputTable(arena, columns, blockBytes),
      packBias(arena, layout, rows, columns, bias),
      outBlock,
      rows.shift,
      columns.shift,
      rowsAt,
      planesAt,
      productsAt,
      sumsAt,
      outAt,
      lastAt,
    ],
    items: batch * groups * rowBlocks * columnBlocks,
    scratchBytes: scratch,
    estimateMs,
  });
  return arena.tensor(layout.outputShape, y);
}

/** Whole blocks, also the last: what lies outside is border, never whatever memory holds. */
function sources({ step, first, input }: AxisTransform, cells: number, size: number, { paddingMode }: ConvLayout) {
  return borderMap(first, (cells - 1) * step + (input[0]?.length ?? 0), size, paddingMode);
}

/** Steps of the tables in assembly/axisTransform.ts. */
const FORM = { sum: 0, input43: 1, output43: 2, input42: 3, output42: 4 };

/** What `kernels` make together, then every other sum: number of terms, then offset and coefficient (float32) of each. */
function sumTable(
  arena: Arena,
  sums: readonly (readonly number[])[],
  offsetOf: (i: number) => number,
  kernels: readonly TransformKernel[] = [],
): number {
  const steps = kernels.map(({ form, from, to }) => [
    FORM[form],
    from.length + to.length,
    ...from.map(offsetOf),
    ...to,
  ]);
  const made = new Set(kernels.flatMap(({ to }) => to));
  for (const [row, sum] of sums.entries()) {
    if (made.has(row)) continue;
    const terms = sum.flatMap((coefficient, i) =>
      coefficient === 0 ? [] : [offsetOf(i), new Int32Array(Float32Array.of(coefficient).buffer)[0]!],
    );
    steps.push([FORM.sum, 1 + terms.length, row, ...terms]);
  }
  return arena.ints([steps.length, ...steps.flat()]);
}

const outputTable = (arena: Arena, { output, outputKernels }: AxisTransform, bytes: number): number =>
  sumTable(arena, output, (m) => m * bytes, outputKernels);

/** [groups][products][blocks of up to 4 output channels][channels of a group][block], a whole number of vectors per product. */
function packWeights(
  arena: Arena,
  { groups, outChannels, channels, weight: at }: ConvLayout,
  rows: AxisTransform,
  columns: AxisTransform,
  weight: Tensor,
): number {
  const places = pairPlaces(channels / groups, outChannels / groups, at);
  const length = Math.ceil(places.length / 4) * 4;
  const bytes = length * 4;
  const height = rows.products[0]!.weight.length;
  const width = columns.products[0]!.weight.length;
  const perRow = columns.products.length;
  const phases = 1 + Math.max(...columns.products.map(({ phase }) => phase));
  const address = arena.allocate(groups * rows.products.length * perRow * bytes);
  const columnTables = Array.from({ length: phases }, (_, phase) => {
    const own = columns.products.filter((product) => product.phase === phase);
    return {
      table: sumTable(
        arena,
        own.map((product) => product.weight),
        (kx) => kx * bytes,
      ),
      first: columns.products.indexOf(own[0]!),
    };
  });
  const rowTables = rows.products.map((row) => sumTable(arena, [row.weight], (ky) => ky * width * bytes));
  const items: number[] = [];
  for (let part = 0; part < groups * phases * phases; part++) {
    const g = Math.floor(part / (phases * phases));
    const phase = part % (phases * phases);
    const taps = arena.allocate(height * width * bytes);
    const lines = arena.machine.memory.floats(taps, height * width * length);
    for (let t = 0; t < height * width; t++) {
      const from = g * at.group + phase * at.phase + Math.floor(t / width) * at.kernelWidth + (t % width);
      for (let i = 0; i < places.length; i++) lines[t * length + i] = weight.data[from + places[i]!]!;
    }
    const { table, first } = columnTables[phase % phases]!;
    for (const [r, row] of rows.products.entries())
      if (row.phase === Math.floor(phase / phases))
        items.push(taps, rowTables[r]!, table, address + ((g * rows.products.length + r) * perRow + first) * bytes);
  }
  arena.machine.run({
    kind: JobKind.transformWeights,
    parameters: [width, bytes, ...items],
    items: items.length / 4,
    scratchBytes: width * bytes,
    estimateMs: (items.length / 4) * length * 1e-6,
  });
  return address;
}

/** Where the weights of each pair of channels begin, in the order the kernel reads them. */
function pairPlaces(inner: number, outer: number, at: WeightLayout): Int32Array {
  const places = new Int32Array(inner * outer);
  let i = 0;
  for (let first = 0; first < outer; first += 4)
    for (let c = 0; c < inner; c++)
      for (let o = first; o < Math.min(first + 4, outer); o++) places[i++] = o * at.outChannel + c * at.inChannel;
  return places;
}

/** [groups][products][output channels of a group, rounded up to 4]: what each product adds to the sums, so that every output gets its bias once. */
function packBias(
  arena: Arena,
  { groups, outChannels, weight }: ConvLayout,
  rows: AxisTransform,
  columns: AxisTransform,
  bias: Tensor | null,
): number {
  const outer = outChannels / groups;
  const padded = Math.ceil(outer / 4) * 4;
  const count = rows.products.length * columns.products.length;
  const values = new Float32Array(groups * count * padded);
  if (!bias) return arena.floats(values);
  const side = Math.sqrt(weight.biasPhases);
  let at = 0;
  for (let g = 0; g < groups; g++) {
    for (const [r, row] of rows.products.entries()) {
      for (const [c, column] of columns.products.entries()) {
        const share = rows.constant[r]! * columns.constant[c]!;
        const phase = side > 1 ? row.phase * side + column.phase : 0;
        if (share !== 0)
          for (let o = 0; o < outer; o++)
            values[at + o] = share * bias.data[(g * outer + o) * weight.biasPhases + phase]!;
        at += padded;
      }
    }
  }
  return arena.floats(values);
}
