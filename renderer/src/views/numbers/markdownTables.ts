interface MarkdownTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The pipe tables of a Markdown page, code marks taken off. */
export function tablesOf(page: string): MarkdownTable[] {
  const tables: { head: string[]; rows: string[][] }[] = [];
  let isInside = false;
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) {
      isInside = false;
      continue;
    }
    const cells = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', ''));
    if (!isInside) tables.push({ head: cells, rows: [] });
    else if (!cells.every((cell) => /^-+$/.test(cell))) tables.at(-1)?.rows.push(cells);
    isInside = true;
  }
  return tables;
}
