import { macsOf, timeOf } from '../../experiment/costs';
import type { ImageResult, MethodResult, Results } from '../../experiment/schema';
import { markedLabel } from '../../experiment/names';
import { imageNotes, imageReceipts } from '../../report/notes';
import { pairWords } from '../../report/maskSections';
import {
  bestKeys,
  columnsOf,
  formatCount,
  formatMetric,
  metricOf,
  orDash,
  significant,
  type Column,
} from '../../report/table';

interface TextColumn {
  readonly head: readonly [title: string, unit: string];
  cell(method: MethodResult): string;
}

function metricColumn(image: ImageResult, column: Column): TextColumn {
  const best = bestKeys(image, column);
  return {
    head: [column.title, `${column.better === 'higher' ? '↑' : '↓'}${column.unit === '' ? '' : ` ${column.unit}`}`],
    cell: (method) => {
      const metric = metricOf(method, column);
      return metric === undefined ? '–' : `${formatMetric(column.id, metric.value)}${best.has(method.key) ? '*' : ' '}`;
    },
  };
}

/** One picture's methods as a table of text, best values marked with an asterisk. */
export function imageTable(image: ImageResult): string {
  const columns: TextColumn[] = [
    ...columnsOf(image).map((column) => metricColumn(image, column)),
    { head: ['Params', ''], cell: ({ cost }) => orDash(cost?.parameters ?? null, formatCount) },
    { head: ['MACs', ''], cell: (method) => orDash(macsOf(method), formatCount) },
    {
      head: ['Time', 'ms'],
      cell: (method) =>
        method.timing === null
          ? orDash(timeOf(method), significant)
          : `${significant(method.timing.medianMs)} ±${significant(method.timing.madMs, 2)}`,
    },
  ];
  const rows = [
    ['Method', ...columns.map(({ head }) => head[0])],
    ['', ...columns.map(({ head }) => head[1])],
    ...image.methods.map((method) => [markedLabel(method), ...columns.map((column) => column.cell(method))]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length))) ?? [];
  const pad = (cell: string, column: number): string => {
    const gap = ' '.repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length));
    return column === 0 ? cell + gap : gap + cell;
  };
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

/** Everything about one picture: heading, what was done to it, table, remarks. */
export function imageText(image: ImageResult, results: Pick<Results, 'experiment'>): string {
  const { experiment } = results;
  const colour = image.channels === 1 ? 'grey' : 'RGB';
  const how =
    experiment.mode === 'reference'
      ? `${experiment.degradation === 'given' ? 'its small picture given' : `downscaled by ${experiment.degradation === 'area' ? 'area averaging' : experiment.degradation}`} and enlarged ×${experiment.scale}`
      : `enlarged ×${experiment.scale}`;
  const { right, bottom } = image.crop;
  const remarks = [
    ...(right + bottom > 0
      ? [
          `Cropped by ${right} pixels at the right and ${bottom} at the bottom, so that ${experiment.scale} divides the size.`,
        ]
      : []),
    ...imageNotes(image, experiment),
    ...imageReceipts(image),
  ];
  const pair = pairWords(image);
  return [
    `${image.file}  ${pair ?? `${image.width}×${image.height}, ${image.bitDepth}-bit ${colour}, ${how}`}`,
    ...(image.methods.length === 0 ? [] : ['', imageTable(image)]),
    ...(remarks.length === 0 ? [] : ['', ...remarks.map((remark) => `- ${remark}`)]),
    '',
  ].join('\n');
}
