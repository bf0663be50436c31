import type { Rect, Size } from './geometry';

/** Heights and gaps of a pane in CSS pixels. */
export const TITLE_HEIGHT = 24;
export const STRIP_HEIGHT = 17;
const GAP = 1;

/** The size a picture of this aspect (width / height) gets in a pane of this size, title and strip taken off. */
export function fittedArea(pane: Size, aspect: number): number {
  const width = Math.max(0, pane.width);
  const height = Math.max(0, pane.height - TITLE_HEIGHT - STRIP_HEIGHT);
  const fitted = Math.min(width, height * aspect);
  return (fitted * fitted) / aspect;
}

/** Sizes this close count as equal: then a full grid is worth more than a few pixels. */
const NEARLY = 0.98;

/** The number of columns that shows `count` pictures largest in `area`; nearly equal ones go by fewer empty cells, then fewer rows. */
export function chooseColumns(count: number, area: Size, aspect: number): number {
  const choices = Array.from({ length: Math.max(1, count) }, (_, i) => {
    const columns = i + 1;
    const rows = Math.ceil(count / columns);
    const pane = {
      width: (area.width - (columns - 1) * GAP) / columns,
      height: (area.height - (rows - 1) * GAP) / rows,
    };
    return { columns, fitted: fittedArea(pane, aspect), empty: columns * rows - count };
  });
  const largest = Math.max(...choices.map(({ fitted }) => fitted));
  const good = choices.filter(({ fitted }) => fitted >= largest * NEARLY);
  return good.reduce((best, choice) => (choice.empty <= best.empty ? choice : best)).columns;
}

/** Cells in reading order, in whole CSS pixels, gaps of 1 between them; together they fill `area` exactly. */
export function gridCells(count: number, columns: number, area: Size): Rect[] {
  const rows = Math.ceil(count / columns);
  const edges = (length: number, parts: number): number[] =>
    Array.from({ length: parts + 1 }, (_, i) => Math.round((i * (length + GAP)) / parts));
  const xs = edges(area.width, columns);
  const ys = edges(area.height, rows);
  return Array.from({ length: count }, (_, i) => {
    const column = i % columns;
    const row = Math.floor(i / columns);
    const x = xs[column]!;
    const y = ys[row]!;
    return { x, y, width: xs[column + 1]! - GAP - x, height: ys[row + 1]! - GAP - y };
  });
}
