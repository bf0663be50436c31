import type { Environment, Experiment } from '../experiment/schema';
import type { PaperTable } from '../experiment/paperTable';
import type { Language } from '../messages';
import { tableCsv, tableDocument, tableLatex, tableMarkdown, tableText } from './paperTable';

export const TABLE_FORMATS = ['text', 'markdown', 'latex', 'csv', 'json'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** How a file of each format ends. */
export const TABLE_ENDINGS: Readonly<Record<TableFormat, string>> = {
  text: 'txt',
  markdown: 'md',
  latex: 'tex',
  csv: 'csv',
  json: 'json',
};

interface TableFile {
  readonly table: PaperTable;
  readonly environment: Environment;
  /** Of one of the blocks: the table says the scale of each. */
  readonly experiment: Experiment;
  readonly sets: readonly { readonly name: string; readonly files: readonly string[] }[];
  /** More that the JSON says. */
  readonly details?: object;
}

/** The table as a file: the same from the command and from the window. */
export function tableFile(format: TableFormat, file: TableFile, language: Language): string {
  const { table, environment, experiment, sets, details = {} } = file;
  const { protocol, degradation, space } = experiment;
  const origin = { environment, experiment: { protocol, degradation, space } };
  switch (format) {
    case 'text':
      return tableText(table, origin, language);
    case 'markdown':
      return tableMarkdown(table, origin, language);
    case 'latex':
      return tableLatex(table, origin, language);
    case 'csv':
      return tableCsv(table, origin);
    case 'json': {
      const { scale: _first, ...common } = experiment;
      const scales = table.blocks.map(({ scale }) => scale);
      const whole = tableDocument(table, { environment, experiment: common }, { scales, files: sets, ...details });
      return `${JSON.stringify(whole, null, 2)}\n`;
    }
  }
}
