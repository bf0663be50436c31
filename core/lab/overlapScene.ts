import { heatCell, heatItems } from './heat';
import type { Overlap } from './overlap';
import type { LabPalette } from './palette';
import { textWidth, type Item, type Scene } from './scene';

/** The names of the four parts, in the language of the reader. */
interface OverlapTitles {
  readonly counts: string;
  readonly plane: string;
  readonly ones: string;
  readonly bilinear: string;
  readonly nearest: string;
}

const BAR = 90;
const GAP = 20;

/** Of a row of so many. */
const roomFor = (count: number, width: number): number => Math.floor((width - 24 - (count - 1) * GAP) / count);

/** Bars for one axis, and the plane: kernels per pixel, and what a constant input of 1 becomes. */
export function overlapScene(overlap: Overlap, titles: OverlapTitles, palette: LabPalette, width = 860): Scene {
  const { size, counts } = overlap;
  const most = Math.max(...counts);
  const step = Math.max(8, Math.min(36, Math.floor((width - 24) / size)));
  const items: Item[] = [label(titles.counts, 12, 22, palette)];
  counts.forEach((count, at) => {
    const height = (BAR * count) / most;
    const x = 12 + at * step;
    const fill = count === most ? palette.tap : palette.from;
    items.push({
      kind: 'rect',
      x,
      y: 46 + BAR - height,
      width: step - 2,
      height,
      fill,
      stroke: palette.line,
      thickness: 1,
    });
    items.push({
      ...label(String(count), x + step / 2 - 1, 42 + BAR - height, palette),
      anchor: 'middle',
      fill: palette.text,
    });
  });
  // As many in a row as leave every title whole.
  const least = Math.max(...Object.values(titles).map(textWidth));
  const perRow = [4, 2].find((count) => roomFor(count, width) >= least) ?? 1;
  const room = roomFor(perRow, width);
  const cell = heatCell(size, room);
  const span = (values: readonly number[]): ((value: number) => number) => {
    const highest = Math.max(...values);
    return (value) => 1 - value / highest;
  };
  const nearest = new Array<number>(size * size).fill(1);
  const maps = [
    { title: titles.plane, values: overlap.plane, shade: span(overlap.plane) },
    { title: titles.ones, values: overlap.ones, shade: span(overlap.ones) },
    { title: titles.bilinear, values: overlap.bilinear, shade: span(overlap.bilinear) },
    { title: titles.nearest, values: nearest, shade: span(nearest) },
  ];
  const [wide, high] = [Math.max(size * cell, room) + GAP, size * cell + 40];
  maps.forEach((map, at) => {
    const [x, y] = [12 + (at % perRow) * wide, 60 + BAR + Math.floor(at / perRow) * high];
    items.push(...heatItems({ ...map, rows: size, columns: size }, x, y, cell, palette));
  });
  const rows = Math.ceil(maps.length / perRow);
  return { width: Math.max(width, size * step + 24), height: 60 + BAR + rows * high, items };
}

const label = (text: string, x: number, y: number, palette: LabPalette) =>
  ({ kind: 'text', x, y, text, size: 12, fill: palette.faint, anchor: 'start', bold: false }) satisfies Item;
