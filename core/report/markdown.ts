import type { Language } from '../messages';
import { resultsIn } from '../experiment/inLanguage';
import { macsOf, timeOf } from '../experiment/costs';
import type { Experiment, ImageResult, Results } from '../experiment/schema';
import { markedLabel } from '../experiment/names';
import { escapeMarkdown } from './escape';
import { imageNotes, imageReceipts } from './notes';
import { checkpointsMarkdown } from './checkpoints';
import { bestKeys, columnsOf, formatCount, metricOf, orDash, ranked, significant } from './table';
import { formatMetric } from '../experiment/shown';
import { omitted, rankingMarkdown } from './summaryTable';
import { pairWords, togetherMarkdown } from './maskSections';
import { computedBy, dateIn } from './environment';
import { verdictOf } from './verdict';
import { wordsIn } from './words';

/** A table per picture with the best values bold, receipts below, failures named. */
export function renderMarkdown(original: Results, language: Language = 'en'): string {
  const results = resultsIn(original, language);
  const words = wordsIn(language);
  const { experiment, environment } = results;
  const parts = [
    `# ${words('report-at-scale', { scale: experiment.scale })}`,
    [`${environment.app} ${environment.version}`, dateIn(environment.date, language), computedBy(results, words)].join(
      ' · ',
    ),
    ...(results.networks ?? []).map(({ sentence }) => escapeMarkdown(sentence)),
    ...checkpointsMarkdown(results.checkpoints ?? [], language),
    ...(results.summary === undefined
      ? []
      : [rankingMarkdown(results.summary, language), togetherMarkdown(results.summary, language)].filter(Boolean)),
    ...results.images.map((image) => imageSection(image, experiment, language)),
  ];
  const left = omitted(results);
  if (left > 0) parts.push(words('report-others', { count: left }));
  if (results.failed.length > 0) {
    parts.push(
      `## ${words('report-failed')}`,
      results.failed
        .map(({ file, message: sentence }) => words('about-method', { name: file, sentence }))
        .map((line) => `- ${escapeMarkdown(line)}`)
        .join('\n'),
    );
  }
  return parts.join('\n\n') + '\n';
}

function imageSection(image: ImageResult, experiment: Experiment, language: Language): string {
  const words = wordsIn(language);
  const columns = columnsOf(image, 'full', language);
  const best = columns.map((column) => bestKeys(image, column));
  const head = [
    words('report-method'),
    ...columns.map(
      (column) =>
        `${column.title}${column.unit === '' ? '' : ` ${column.unit}`} ${column.better === 'higher' ? '↑' : '↓'}`,
    ),
    `${words('report-time')} ms ↓`,
    'MACs',
    words('report-parameters'),
  ];
  const rows = ranked(image).methods.map((method) => [
    escapeMarkdown(markedLabel(method, language)),
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
  const { right, bottom } = image.crop;
  const pair = pairWords(image, language);
  const colour = words('image-colours', { channels: image.channels });
  const size = `${image.width}×${image.height}`;
  const facts = pair ?? words('report-picture-facts', { size, bits: image.bitDepth, colour });
  const cropped = right + bottom > 0 ? words('report-markdown-cropped', { facts, right, bottom }) : facts;
  return [
    `## ${escapeMarkdown(image.file)}`,
    words('report-facts-verdict', { facts: cropped, verdict: escapeMarkdown(verdictOf(image, language)) }),
    [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n'),
    imageReceipts(image, language)
      .map((text) => `- ${escapeMarkdown(text)}`)
      .join('\n'),
    imageNotes(image, experiment, language)
      .map((note) => `- ${escapeMarkdown(note)}`)
      .join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
