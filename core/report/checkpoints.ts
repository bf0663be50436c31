import { bestPoint } from '../experiment/checkpoints';
import type { CheckpointCurve } from '../experiment/networkSchema';
import { message, say, type Language } from '../messages';
import { csvField } from '../tensor/csv';
import { textColumns } from '../tensor/textColumns';
import { escapeHtml, escapeMarkdown } from './escape';
import { glyphSvg } from './glyphs';
import { metricTitle, orDash, significant } from './table';
import { formatMetric } from '../experiment/shown';
import { wordsIn } from './words';

/** The checkpoints of a folder in each kind of document: quality and pattern, point by point. */

const headingOf = ({ series, points }: CheckpointCurve, language: Language): string =>
  wordsIn(language)('checkpoints-heading', { series, count: points.length });

/** Which is best, and what its grid is. */
function checkpointSentence(curve: CheckpointCurve, language: Language): string {
  const best = bestPoint(curve);
  if (best === null || curve.metric === null) return '';
  const { id, unit } = curve.metric;
  return say(
    message('checkpoints-best', {
      name: best.key,
      metric: metricTitle(id, language),
      unit,
      value: formatMetric(id, best.value!),
      pictures: curve.pictures,
      pattern: best.pattern,
    }),
    language,
  );
}

function rowsOf({ metric, points }: CheckpointCurve, language: Language): string[][] {
  const words = wordsIn(language);
  const unit = metric === null || metric.unit === '' ? '' : ` ${metric.unit}`;
  return [
    [
      words('checkpoints-name'),
      ...(metric === null ? [] : [`${metricTitle(metric.id, language)}${unit}`]),
      words('checkpoints-pattern'),
      `${words('table-time')} ms`,
    ],
    ...points.map(({ key, value, pattern, timeMs }) => [
      key,
      ...(metric === null ? [] : [value === null ? '–' : formatMetric(metric.id, value)]),
      pattern === null ? '–' : pattern.toFixed(2),
      orDash(timeMs, significant),
    ]),
  ];
}

export const checkpointsText = (curves: readonly CheckpointCurve[], language: Language): string =>
  curves
    .map((curve) =>
      [
        headingOf(curve, language),
        textColumns(rowsOf(curve, language), (column) => column === 0).join('\n'),
        checkpointSentence(curve, language),
        '',
      ]
        .filter((line, i) => line !== '' || i === 3)
        .join('\n'),
    )
    .join('\n');

export const checkpointsMarkdown = (curves: readonly CheckpointCurve[], language: Language): string[] =>
  curves.flatMap((curve) => {
    const [head = [], ...rows] = rowsOf(curve, language).map((row) => row.map(escapeMarkdown));
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    return [
      `## ${escapeMarkdown(headingOf(curve, language))}`,
      [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n'),
      ...[checkpointSentence(curve, language)].filter((text) => text !== '').map(escapeMarkdown),
    ];
  });

/** @param charts of each curve, as markup */
export function checkpointsHtml(
  curves: readonly CheckpointCurve[],
  charts: (curve: number) => string,
  language: Language,
): string {
  return curves
    .map((curve, i) => {
      const [head = [], ...rows] = rowsOf(curve, language);
      const best = bestPoint(curve)?.key;
      const body = rows.map((row, at) => {
        const [name = '', ...values] = row.map(escapeHtml);
        const { key, mark } = curve.points[at]!;
        const cells = values.map(
          (value, column) => `<td${key === best && column === 0 ? ' class="best"' : ''}>${value}</td>`,
        );
        return `<tr><td>${glyphSvg(mark)} ${name}</td>${cells.join('')}</tr>`;
      });
      const sentence = checkpointSentence(curve, language);
      return `<section class="checkpoints"><h2>${escapeHtml(headingOf(curve, language))}</h2>
${sentence === '' ? '' : `<p class="verdict">${escapeHtml(sentence)}</p>`}
${charts(i)}
<div class="scroll" tabindex="0"><table><thead><tr>${head.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>
<p class="notes">${escapeHtml(wordsIn(language)('checkpoints-note'))}</p></section>`;
    })
    .join('\n');
}

const COLUMNS = [
  'series',
  'name',
  'file',
  'step',
  'metric',
  'value',
  'unit',
  'better',
  'pictures',
  'pattern_255',
  'time_ms',
];

/** One row per checkpoint, for notebooks and spreadsheets. */
export function checkpointsCsv(curves: readonly CheckpointCurve[]): string {
  const line = (cells: readonly (string | number | null | undefined)[]): string =>
    `${cells.map((cell) => csvField(cell ?? undefined)).join(',')}\r\n`;
  const rows = curves.flatMap(({ series, metric, pictures, points }) =>
    points.map(({ key, file, step, value, pattern, timeMs }) =>
      line([series, key, file, step, metric?.id, value, metric?.unit, metric?.better, pictures, pattern, timeMs]),
    ),
  );
  return line(COLUMNS) + rows.join('');
}
