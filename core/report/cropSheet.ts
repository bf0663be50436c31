import { markedLabel } from '../experiment/names';
import type { ImageResult } from '../experiment/schema';
import { message, say, type Language } from '../messages';
import type { Rect } from './crop';
import { escapeHtml } from './escape';
import { columnsOf, metricOf, ranked } from './table';
import { formatMetric } from '../experiment/shown';

/** The crop sheet as a drawing of its own, for papers and slides: what stands in the report, without the report. */

interface SheetPictures {
  /** Data URI of the window of a picture: a method's key or `reference`; null where there is none. */
  crop(key: string): string | null;
  /** The picture as a whole, made small, with the size of what it shows. */
  readonly whole: { readonly uri: string; readonly width: number; readonly height: number } | null;
}

const COLUMNS = 4;
const CELL = 240;
const GAP = 16;
const MARGIN = 24;
const LINE = 16;
const HEAD = 56;

/** @param scale factor of the enlargement */
export function cropSheetSvg(
  image: ImageResult,
  crop: Rect,
  scale: number,
  pictures: SheetPictures,
  language: Language = 'en',
): string {
  const columns = columnsOf(image, 'full', language);
  const cells = [
    { key: 'reference', lines: [say(message('report-original'), language)] },
    ...ranked(image).methods.map((method) => ({
      key: method.key,
      lines: [
        ...wrap(markedLabel(method, language)),
        ...columns.flatMap((column) => {
          const metric = metricOf(method, column);
          return metric === undefined
            ? []
            : [`${column.title} ${formatMetric(column.id, metric.value)} ${column.unit}`.trim()];
        }),
      ],
    })),
  ].flatMap(({ key, lines }) => {
    const uri = pictures.crop(key);
    return uri === null ? [] : [{ lines, draw: (x: number, y: number) => picture(uri, x, y, height) }];
  });
  const height = Math.round((CELL * crop.height) / crop.width);
  const { whole } = pictures;
  if (whole !== null) {
    const lines = wrap(say(message('report-whole-picture'), language));
    cells.push({ lines, draw: (x, y) => place(whole, crop, x, y, height) });
  }
  const most = Math.max(0, ...cells.map(({ lines }) => lines.length));
  const row = height + most * LINE + GAP;
  const width = 2 * MARGIN + COLUMNS * CELL + (COLUMNS - 1) * GAP;
  const total = HEAD + Math.ceil(cells.length / COLUMNS) * row + MARGIN;
  const drawn = cells.map(({ lines, draw }, index) => {
    const x = MARGIN + (index % COLUMNS) * (CELL + GAP);
    const y = HEAD + Math.floor(index / COLUMNS) * row;
    const words = lines.map((line, at) => text(line, x, y + height + (at + 1) * LINE, at === 0 ? 'name' : 'value'));
    return draw(x, y) + words.join('');
  });
  const note = say(message('report-crop-note', { ...crop, scale }), language);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}">
<style>text{font:12px system-ui,sans-serif;fill:#1a1a1a}.title{font-size:15px;font-weight:600}.value,.note{fill:#4a4a4a}</style>
<rect width="${width}" height="${total}" fill="#fff"/>
${text(image.file, MARGIN, 26, 'title')}${text(note, MARGIN, 44, 'note')}
${drawn.join('\n')}
</svg>
`;
}

const text = (words: string, x: number, y: number, kind: string): string =>
  `<text x="${x}" y="${y}" class="${kind}">${escapeHtml(words)}</text>`;

const picture = (uri: string, x: number, y: number, height: number): string =>
  `<image href="${uri}" x="${x}" y="${y}" width="${CELL}" height="${height}" preserveAspectRatio="none" style="image-rendering:pixelated"/>`;

/** The whole picture within the cell, with the window outlined in white on black. */
function place(whole: NonNullable<SheetPictures['whole']>, crop: Rect, x: number, y: number, height: number): string {
  const zoom = Math.min(CELL / whole.width, height / whole.height);
  const frame = `x="${x + crop.x * zoom}" y="${y + crop.y * zoom}" width="${crop.width * zoom}" height="${crop.height * zoom}" fill="none"`;
  return `<image href="${whole.uri}" x="${x}" y="${y}" width="${whole.width * zoom}" height="${whole.height * zoom}" preserveAspectRatio="none"/><rect ${frame} stroke="#000" stroke-width="4"/><rect ${frame} stroke="#fff" stroke-width="2"/>`;
}

/** Characters that fit a cell. */
const FIT = 38;

function wrap(words: string): string[] {
  const lines: string[] = [''];
  for (const word of words.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + word.length >= FIT) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
