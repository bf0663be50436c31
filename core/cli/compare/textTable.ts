import { macsOf, timeOf } from '../../experiment/costs';
import type { ImageResult, MethodResult, Results } from '../../experiment/schema';
import { imageIn, summaryIn } from '../../experiment/inLanguage';
import { message, type Language } from '../../messages';
import { textColumns } from '../../tensor/textColumns';
import { rankingText } from '../../report/summaryTable';
import { wordsIn } from '../../report/words';
import { markedLabel } from '../../experiment/names';
import { imageNotes, imageReceipts } from '../../report/notes';
import { pairWords, togetherText } from '../../report/maskSections';
import { bestKeys, columnsOf, formatCount, metricOf, orDash, significant, type Column } from '../../report/table';
import { formatMetric } from '../../experiment/shown';

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
function imageTable(image: ImageResult, language: Language): string {
  const words = wordsIn(language);
  const columns: TextColumn[] = [
    ...columnsOf(image, 'full', language).map((column) => metricColumn(image, column)),
    { head: [words('table-parameters'), ''], cell: ({ cost }) => orDash(cost?.parameters ?? null, formatCount) },
    { head: ['MACs', ''], cell: (method) => orDash(macsOf(method), formatCount) },
    {
      head: [words('table-time'), 'ms'],
      cell: (method) =>
        method.timing === null
          ? orDash(timeOf(method), significant)
          : `${significant(method.timing.medianMs)} ±${significant(method.timing.madMs, 2)}`,
    },
  ];
  const rows = [
    [words('table-method'), ...columns.map(({ head }) => head[0])],
    ['', ...columns.map(({ head }) => head[1])],
    ...image.methods.map((method) => [markedLabel(method, language), ...columns.map((column) => column.cell(method))]),
  ];
  return textColumns(rows, (column) => column === 0).join('\n');
}

/** Everything about one picture: heading, what was done to it, table, remarks. */
export function imageText(
  original: ImageResult,
  { experiment }: Pick<Results, 'experiment'>,
  language: Language,
): string {
  const words = wordsIn(language);
  const image = imageIn(original, experiment, language);
  const { scale, mode, degradation } = experiment;
  const { width, height, bitDepth: bits, crop } = image;
  const downscaling = degradation === 'area' ? message('image-area-averaging') : degradation;
  const how =
    mode !== 'reference'
      ? message('image-enlarged', { scale })
      : degradation === 'given'
        ? message('image-given-enlarged', { scale })
        : message('image-downscaled-enlarged', { how: downscaling, scale });
  const remarks = [
    ...(crop.right + crop.bottom > 0 ? [words('image-cropped', { ...crop, scale })] : []),
    ...imageNotes(image, experiment, language),
    ...imageReceipts(image, language),
  ];
  const colour = message('image-colours', { channels: image.channels });
  const facts = words('image-facts', { size: `${width}×${height}`, bits, colour, how });
  return [
    `${image.file}  ${pairWords(image, language) ?? facts}`,
    ...(image.methods.length === 0 ? [] : ['', imageTable(image, language)]),
    ...(remarks.length === 0 ? [] : ['', ...remarks.map((remark) => `- ${remark}`)]),
    '',
  ].join('\n');
}

/** What several pictures say together: of masks all pictures as one, and the ranking. */
export function summaryText(
  { experiment }: Pick<Results, 'experiment'>,
  summary: NonNullable<Results['summary']>,
  language: Language,
): string {
  const said = summaryIn(summary, { experiment }, language);
  return togetherText(said, language) + rankingText(said, language);
}
