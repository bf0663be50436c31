import { message, type Language } from '../messages';
import { resultsIn } from '../experiment/inLanguage';
import { dateIn } from './environment';
import { wordsIn } from './words';
import type { Results } from '../experiment/schema';
import { markedLabel } from '../experiment/names';
import { escapeLatex, latexNumber } from './escape';
import { imageNotes, imageReceipts } from './notes';
import { rankingLatex } from './summaryTable';
import { bestKeys, columnsOf, metricOf, ranked, significant } from './table';
import { formatMetric } from '../experiment/shown';

/** One `booktabs` table per picture; needs \usepackage{booktabs}. Best values bold. */
export function renderLatex(original: Results, language: Language = 'en'): string {
  const results = resultsIn(original, language);
  const words = wordsIn(language);
  const tables = results.images.map((image) => {
    const columns = columnsOf(image, 'full', language);
    const best = columns.map((column) => bestKeys(image, column));
    const head = [
      escapeLatex(words('report-method')),
      ...columns.map(
        (column) => `${escapeLatex(column.title)} ${column.better === 'higher' ? '$\\uparrow$' : '$\\downarrow$'}`,
      ),
      'ms $\\downarrow$',
    ];
    const rows = ranked(image).methods.map((method) =>
      [
        escapeLatex(markedLabel(method, language)),
        ...columns.map((column, index) => {
          const metric = metricOf(method, column);
          const text = metric === undefined ? '--' : latexNumber(formatMetric(column.id, metric.value));
          return best[index]!.has(method.key) ? `\\textbf{${text}}` : text;
        }),
        method.timing === null ? '--' : significant(method.timing.medianMs),
      ].join(' & '),
    );
    const { scale, degradation } = results.experiment;
    const caption = words('latex-caption', {
      file: image.file,
      size: words('latex-size', { width: image.width, height: image.height }),
      scale,
      input: degradation === 'given' ? message('latex-input-given') : message('latex-input-by', { degradation }),
    });
    // What each number is and what to know of it stands below the table.
    const notes = [
      ...imageNotes(image, results.experiment, language),
      ...imageReceipts(image, language).map((text) =>
        /[.!?。！？]$/.test(text) ? text : `${text}${language === 'en' ? '.' : '。'}`,
      ),
    ];
    return [
      '\\begin{table}',
      '  \\centering',
      `  \\caption{${escapeLatex(caption)}}`,
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
  if (results.summary !== undefined) tables.unshift(rankingLatex(results.summary, results, language));
  const { app, version, date } = results.environment;
  const heads = [escapeLatex(`${app} ${version}, ${dateIn(date, language)}`), words('latex-needs-chinese')];
  const comments = heads.filter((line) => line !== '').map((line) => `% ${line}\n`);
  return `${comments.join('')}${tables.join('\n\n')}\n`;
}
