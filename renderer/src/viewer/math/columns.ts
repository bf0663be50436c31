import type { Rect, Size } from './geometry';

/** Heights and gaps of a pane in CSS pixels. */
export const TITLE_HEIGHT = 24;
export const STRIP_HEIGHT = 17;
export const GAP = 1;

/** The size a picture of this aspect (width / height) gets in a pane of this size, title and strip taken off. */
export function fittedArea(pane: Size, aspect: number): number {
  const width = Math.max(0, pane.width);
  const height = Math.max(0, pane.height - TITLE_HEIGHT - STRIP_HEIGHT);
  const fitted = Math.min(width, height * aspect);
  return (fitted * fitted) / aspect;
}

/** The number of columns that shows `count` pictures largest in `area`; on a tie the one with fewer empty cells, then fewer rows. */
export function chooseColumns(count: number, area: Size, aspect: number): number {
  let best = 1;
  let bestArea = -1;
  let bestEmpty = Infinity;
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    const pane = { width: (area.width - (columns - 1) * GAP) / columns, height: (area.height - (rows - 1) * GAP) / rows };
    const fitted = fittedArea(pane, aspect);
    const empty = columns * rows - count;
    if (fitted > bestArea * 1.000001 || (fitted >= bestArea * 0.999999 && empty <= bestEmpty)) {
      best = columns;
      bestArea = fitted;
      bestEmpty = empty;
    }
  }
  return best;
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
