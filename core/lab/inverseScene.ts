import type { Tensor } from '../tensor/tensor';
import { heatCell, heatItems, type Heat } from './heat';
import type { ThereAndBack } from './inverse';
import type { LabPalette } from './palette';
import { textWidth, type Item, type Scene } from './scene';

/** The names of the six matrices, in the language of the reader. */
interface InverseTitles {
  readonly input: string;
  readonly small: string;
  readonly back: string;
  readonly backError: string;
  readonly leastSquares: string;
  readonly leastSquaresError: string;
}

const GAP = 32;

/** The input, its convolution, both ways back, and what each of them misses by. */
export function inverseScene(
  input: Tensor,
  result: ThereAndBack,
  titles: InverseTitles,
  palette: LabPalette,
  width = 860,
): Scene {
  const difference = (picture: Tensor): Float32Array => picture.data.map((value, i) => value - input.data[i]!);
  const errors = [difference(result.back), difference(result.leastSquares)] as const;
  const worst = Math.max(1e-12, ...errors.flatMap((error) => Array.from(error, Math.abs)));
  const plain = (title: string, { shape, data }: Tensor): Heat => ({
    title,
    rows: shape[1]!,
    columns: shape[2]!,
    values: data,
  });
  const error = (title: string, values: Float32Array): Heat => ({
    ...plain(title, { ...input, data: values }),
    shade: (value) => Math.abs(value) / worst,
  });
  const pairs: readonly (readonly [Heat, Heat])[] = [
    [plain(titles.input, input), plain(titles.small, result.small)],
    [plain(titles.back, result.back), error(titles.backError, errors[0])],
    [plain(titles.leastSquares, result.leastSquares), error(titles.leastSquaresError, errors[1])],
  ];
  // Three ways side by side, each over its error; one below the other where their titles have no room.
  const title = Math.max(...Object.values(titles).map(textWidth));
  const isWide = width >= 3 * (title + GAP) + 12;
  const rows: readonly (readonly Heat[])[] = isWide
    ? [pairs.map(([first]) => first), pairs.map(([, second]) => second)]
    : pairs;
  const columns = input.shape[2]!;
  const perRow = isWide ? 3 : 2;
  const cell = heatCell(columns, Math.floor((width - 12) / perRow) - GAP);
  const part = Math.max(columns * cell, title) + GAP;
  const items: Item[] = [];
  let y = 12;
  for (const row of rows) {
    row.forEach((heat, at) => items.push(...heatItems(heat, 12 + at * part, y, cell, palette)));
    y += Math.max(...row.map((heat) => heat.rows)) * cell + 38;
  }
  return { width: 12 + perRow * part, height: y, items };
}
