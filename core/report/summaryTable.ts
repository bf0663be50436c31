import { withParameters } from '../experiment/names';
import {
  countOf,
  pictureRow,
  rankingMetric,
  rankingRows,
  type PictureRow,
  type RankingRow,
} from '../experiment/ranking';
import type { ImageResult, Results } from '../experiment/schema';
import { fromSpecial } from '../experiment/special';
import { markOf } from '../experiment/keys';
import { formatFixed, formatMetric, lookOf } from '../experiment/shown';
import type { MethodSummary, MetricSummary, Summary } from '../experiment/summarySchema';
import { message, say, type Code, type Language } from '../messages';
import { textColumns } from '../tensor/textColumns';
import { escapeHtml, escapeLatex, escapeMarkdown, latexNumber } from './escape';
import { glyphSvg } from './glyphs';
import { metricTitle } from './table';

/** The ranking over many pictures, in each kind of document. */

/** Pictures that the summary counts and the document does not show one by one. */
export const omitted = ({ summary, images }: Pick<Results, 'summary' | 'images'>): number =>
  summary === undefined ? 0 : summary.images - images.length;

const HEAD = ['method', 'mean', 'median', 'spread', 'wins', 'difference'] as const;

const heads = (language: Language): string[] =>
  HEAD.map((name) => say(message(`ranking-${name}` satisfies Code), language));

function cells({ name, mean, median, spread, wins, difference, isBest }: RankingRow, language: Language): string[] {
  const against = isBest ? say(message('ranking-best'), language) : difference;
  return [name, mean, median, spread, wins, against];
}

const placeOf = ({ place }: RankingRow): string => (place === null ? '' : String(place));

function subjectOf(metric: MetricSummary, language?: Language): string {
  const unit = lookOf(metric.id).unit ?? metric.unit;
  return `${metricTitle(metric.id, language)}${unit === '' ? '' : ` ${unit}`} ${metric.better === 'higher' ? '↑' : '↓'}`;
}

/** Names of left out pictures that a sentence holds; results.json has all. */
const NAMED = 8;

/** What the columns are over and what was left out, by name. */
function rankingNotes(summary: Summary, metric: MetricSummary, language: Language = 'en'): string[] {
  const { leftOut = [], methods } = metric;
  const files = (why: 'infinite' | 'missing') => leftOut.filter((one) => one.why === why).map(({ file }) => file);
  const left = (['infinite', 'missing'] as const).flatMap((why) => {
    const all = files(why);
    if (all.length === 0) return [];
    return [message(`ranking-${why}`, { files: all.slice(0, NAMED), more: Math.max(0, all.length - NAMED) })];
  });
  const { resamples, seed, level, receipt } = summary.bootstrap;
  const words = receipt ?? message('bootstrap-receipt', { resamples, percent: level * 100, seed });
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
  const all = rankingRows(metric).map((row) => [placeOf(row), ...cells(row, language)]);
  const rows = [['', ...heads(language)], ...all];
  const lines = textColumns(rows, (column) => column === 1 || column === HEAD.length);
  const title = say(message('ranking-by', { metric: subjectOf(metric, language) }), language);
  const notes = rankingNotes(summary, metric, language).map((note) => `- ${note}`);
  return [title, '', ...lines, '', ...notes, ''].join('\n');
}

export function rankingMarkdown(summary: Summary, language: Language = 'en'): string {
  const metric = rankingMetric(summary);
  if (metric === undefined) return '';
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const rows = rankingRows(metric).map((row) => {
    const [name = '', mean = '', ...rest] = cells(row, language).map(escapeMarkdown);
    return line([placeOf(row), name, row.isBest ? `**${mean}**` : mean, ...rest]);
  });
  const rule = ['---:', ...HEAD.map((_, column) => (column === 0 ? '---' : '---:'))];
  return [
    `## ${say(message('ranking-by', { metric: subjectOf(metric, language) }), language)}`,
    [line(['', ...heads(language)]), line(rule), ...rows].join('\n'),
    rankingNotes(summary, metric, language)
      .map((note) => `- ${escapeMarkdown(note)}`)
      .join('\n'),
  ].join('\n\n');
}

