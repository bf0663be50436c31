/** Tables of text for a terminal, where a Chinese character takes the room of two Latin ones. */

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu;

/** Columns that a terminal needs for `text`. */
export function textWidth(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0);
}

/** `text` with blanks after it up to `width` columns. */
export const padAfter = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - textWidth(text)));

/** `text` with blanks before it up to `width` columns. */
export const padBefore = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - textWidth(text))) + text;

/** Rows of equally many cells as lines, columns lined up; `isText` says which columns begin at the left. */
export function textColumns(rows: readonly (readonly string[])[], isText: (column: number) => boolean): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => textWidth(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => (isText(column) ? padAfter : padBefore)(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
