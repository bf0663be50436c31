import { LEFT_OUT_MARK, withParameters } from '../experiment/names';
import { fromSpecial, type NumberOrSpecial, type Results } from '../experiment/schema';
import { formatMetric, formatSignedMetric, lookOf, shownValue } from '../experiment/shown';
import type { MethodSummary, MetricSummary, Summary } from '../experiment/summarySchema';
import { message, say, type Code, type Language } from '../messages';
import { escapeHtml, escapeLatex, escapeMarkdown, latexNumber } from './escape';
import { glyphSvg } from './glyphs';
import { metricTitle } from './table';

/** The ranking over many pictures, in each kind of document. */

export interface RankingRow {
  readonly method: MethodSummary;
  /** The name with short parameters, and a mark where it takes no part. */
  readonly name: string;
  /** 1, 2, ... ; the same for means that are shown as equal; empty for one that takes no part. */
  readonly place: string;
  /** The best mean as shown, or level with it. */
  readonly isBest: boolean;
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

/** Pictures that a metric's means are over. */
export const countOf = ({ count, methods }: MetricSummary): number =>
  count ?? Math.max(0, ...methods.map((method) => method.count));

/** The metric the ranking goes by: mean IoU, PSNR-Y, PSNR or the first of whole pictures, whichever most pictures have. */
export function rankingMetric({ metrics }: Summary): MetricSummary | undefined {
  const whole = metrics.filter(({ region }) => region === 'full');
  const most = Math.max(0, ...whole.map(countOf));
  const wide = whole.filter((metric) => countOf(metric) === most);
  return (
    wide.find(({ id }) => id === 'miou') ??
    wide.find(({ id }) => id === 'psnr-y') ??
    wide.find(({ id }) => id === 'psnr') ??
    wide[0]
  );
}

export const summaryName = ({ title, short = '', excludedFromBest }: MethodSummary): string =>
  withParameters(title, short) + (excludedFromBest === undefined ? '' : ` ${LEFT_OUT_MARK}`);

export function rankingRows(metric: MetricSummary, language: Language = 'en'): RankingRow[] {
  const { id, methods } = metric;
  const shown = ({ mean }: MethodSummary): number | null => (mean === null ? null : shownValue(id, mean));
  let place = 0;
  return methods.map((method, index) => {
    const isRanked = method.excludedFromBest === undefined;
    const before = methods[index - 1];
    // Without a mean nothing is level.
    if (isRanked && (before === undefined || shown(method) === null || shown(before) !== shown(method)))
      place = index + 1;
    const isBest = isRanked && place === 1;
    const text = (value: NumberOrSpecial | null) => formatMetric(id, value);
    return {
      ...{ method, isBest, name: summaryName(method), place: isRanked ? String(place) : '' },
      ...{ mean: text(method.mean), median: text(method.median), spread: text(method.standardDeviation) },
      wins: isRanked ? String(method.wins) : '–',
      difference: isBest ? say(message('ranking-best'), language) : differenceText(id, method),
    };
  });
}

function differenceText(id: string, { difference }: MethodSummary): string {
  if (difference === undefined) return '';
  const { mean, low, high } = difference;
  const interval =
    low === undefined || high === undefined ? '' : ` [${formatSignedMetric(id, low)}, ${formatSignedMetric(id, high)}]`;
  return `${formatSignedMetric(id, mean)}${interval}`;
}

const HEAD = ['method', 'mean', 'median', 'spread', 'wins', 'difference'] as const;

const heads = (language: Language): string[] =>
  HEAD.map((name) => say(message(`ranking-${name}` satisfies Code), language));

const cells = ({ name, mean, median, spread, wins, difference }: RankingRow): string[] => [
  ...[name, mean, median, spread, wins, difference],
];

export function subjectOf(metric: MetricSummary): string {
  const unit = lookOf(metric.id).unit ?? metric.unit;
  return `${metricTitle(metric.id)}${unit === '' ? '' : ` ${unit}`} ${metric.better === 'higher' ? '↑' : '↓'}`;
}

/** Names of left out pictures that a sentence holds; results.json has all. */
const NAMED = 8;

/** What the columns are over and what was left out, by name. */
export function rankingNotes(summary: Summary, metric: MetricSummary, language: Language = 'en'): string[] {
  const { leftOut = [], methods } = metric;
  const files = (why: 'infinite' | 'missing') => leftOut.filter((one) => one.why === why).map(({ file }) => file);
  const left = (['infinite', 'missing'] as const).flatMap((why) => {
    const all = files(why);
    if (all.length === 0) return [];
    return [message(`ranking-${why}`, { files: all.slice(0, NAMED), more: Math.max(0, all.length - NAMED) })];
  });
  const { resamples, seed, level, receipt } = summary.bootstrap;
  const words = receipt ?? `percentile bootstrap, ${resamples} resamples, ${level * 100} %, seed ${seed}`;
  return [
    message('ranking-over', { count: countOf(metric), pictures: summary.images }),
    ...left,
    ...(methods.some(({ difference }) => difference?.low !== undefined)
      ? [message('ranking-interval', { receipt: words })]
      : []),
    ...methods.flatMap((method) =>
      method.excludedFromBest === undefined
        ? []
        : [
            message('left-out-of-best', {
              name: withParameters(method.title, method.short ?? ''),
              reason: method.excludedFromBest,
            }),
          ],
    ),
  ].map((note) => say(note, language));
}

export function rankingText(summary: Summary, language: Language = 'en'): string {
  const metric = rankingMetric(summary);
  if (metric === undefined) return '';
  const all = rankingRows(metric, language).map((row) => [row.place, ...cells(row)]);
  const rows = [['', ...heads(language)], ...all];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat((widths[column] ?? 0) - [...cell].length);
        return column === 1 || column === HEAD.length ? cell + gap : gap + cell;
      })
      .join('  ')
      .trimEnd();
  const title = say(message('ranking-by', { metric: subjectOf(metric) }), language);
  const notes = rankingNotes(summary, metric, language).map((note) => `- ${note}`);
  return [title, '', ...rows.map(line), '', ...notes, ''].join('\n');
}