function htmlTable(metric: MetricSummary, language: Language): string {
  const rows = rankingRows(metric).map((row) => {
    const [name = '', mean = '', ...rest] = cells(row, language).map(escapeHtml);
    const best = row.isBest ? ' class="best"' : '';
    return `<tr><td>${glyphSvg(markOf(row.method))} ${name}</td><td>${placeOf(row)}</td><td${best}>${mean}</td>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const [name = '', ...others] = heads(language);
  const head = [name, say(message('ranking-place'), language), ...others]
    .map((title) => `<th scope="col">${escapeHtml(title)}</th>`)
    .join('');
  return `<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
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
        `<details><summary>${escapeHtml(subjectOf(metric, language))}</summary>${htmlTable(metric, language)}${notes(metric)}</details>`,
    );
  const title = say(message('ranking-by', { metric: subjectOf(first, language) }), language);
  return `<h2 class="first">${escapeHtml(title)}</h2>${htmlTable(first, language)}${notes(first)}${chart}${others.join('')}`;
}

/** Rows of all pictures for the ranking's metric, for a table that jumps to each. */
export function pictureRowsOf(images: Iterable<ImageResult>, summary: Summary): PictureRow[] {
  const metric = rankingMetric(summary);
  const rows: PictureRow[] = [];
  if (metric === undefined) return rows;
  for (const image of images) rows.push(pictureRow(image, rows.length, metric));
  return rows;
}

/** Most pictures a page lists; more are in results.csv. */
const MOST_ROWS = 2000;

/**
 * The pictures one by one in the ranking's metric: a click on a head sorts, a name leads to the picture. The page has the
 * first `shown` of them.
 */
export function picturesHtml(
  rows: readonly PictureRow[],
  summary: Summary,
  { shown, nameOf, language }: { shown: number; nameOf: (file: string) => string; language: Language },
): string {
  const metric = rankingMetric(summary);
  if (metric === undefined || rows.length < 2) return '';
  const { id, methods } = metric;
  const columns = [message('pictures-file'), ...methods.map(({ title }) => title), message('pictures-span')].map(
    (title) => (typeof title === 'string' ? title : say(title, language)),
  );
  const head = columns.map(
    (title) => `<th scope="col" aria-sort="none"><button type="button">${escapeHtml(title)}</button></th>`,
  );
  const body = rows.slice(0, MOST_ROWS).map(({ file, index, values, best, span }) => {
    const name = escapeHtml(nameOf(file));
    const link = index < shown ? `<a href="#picture-${index + 1}">${name}</a>` : name;
    const cells = methods.map(({ key }) => {
      const value = values[key] ?? null;
      const text = formatMetric(id, value);
      const mark = best.includes(key) ? ' class="best"' : '';
      return `<td${mark} data-value="${value === null ? '' : fromSpecial(value)}">${text}</td>`;
    });
    const { decimals } = lookOf(id);
    return `<tr><td data-value="${index}">${link}</td>${cells.join('')}<td data-value="${span ?? ''}">${span === null ? '–' : formatFixed(span, decimals)}</td></tr>`;
  });
  const title = say(message('pictures-title', { metric: subjectOf(metric, language) }), language);
  const note = say(
    message('pictures-note', { shown: Math.min(rows.length, MOST_ROWS), pictures: rows.length }),
    language,
  );
  return `<h2 id="pictures">${escapeHtml(title)}</h2><p class="notes">${escapeHtml(note)}</p><div class="scroll long" tabindex="0" role="region" aria-labelledby="pictures"><table class="sortable"><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

/** A `booktabs` table of all pictures together. */
export function rankingLatex(
  summary: Summary,
  { experiment }: Pick<Results, 'experiment'>,
  language: Language = 'en',
): string {
  const metric = rankingMetric(summary);
  if (metric === undefined) return '';
  const rows = rankingRows(metric).map((row) => {
    const [name = '', mean = '', ...rest] = cells(row, language);
    const shown = row.isBest ? `\\textbf{${latexNumber(mean)}}` : latexNumber(mean);
    return `    ${[escapeLatex(name), shown, ...rest.map(latexNumber)].join(' & ')} \\\\`;
  });
  const caption = message('ranking-caption', {
    metric: metricTitle(metric.id, language),
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
