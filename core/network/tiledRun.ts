import type { Shape } from '../tensor/tensor';
import { cutOut, putIn, type Piece } from './tiles';

export interface Values32 {
  readonly shape: Shape;
  readonly data: Float32Array;
}

interface TilePlan {
  readonly rows: readonly Piece[];
  readonly columns: readonly Piece[];
  readonly inputAxes: readonly [number, number];
  readonly outputAxes: readonly [number, number];
}

/** What neighbouring tiles say of the same values next to their seams, in values of the output. */
export interface Seam {
  readonly largest: number;
  readonly mean: number;
}

export interface TiledResult extends Values32 {
  readonly tiles: number;
  /** Null with one tile, and where no tile looks beyond its own part. */
  readonly seam: Seam | null;
}

interface Strip extends Values32 {
  readonly rows: number;
  readonly columns: number;
}

/** Runs an array piece by piece; `run` gets every piece with its number. */
export function runTiles(
  input: Values32,
  { rows, columns, inputAxes, outputAxes }: TilePlan,
  run: (piece: Values32, index: number, of: number) => Values32,
): TiledResult {
  const of = rows.length * columns.length;
  const [only, alone] = [rows[0], columns[0]];
  if (of === 1 && only && alone && isAll(only, input.shape[inputAxes[0]]!) && isAll(alone, input.shape[inputAxes[1]]!))
    return { ...run(input, 0, 1), tiles: 1, seam: null };
  let whole: Values32 | undefined;
  const strips: Strip[] = [];
  let index = 0;
  const tiles = rows.flatMap((row) => columns.map((column) => ({ row, column })));
  // The last one first: it says how large the whole is.
  for (const { row, column } of [...tiles.slice(-1), ...tiles.slice(0, -1)]) {
    const part = run(cutOut(input.data, input.shape, inputAxes, row, column), index++, of);
    const [height, width] = outputAxes.map((axis) => part.shape[axis]!) as [number, number];
    whole ??= emptyWhole(part, row, column, outputAxes);
    const [wholeHeight, wholeWidth] = outputAxes.map((axis) => whole!.shape[axis]!) as [number, number];
    const place = (piece: Piece, most: number, size: number): { at: number; skip: number; count: number } => ({
      at: piece.at,
      skip: piece.skip,
      count: Math.min(piece.take ?? most - piece.skip - (piece.drop ?? 0), most - piece.skip, size - piece.at),
    });
    const [y, x] = [place(row, height, wholeHeight), place(column, width, wholeWidth)];
    putIn(whole, part, outputAxes, y, x);
    // The first row and column beyond its own part, which the neighbour computes, too.
    const [below, right] = [y.skip + y.count, x.skip + x.count];
    if (row !== rows.at(-1) && below < height)
      strips.push({
        ...cutOut(part.data, part.shape, outputAxes, { from: below, to: below + 1 }, { from: x.skip, to: right }),
        rows: y.at + y.count,
        columns: x.at,
      });
    if (column !== columns.at(-1) && right < width)
      strips.push({
        ...cutOut(part.data, part.shape, outputAxes, { from: y.skip, to: below }, { from: right, to: right + 1 }),
        rows: y.at,
        columns: x.at + x.count,
      });
  }
  return { ...whole!, tiles: of, seam: seamOf(whole!, strips, outputAxes) };
}

/** One piece that is the whole: nothing has to be cut out or put in. */
const isAll = ({ from, to, skip, take, drop = 0 }: Piece, size: number): boolean =>
  from === 0 && to === size && skip === 0 && take === null && drop === 0;

/** The size of the whole follows from its last tile: where it begins, and what came out of it. */
function emptyWhole(last: Values32, row: Piece, column: Piece, axes: readonly [number, number]): Values32 {
  const end = ({ at, skip, take, drop = 0 }: Piece, axis: number): number =>
    take === null ? at - skip + last.shape[axis]! - drop : at + take;
  const shape = last.shape.map((size, axis) =>
    axis === axes[0] ? end(row, axis) : axis === axes[1] ? end(column, axis) : size,
  );
  return { shape, data: new Float32Array(shape.reduce((total, size) => total * size, 1)) };
}

function seamOf(whole: Values32, strips: readonly Strip[], axes: readonly [number, number]): Seam | null {
  let largest = 0;
  let sum = 0;
  let count = 0;
  for (const { rows, columns, shape, data } of strips) {
    const [h, w] = [shape[axes[0]]!, shape[axes[1]]!];
    const own = cutOut(whole.data, whole.shape, axes, { from: rows, to: rows + h }, { from: columns, to: columns + w });
    for (let i = 0; i < data.length; i++) {
      const difference = Math.abs(own.data[i]! - data[i]!);
      largest = Math.max(largest, difference);
      sum += difference;
    }
    count += data.length;
  }
  return count === 0 ? null : { largest, mean: sum / count };
}
