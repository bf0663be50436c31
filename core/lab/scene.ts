import { formatValue, stateAfter, type Matrix, type Step, type Trace, type Values } from './trace';
import type { LabPalette } from './palette';

/** A drawing: boxes and words, in the order in which they cover one another. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly items: readonly Item[];
}

export type Item =
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: string;
      readonly stroke: string;
      readonly thickness: number;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly fill: string;
      readonly anchor: 'start' | 'middle';
      readonly bold: boolean;
    };

/** Of a title of 12 px in the face of the drawings, where Chinese signs are as wide as they are high. */
export function textWidth(text: string): number {
  let width = 0;
  for (const sign of text) width += sign.charCodeAt(0) > 0x2e7f ? 12.5 : 7.4;
  return Math.ceil(width);
}

const GAP = 28;
const TITLE = 18;
const MARGIN = 12;

interface Box {
  readonly matrix: Matrix;
  readonly x: number;
  readonly y: number;
  readonly cell: number;
}

/** Cells no smaller than this for the sake of one row. */
const SNUG = 34;

/** Matrices with more cells are drawn smaller, and a little smaller where they then stand in one row; every number stays readable. */
function cellSize({ matrices }: Trace, width: number): number {
  const most = Math.max(...matrices.map(({ rows, columns }) => Math.max(rows, columns)));
  const usual = most <= 6 ? 44 : most <= 12 ? 36 : most <= 20 ? 30 : 26;
  const columns = matrices.reduce((sum, matrix) => sum + matrix.columns, 0);
  const inOneRow = Math.floor((width - 2 * MARGIN - GAP * (matrices.length - 1)) / columns);
  return inOneRow >= SNUG ? Math.min(usual, inOneRow) : usual;
}

const ROLES = ['input', 'kernel', 'middle', 'output'] as const;

/** Places every matrix: a row of boxes per role, wrapped at `width`. */
function layout(
  trace: Trace,
  width: number,
): { readonly boxes: Box[]; readonly width: number; readonly height: number } {
  const cell = cellSize(trace, width);
  const boxes: Box[] = [];
  let [x, y, tallest, widest] = [MARGIN, MARGIN, 0, 0];
  for (const role of ROLES) {
    for (const matrix of trace.matrices.filter((candidate) => candidate.role === role)) {
      const wide = matrix.columns * cell;
      if (x > MARGIN && x + wide > width - MARGIN) [x, y, tallest] = [MARGIN, y + tallest + GAP, 0];
      boxes.push({ matrix, x, y: y + TITLE, cell });
      tallest = Math.max(tallest, matrix.rows * cell + TITLE);
      widest = Math.max(widest, x + wide);
      x += wide + GAP;
    }
  }
  return { boxes, width: Math.max(widest + MARGIN, 120), height: y + tallest + MARGIN };
}

interface Marks {
  readonly from: ReadonlySet<string>;
  readonly tap: ReadonlySet<string>;
  readonly to: ReadonlySet<string>;
}

const keyOf = ({ matrix, cell }: { readonly matrix: string; readonly cell: number }): string => `${matrix} ${cell}`;

function marksOf(step: Step | undefined): Marks {
  const parts = step?.contributions ?? [];
  return {
    from: new Set(parts.map(({ from }) => keyOf(from))),
    tap: new Set(parts.flatMap(({ weight }) => (weight ? [keyOf(weight)] : []))),
    to: new Set((step?.writes ?? []).map(keyOf)),
  };
}

interface SceneOptions {
  readonly palette: LabPalette;
  /** Room for the matrices. @default 900 */
  readonly width?: number;
  /** The formula under the matrices; the window writes it as text of its own. */
  readonly withFormula?: boolean;
}

/** The trace after `count` steps; the cells of the last of them are marked. */
export function sceneOf(trace: Trace, count: number, options: SceneOptions): Scene {
  const { palette, width = 900, withFormula = false } = options;
  const state = stateAfter(trace, count);
  const step = count > 0 ? trace.steps[count - 1] : undefined;
  const placed = layout(trace, width);
  const items = placed.boxes.flatMap((box) => boxItems(box, state, marksOf(step), palette));
  if (!withFormula) return { width: placed.width, height: placed.height, items };
  const lines = [...trace.size, ...(step?.formula ?? []).slice(0, MOST_LINES)];
  const text = lines.map((line, index): Item => words(line, MARGIN, placed.height + 14 + index * 18, palette.text));
  // The longest formula of any step, so that a film keeps its size.
  const most =
    Math.max(...trace.steps.map(({ formula }) => Math.min(MOST_LINES, formula.length)), 0) + trace.size.length;
  const longest = Math.max(
    ...[...trace.size, ...trace.steps.flatMap(({ formula }) => formula.slice(0, MOST_LINES))].map(
      (line) => line.length,
    ),
  );
  return {
    width: Math.max(placed.width, 2 * MARGIN + longest * 7.3),
    height: placed.height + most * 18 + MARGIN,
    items: [...items, ...text],
  };
}

const MOST_LINES = 6;

const words = (text: string, x: number, y: number, fill: string, bold = false): Item => ({
  kind: 'text',
  x,
  y,
  text,
  fill,
  bold,
  size: 12,
  anchor: 'start',
});

function boxItems({ matrix, x, y, cell }: Box, state: Values, marks: Marks, palette: LabPalette): Item[] {
  const { id, rows, columns, kept } = matrix;
  const values = state.get(id)!;
  const items: Item[] = [words(`${id}  ${rows}×${columns}`, x, y - 6, palette.faint)];
  const raised: Item[] = [];
  for (let at = 0; at < rows * columns; at++) {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const key = `${id} ${at}`;
    const [fill, stroke] = marks.to.has(key)
      ? [palette.to, palette.toLine]
      : marks.from.has(key)
        ? [palette.from, palette.fromLine]
        : marks.tap.has(key)
          ? [palette.tap, palette.tapLine]
          : [isCut(kept, row, column) ? palette.cut : palette.cell, palette.line];
    const marked = stroke !== palette.line;
    const thickness = marks.to.has(key) ? 2.5 : marked ? 1.5 : 1;
    const box: Item = {
      kind: 'rect',
      x: x + column * cell,
      y: y + row * cell,
      width: cell,
      height: cell,
      fill,
      stroke,
      thickness,
    };
    // Marked frames lie over their neighbours'.
    (marked ? raised : items).push(box);
    const text = formatValue(values[at] ?? null);
    if (text === '') continue;
    const size = Math.min(13, Math.max(8, (cell - 4) / (text.length * 0.62)));
    raised.push({
      kind: 'text',
      text,
      size,
      anchor: 'middle',
      bold: marked,
      x: x + (column + 0.5) * cell,
      y: y + (row + 0.5) * cell + size * 0.36,
      fill: marked ? palette.onMark : palette.text,
    });
  }
  return [...items, ...raised];
}

function isCut(kept: Matrix['kept'], row: number, column: number): boolean {
  if (!kept) return false;
  return row < kept.top || column < kept.left || row >= kept.top + kept.rows || column >= kept.left + kept.columns;
}
