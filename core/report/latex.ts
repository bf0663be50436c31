import type { Results } from '../experiment/schema';
import { markedLabel } from '../experiment/names';
import { escapeLatex, latexNumber } from './escape';
import { imageNotes, imageReceipts } from './notes';
import { rankingLatex } from './summaryTable';
import { bestKeys, columnsOf, formatMetric, metricOf, ranked, significant } from './table';

/** One `booktabs` table per picture; needs \usepackage{booktabs}. Best values bold. */
export function renderLatex(results: Results): string {
  const tables = results.images.map((image) => {
    const columns = columnsOf(image);
    const best = columns.map((column) => bestKeys(image, column));
    const head = [
      'Method',
      ...columns.map(
        (column) => `${escapeLatex(column.title)} ${column.better === 'higher' ? '$\\uparrow$' : '$\\downarrow$'}`,
      ),
      'ms $\\downarrow$',
    ];
    const rows = ranked(image).methods.map((method) =>
      [
        escapeLatex(markedLabel(method)),
        ...columns.map((column, index) => {
          const metric = metricOf(method, column);
          const text = metric === undefined ? '--' : latexNumber(formatMetric(column.id, metric.value));
          return best[index]!.has(method.key) ? `\\textbf{${text}}` : text;
        }),
        method.timing === null ? '--' : significant(method.timing.medianMs),
      ].join(' & '),
    );
    const size = `${image.width} by ${image.height}`;
    // What each number is and what to know of it stands below the table.
    const notes = [
      ...imageNotes(image, results.experiment),
      ...imageReceipts(image).map((text) => (/[.!?]$/.test(text) ? text : `${text}.`)),
    ];
    return [
      '\\begin{table}',
      '  \\centering',
      `  \\caption{${escapeLatex(image.file)} (${size}) at scale ${results.experiment.scale}, ${results.experiment.degradation === 'given' ? 'input given as a file' : `input by ${results.experiment.degradation} downsampling`}.}`,
      `  \\begin{tabular}{l${'r'.repeat(head.length - 1)}}`,
      '    \\toprule',
      `    ${head.join(' & ')} \\\\`,
      '    \\midrule',
      ...rows.map((row) => `    ${row} \\\\`),
      '    \\bottomrule',
      '  \\end{tabular}',
      ...(notes.length === 0
        ? []
        : ['  \\par\\smallskip\\raggedright\\footnotesize', ...notes.map((note) => `  ${escapeLatex(note)}\\\\`)]),
      '\\end{table}',
    ].join('\n');
  });
  if (results.summary !== undefined) tables.unshift(rankingLatex(results.summary, results));
  return `% ${escapeLatex(`${results.environment.app} ${results.environment.version}, ${results.environment.date}`)}\n${tables.join('\n\n')}\n`;
}
