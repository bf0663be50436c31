import { fromSpecial, type Results } from '../experiment/schema';
import type { MethodSummary, MetricSummary, Summary } from '../experiment/summarySchema';
import { escapeHtml, escapeLatex, escapeMarkdown } from './escape';
import { glyphSvg } from './glyphs';
import { formatMetric, metricTitle } from './table';

/** The ranking over many pictures, in each kind of document. */

export interface RankingRow {
  readonly method: MethodSummary;
  /** 1, 2, ... ; empty for one that takes no part. */
  readonly place: string;
  readonly mean: string;
  readonly median: string;
  readonly spread: string;
  readonly wins: string;
  /** Against the best, with its interval; empty for the best. */
  readonly difference: string;
}

/** Pictures that the summary counts and the document does not show one by one. */
export const omitted = ({ summary, images }: Pick<Results, 'summary' | 'images'>): number =>
  summary === undefined ? 0 : summary.images - images.length;

/** The metric the ranking goes by: PSNR-Y, PSNR or the first of whole pictures, whichever most pictures have. */
export function rankingMetric({ metrics }: Summary): MetricSummary | undefined {
  const whole = metrics.filter(({ region }) => region === 'full');
  const count = ({ methods }: MetricSummary): number => Math.max(0, ...methods.map((method) => method.count));
  const most = Math.max(0, ...whole.map(count));
  const wide = whole.filter((metric) => count(metric) === most);
  // Grey pictures have no PSNR-Y: a batch of both kinds goes by what all of them have.
  return (
    wide.find(({ id }) => id === 'miou') ??
    wide.find(({ id }) => id === 'psnr-y') ??
    wide.find(({ id }) => id === 'psnr') ??
    wide[0]
  );
}

export function rankingRows(metric: MetricSummary): RankingRow[] {
  let place = 0;
  return metric.methods.map((method) => {
    const text = (value: MethodSummary['mean']) => formatMetric(metric.id, value);
    const { difference } = method;
    const signed = (value: MethodSummary['mean']) => (fromSpecial(value) > 0 ? `+${text(value)}` : text(value));
    return {
      method,
      place: method.excludedFromBest === undefined ? String(++place) : '',
      ...{ mean: text(method.mean), median: text(method.median), spread: text(method.standardDeviation) },
      wins: method.excludedFromBest === undefined ? `${method.wins}` : '–',
      difference:
        difference === undefined
          ? ''
          : `${signed(difference.mean)} [${signed(difference.low)}, ${signed(difference.high)}]`,
    };
  });
}

const HEAD = ['', 'Method', 'Mean', 'Median', 'SD', 'Wins', 'Against the best'] as const;

const cells = ({ place, method, mean, median, spread, wins, difference }: RankingRow): string[] => [
  ...[place, method.title, mean, median, spread, wins, difference],
];

function subject(metric: MetricSummary): string {
  const unit = metric.unit === '' ? '' : ` ${metric.unit}`;
  return `${metricTitle(metric.id)}${unit} ${metric.better === 'higher' ? '↑' : '↓'}`;
}

/** What the columns mean, one sentence. */
export function rankingNote({ bootstrap, images }: Summary): string {
  return `Over ${images} pictures; wins: pictures on which no ranked method is better; against the best: mean of the paired differences with its ${Math.round(bootstrap.level * 100)} % bootstrap interval (${bootstrap.resamples} resamples of the pictures, seed ${bootstrap.seed}).`;
}

export function rankingText(summary: Summary): string {
  const metric = rankingMetric(summary);
  if (metric === undefined) return '';
  const rows = [[...HEAD], ...rankingRows(metric).map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat((widths[column] ?? 0) - [...cell].length);
        return column === 1 || column === 6 ? cell + gap : gap + cell;
      })
      .join('  ')
      .trimEnd();
  return [`Ranking by ${subject(metric)}`, '', ...rows.map(line), '', rankingNote(summary), ''].join('\n');
}

export function rankingMarkdown(summary: Summary): string {
  const metric = rankingMetric(summary);
  if (metric === undefined) return '';
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const rows = rankingRows(metric).map((row) => line(cells(row).map(escapeMarkdown)));
  const rule = HEAD.map((_, column) => (column === 1 ? '---' : '---:'));
  return [`## Ranking by ${subject(metric)}`, [line(HEAD), line(rule), ...rows].join('\n'), rankingNote(summary)].join(
    '\n\n',
  );
}

/** @param chart markup that stands between the ranking and the tables of the other metrics */
export function rankingHtml(summary: Summary, chart: string): string {
  const tables = summary.metrics
    .filter(({ region }) => region === 'full')
    .map((metric) => {
      const rows = rankingRows(metric).map((row) => {
        const [place = '', , ...rest] = cells(row);
        const name = `${glyphSvg(row.method.id)} ${escapeHtml(row.method.title)}`;
        return `<tr><td>${name}</td><td>${place}</td>${rest.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
      });
      const head = ['Method', 'Place', ...HEAD.slice(2)].map((title) => `<th scope="col">${title}</th>`).join('');
      const table = `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
      return { metric, table };
    });
  const first = rankingMetric(summary);
  const main = tables.find(({ metric }) => metric === first);
  if (main === undefined) return '';
  const others = tables
    .filter((one) => one !== main)
    .map(({ metric, table }) => `<details><summary>${escapeHtml(subject(metric))}</summary>${table}</details>`);
  return `<h2 class="first">Ranking by ${escapeHtml(subject(main.metric))}</h2>${main.table}<p class="notes">${escapeHtml(rankingNote(summary))}</p>${chart}${others.join('')}`;
}

/** A `booktabs` table of all pictures together. */
export function rankingLatex(summary: Summary, { experiment }: Pick<Results, 'experiment'>): string {
  const metric = rankingMetric(summary);
  if (metric === undefined) return '';
  const maths = (text: string) =>
    escapeLatex(text).replaceAll('−', '$-$').replaceAll('∞', '$\\infty$').replaceAll('–', '--');
  const rows = rankingRows(metric).map((row) => `    ${cells(row).slice(1).map(maths).join(' & ')} \\\\`);
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${escapeLatex(metricTitle(metric.id))} over ${summary.images} pictures at scale ${experiment.scale}.}`,
    '  \\begin{tabular}{lrrrrr}',
    '    \\toprule',
    `    ${HEAD.slice(1).join(' & ')} \\\\`,
    '    \\midrule',
    ...rows,
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
  ].join('\n');
}
