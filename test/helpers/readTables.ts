/** Tables of the documents, read back as a reader sees them. */

export interface ReadCell {
  readonly text: string;
  readonly isBest: boolean;
}
export type ReadTable = readonly (readonly ReadCell[])[];

/** Tables of a Markdown document in order, heads included. */
export function markdownTables(document: string): ReadTable[] {
  const tables: ReadCell[][][] = [];
  let open = false;
  for (const line of document.split('\n')) {
    if (!line.startsWith('| ')) {
      open = false;
      continue;
    }
    if (/^[| :-]+$/.test(line)) continue;
    if (!open) tables.push([]);
    open = true;
    const cells = line.slice(2, -2).split(' | ');
    tables.at(-1)!.push(
      cells.map((cell) => {
        const bold = /^\*\*(.*)\*\*$/.exec(cell);
        return { text: (bold?.[1] ?? cell).replace(/\\(.)/g, '$1').trim(), isBest: bold !== null };
      }),
    );
  }
  return tables;
}

/** `tabular` parts of a LaTeX document in order. */
export function latexTables(document: string): ReadTable[] {
  return [...document.matchAll(/\\begin\{tabular\}[^\n]*\n(.*?)\\end\{tabular\}/gs)].map(([, body = '']) =>
    body
      .split('\n')
      .filter((line) => line.includes(' & '))
      .map((line) =>
        line
          .replace(/\\\\$/, '')
          .split(' & ')
          .map((cell) => {
            const bold = /^\s*\\textbf\{(.*)\}\s*$/.exec(cell);
            const text = (bold?.[1] ?? cell)
              .replaceAll('$\\infty$', '∞')
              .replaceAll('$-$', '−')
              .replaceAll('$^{\\dagger}$', '†')
              .replaceAll('$\\times$', '×')
              .replace(/^\s*--\s*$/, '–')
              .replace(/\\([_%&#$])/g, '$1');
            return { text: text.trim(), isBest: bold !== null };
          }),
      ),
  );
}

/** Tables of a page whose first heading is `heading`. */
export function htmlTables(document: string, heading: string): ReadTable[] {
  const decode = (text: string): string =>
    text
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&')
      .trim();
  return [...document.matchAll(/<table>(.*?)<\/table>/gs)]
    .map(([, body = '']) =>
      [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
        [...row.matchAll(/<t[hd]([^>]*)>(.*?)<\/t[hd]>/gs)].map(([, attributes = '', cell = '']) => ({
          text: decode(cell),
          isBest: attributes.includes('class="best"'),
        })),
      ),
    )
    .filter((table) => table[0]?.[0]?.text === heading);
}

/** RFC 4180, one record per row, by the names of the head. */
export function csvRows(document: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < document.length; i++) {
    const character = document[i]!;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (document[i + 1] === '"') cell += document[++i]!;
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      rows.at(-1)!.push(cell);
      cell = '';
    } else if (character === '\n') {
      rows.at(-1)!.push(cell.replace(/\r$/, ''));
      rows.push([]);
      cell = '';
    } else cell += character;
  }
  const [head = [], ...body] = rows.slice(0, -1);
  return body.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
}