export function rankingMarkdown(summary: Summary, language: Language = 'en'): string {
  const metric = rankingMetric(summary);
  if (metric === undefined) return '';
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const rows = rankingRows(metric, language).map((row) => {
    const [name = '', mean = '', ...rest] = cells(row).map(escapeMarkdown);
    return line([row.place, name, row.isBest ? `**${mean}**` : mean, ...rest]);
  });
  const rule = ['---:', ...HEAD.map((_, column) => (column === 0 ? '---' : '---:'))];
  return [
    `## ${say(message('ranking-by', { metric: subjectOf(metric) }), language)}`,
    [line(['', ...heads(language)]), line(rule), ...rows].join('\n'),
    rankingNotes(summary, metric, language)
      .map((note) => `- ${escapeMarkdown(note)}`)
      .join('\n'),
  ].join('\n\n');
}

function htmlTable(metric: MetricSummary, language: Language): string {
  const rows = rankingRows(metric, language).map((row) => {
    const [name = '', mean = '', ...rest] = cells(row).map(escapeHtml);
    const best = row.isBest ? ' class="best"' : '';
    return `<tr><td>${glyphSvg(row.method.id)} ${name}</td><td>${row.place}</td><td${best}>${mean}</td>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const [name = '', ...others] = heads(language);
  const head = [name, say(message('ranking-place'), language), ...others]
    .map((title) => `<th scope="col">${escapeHtml(title)}</th>`)
    .join('');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** @param chart markup that stands between the ranking and the tables of the other metrics */
export function rankingHtml(summary: Summary, chart: string, language: Language = 'en'): string {
  const first = rankingMetric(summary);
  if (first === undefined) return '';
  const notes = (metric: MetricSummary): string =>
    `<ul class="notes">${rankingNotes(summary, metric, language)
      .map((note) => `<li>${escapeHtml(note)}</li>`)
      .join('')}</ul>`;
  const others = summary.metrics
    .filter((metric) => metric.region === 'full' && metric !== first)
    .map(
      (metric) =>
        `<details><summary>${escapeHtml(subjectOf(metric))}</summary>${htmlTable(metric, language)}${notes(metric)}</details>`,
    );
  const title = say(message('ranking-by', { metric: subjectOf(first) }), language);
  return `<h2 class="first">${escapeHtml(title)}</h2>${htmlTable(first, language)}${notes(first)}${chart}${others.join('')}`;
}

/** A `booktabs` table of all pictures together. */
export function rankingLatex(
  summary: Summary,
  { experiment }: Pick<Results, 'experiment'>,
  language: Language = 'en',
): string {
  const metric = rankingMetric(summary);
  if (metric === undefined) return '';
  const rows = rankingRows(metric, language).map((row) => {
    const [name = '', mean = '', ...rest] = cells(row);
    const shown = row.isBest ? `\\textbf{${latexNumber(mean)}}` : latexNumber(mean);
    return `    ${[escapeLatex(name), shown, ...rest.map(latexNumber)].join(' & ')} \\\\`;
  });
  const caption = message('ranking-caption', {
    metric: metricTitle(metric.id),
    count: countOf(metric),
    pictures: summary.images,
    scale: experiment.scale,
  });
  const notes = rankingNotes(summary, metric, language);
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${escapeLatex([say(caption, language), ...notes].join(' '))}}`,
    '  \\begin{tabular}{lrrrrr}',
    '    \\toprule',
    `    ${heads(language).map(escapeLatex).join(' & ')} \\\\`,
    '    \\midrule',
    ...rows,
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
  ].join('\n');
}

/** Minimum, quartiles and maximum with the mean, where all of them are numbers. */
export function boxOf(method: MethodSummary): { mean: number; box: [number, number, number, number, number] } | null {
  const { mean, minimum, lowerQuartile, median, upperQuartile, maximum } = method;
  const [middle, ...box] = [mean, minimum, lowerQuartile, median, upperQuartile, maximum].map((value) =>
    value === null ? NaN : fromSpecial(value),
  );
  if (middle === undefined || ![middle, ...box].every(Number.isFinite)) return null;
  return { mean: middle, box: box as [number, number, number, number, number] };
}
