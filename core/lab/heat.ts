import { formatValue } from './trace';
import type { LabPalette } from './palette';
import type { Item } from './scene';

export interface Heat {
  readonly title: string;
  readonly rows: number;
  readonly columns: number;
  /** Row-major. */
  readonly values: ArrayLike<number>;
  /** Share of the darkest grey, 0..1; nothing without it. */
  readonly shade?: (value: number) => number;
}

/** Side of a cell that keeps `columns` within `room`. */
export function heatCell(columns: number, room: number): number {
  return Math.max(8, Math.min(40, Math.floor(room / columns)));
}

/** A matrix as shaded cells with their numbers where these are readable; numbers stand on a light or dark ground alike. */
export function heatItems(heat: Heat, x: number, y: number, cell: number, palette: LabPalette): Item[] {
  const { title, rows, columns, values, shade } = heat;
  const items: Item[] = [
    { kind: 'text', x, y: y + 12, text: title, size: 12, fill: palette.faint, anchor: 'start', bold: false },
  ];
  const words: Item[] = [];
  for (let at = 0; at < rows * columns; at++) {
    const value = values[at]!;
    const [left, top] = [x + (at % columns) * cell, y + 18 + Math.floor(at / columns) * cell];
    const share = shade ? Math.max(0, Math.min(1, shade(value))) : null;
    // From light to dark on paper as on screen: the number takes the other end.
    const grey = share === null ? null : Math.round(242 - 200 * share);
    const fill = grey === null ? palette.cell : `rgb(${grey},${grey},${grey})`;
    items.push({ kind: 'rect', x: left, y: top, width: cell, height: cell, fill, stroke: palette.line, thickness: 1 });
    if (cell < 20) continue;
    const text = formatValue(Number(value.toFixed(2)));
    const size = Math.min(12, (cell - 3) / (text.length * 0.62));
    if (size < 7) continue;
    const ink = grey === null ? palette.text : grey > 128 ? '#1a1a1a' : '#ffffff';
    words.push({
      kind: 'text',
      text,
      size,
      anchor: 'middle',
      bold: false,
      fill: ink,
      x: left + cell / 2,
      y: top + cell / 2 + size * 0.36,
    });
  }
  return [...items, ...words];
}
