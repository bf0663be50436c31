import { macsOf, timeOf } from '../experiment/costs';
import type { Experiment, ImageResult, Results } from '../experiment/schema';
import { markedLabel } from '../experiment/names';
import { escapeMarkdown } from './escape';
import { imageNotes, imageReceipts } from './notes';
import { bestKeys, columnsOf, formatCount, formatMetric, metricOf, orDash, ranked, significant } from './table';
import { omitted, rankingMarkdown } from './summaryTable';
import { pairWords, togetherMarkdown } from './maskSections';
import { verdictOf } from './verdict';

/** A table per picture with the best values bold, receipts below, failures named. */
export function renderMarkdown(results: Results): string {
  const { experiment, environment } = results;
  const parts = [
    `# Upsampling at ×${experiment.scale}`,
    `${environment.app} ${environment.version} · ${environment.date} · ${environment.operators} · ${experiment.arithmetic} arithmetic`,
    ...(results.summary === undefined
      ? []
      : [rankingMarkdown(results.summary), togetherMarkdown(results.summary)].filter(Boolean)),
    ...results.images.map((image) => imageSection(image, experiment)),
  ];
  const left = omitted(results);
  if (left > 0) parts.push(`The other ${left} pictures are in results.csv and results.json.`);
  if (results.failed.length > 0) {
    parts.push(
      '## Not done',
      results.failed
        .map((failure) => `- ${escapeMarkdown(failure.file)}: ${escapeMarkdown(failure.message)}`)
        .join('\n'),
    );
  }
  return parts.join('\n\n') + '\n';
}

function imageSection(image: ImageResult, experiment: Experiment): string {
  const columns = columnsOf(image);
  const best = columns.map((column) => bestKeys(image, column));
  const head = [
    'Method',
    ...columns.map(
      (column) =>
        `${column.title}${column.unit === '' ? '' : ` ${column.unit}`} ${column.better === 'higher' ? '↑' : '↓'}`,
    ),
    'Time ms ↓',
    'MACs',
    'Parameters',
  ];
  const rows = ranked(image).methods.map((method) => [
    escapeMarkdown(markedLabel(method)),
    ...columns.map((column, index) => {
      const metric = metricOf(method, column);
      const text = metric === undefined ? '–' : formatMetric(column.id, metric.value);
      return best[index]!.has(method.key) ? `**${text}**` : text;
    }),
    orDash(timeOf(method), significant),
    orDash(macsOf(method), formatCount),
    orDash(method.cost?.parameters ?? null, String),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const crop =
    image.crop.right + image.crop.bottom > 0
      ? `, cropped by ${image.crop.right} px at the right and ${image.crop.bottom} px at the bottom`
      : '';
  return [
    `## ${escapeMarkdown(image.file)}`,
    `${pairWords(image) ?? `${image.width}×${image.height}, ${image.bitDepth}-bit ${image.channels === 1 ? 'grey' : 'RGB'}`}${crop}. ${escapeMarkdown(verdictOf(image))}`,
    [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n'),
    imageReceipts(image)
      .map((text) => `- ${escapeMarkdown(text)}`)
      .join('\n'),
    imageNotes(image, experiment)
      .map((note) => `- ${escapeMarkdown(note)}`)
      .join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
