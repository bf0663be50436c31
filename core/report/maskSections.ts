import { message, say, type Language } from '../messages';
import type { ImageResult, MethodResult, Results } from '../experiment/schema';
import type { MaskSummary } from '../experiment/summarySchema';
import { classCounts, type Confusion } from '../segmentation';
import { classColour } from '../segmentation/palette';
import { textColumns } from '../tensor/textColumns';
import { escapeHtml, escapeMarkdown } from './escape';
import { glyphSvg } from './glyphs';
import { metricTitle } from './table';
import { formatMetric } from '../experiment/shown';

/** Sections of reports on masks: classes, confusion, and all pictures as one. */

type Look = Pick<NonNullable<ImageResult['masks']>, 'palette' | 'names'>;

const nameOf = (label: number, { names }: Pick<Look, 'names'>): string => names?.[label] ?? String(label);
const square = (label: number, { palette }: Look): string =>
  `<span style="display:inline-block;width:10px;height:10px;margin-right:4px;background:rgb(${classColour(label, palette).join(',')})"></span>`;
const percent = (share: number): string => (100 * share).toFixed(1);

/** IoU of every class by method, the best of each column marked. */
export function classTable(image: ImageResult, language: Language = 'en'): string {
  const look = image.masks;
  const methods = image.methods.filter(({ mask }) => mask !== undefined);
  const [first] = methods;
  if (look === undefined || first?.mask === undefined) return '';
  const present = classCounts(first.mask.confusion).flatMap(({ truth }, label) => (truth > 0 ? [label] : []));
  const values = methods.map(({ mask }) => classCounts(mask!.confusion).map(iouOf));
  const best = present.map((label) => Math.max(...values.map((row) => Number(percent(row[label]!)))));
  const pixels = classCounts(first.mask.confusion).reduce((sum, { truth }) => sum + truth, 0);
  const shares = classCounts(first.mask.confusion).map(({ truth }) => truth / pixels);
  const head = present
    .map(
      (label) =>
        `<th scope="col" title="${percent(shares[label]!)} %">${square(label, look)}${escapeHtml(nameOf(label, look))}</th>`,
    )
    .join('');
  const rows = methods.map((method, index) => {
    const cells = present.map((label, at) => {
      const text = percent(values[index]![label]!);
      return `<td${Number(text) === best[at] ? ' class="best"' : ''}>${text}</td>`;
    });
    return `<tr><td>${glyphSvg(method.id)} ${escapeHtml(method.title)}</td>${cells.join('')}</tr>`;
  });
  return `<h3>${say(message('report-class-iou'), language)} <small>%, ${say(message('report-classes-in-truth', { count: present.length }), language)}</small></h3><div class="scroll" tabindex="0"><table><thead><tr><th scope="col">${say(message('report-method'), language)}</th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

const iouOf = ({ truth, predicted, both }: { truth: number; predicted: number; both: number }): number =>
  truth + predicted - both === 0 ? 0 : both / (truth + predicted - both);

/** Classes of a confusion matrix that get a row: those that occur in truth or prediction. */
function shownClasses(confusion: Confusion): number[] {
  return classCounts(confusion).flatMap(({ truth, predicted }, label) => (truth + predicted > 0 ? [label] : []));
}

const MOST_CLASSES = 24;
const CELL = 34;
const ROOM = 70;

/** A confusion matrix as a picture: rows are the truth, columns the prediction, darker = a larger share of the row. */
export function confusionSvg(confusion: Confusion, look: Look, title: string): string {
  const labels = shownClasses(confusion).slice(0, MOST_CLASSES);
  const { classes, counts } = confusion;
  const size = labels.length * CELL;
  const text = (x: number, y: number, content: string, extra = ''): string =>
    `<text x="${x}" y="${y}" font-size="10" ${extra}>${escapeHtml(content)}</text>`;
  const cells = labels.flatMap((truth, row) => {
    const total = labels.reduce((sum, other) => sum + counts[truth * classes + other]!, 0);
    return labels.map((called, column) => {
      const count = counts[truth * classes + called]!;
      const share = total === 0 ? 0 : count / total;
      // Errors are a few per cent: the root makes them visible.
      const tone = Math.sqrt(share);
      const colour =
        truth === called ? `rgba(26,26,26,${(0.8 * tone).toFixed(3)})` : `rgba(190,40,40,${tone.toFixed(3)})`;
      const [x, y] = [ROOM + column * CELL, 18 + row * CELL];
      const shown = share === 0 ? '' : share < 0.0005 ? '·' : percent(share);
      return `<g><title>${escapeHtml(`${nameOf(truth, look)} → ${nameOf(called, look)}: ${count}`)}</title><rect x="${x}" y="${y}" width="${CELL - 1}" height="${CELL - 1}" fill="${colour}" stroke="#dadada" stroke-width="0.5"/>${text(x + CELL / 2 - 0.5, y + CELL / 2 + 3, shown, `text-anchor="middle" fill="${tone > 0.75 && truth === called ? '#fff' : '#1a1a1a'}"`)}</g>`;
    });
  });
  const names = labels.map((label, i) => {
    const name = nameOf(label, look).slice(0, 10);
    const [r, g, b] = classColour(label, look.palette);
    const mark = (x: number, y: number): string =>
      `<rect x="${x}" y="${y}" width="8" height="8" fill="rgb(${r},${g},${b})"/>`;
    return `${mark(0, 18 + i * CELL + CELL / 2 - 5)}${text(12, 18 + i * CELL + CELL / 2 + 3, name)}${text(ROOM + i * CELL + CELL / 2, 12, name.slice(0, 6), 'text-anchor="middle"')}`;
  });
  return `<svg role="img" aria-label="${escapeHtml(title)}" viewBox="0 0 ${ROOM + size} ${20 + size}" width="${ROOM + size}" style="max-width:100%" xmlns="http://www.w3.org/2000/svg" font-family="inherit" fill="#1a1a1a">${cells.join('')}${names.join('')}</svg>`;
}

/** Confusion of the best and of the worst method side by side: what is missed, and to which class it goes. */
export function confusionSection(image: ImageResult, language: Language = 'en'): string {
  const look = image.masks;
  const judged = image.methods.filter(
    ({ mask, excludedFromBest }) => mask !== undefined && excludedFromBest === undefined,
  );
  const score = ({ mask }: MethodResult): number => {
    const counts = classCounts(mask!.confusion);
    return counts.reduce((sum, { both }) => sum + both, 0);
  };
  const sorted = [...judged].sort((a, b) => score(b) - score(a));
  const shown = [...new Set([sorted[0], sorted.at(-1)])].filter((one) => one !== undefined);
  if (look === undefined || shown.length === 0) return '';
  const figures = shown.map(
    (method) =>
      `<figure><figcaption>${glyphSvg(method.id)} ${escapeHtml(method.title)}</figcaption>${confusionSvg(method.mask!.confusion, look, method.title)}</figure>`,
  );
  return `<h3>${say(message('report-confusion'), language)} <small>${say(message('report-confusion-note'), language)}</small></h3><div class="confusions">${figures.join('')}</div>`;
}

/** All pictures as one: the field's numbers, from the sum of what was counted, with the mean over pictures beside. */
export function togetherHtml(
  { summary, experiment }: Pick<Results, 'summary' | 'experiment'>,
  language: Language = 'en',
): string {
  const masks = summary?.masks;
  if (summary === undefined || masks === undefined || masks.length === 0) return '';
  const { head, rows } = togetherRows(summary.metrics, masks, language);
  const look = { palette: [], names: experiment.masks?.names };
  const best = [...masks].sort((a, b) => accuracyOf(b) - accuracyOf(a))[0]!;
  const body = rows.map(
    ({ method, cells }) =>
      `<tr><td>${glyphSvg(method.id)} ${escapeHtml(method.title)}</td>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
  );
  return `<h3>${escapeHtml(togetherTitle(masks, language))} <small>${say(message('report-together-note'), language)}</small></h3><div class="scroll" tabindex="0"><table><thead><tr>${head.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>
<div class="confusions"><figure><figcaption>${glyphSvg(best.id)} ${escapeHtml(best.title)}</figcaption>${confusionSvg(best.mask.confusion, look, best.title)}</figure></div>`;
}

/** How many pictures the numbers are of, and which could not be added. */
function togetherTitle(masks: readonly MaskSummary[], language: Language): string {
  const pictures = Math.max(0, ...masks.map(({ mask }) => mask.pictures));
  const leftOut = [...new Set(masks.flatMap((method) => method.leftOut ?? []))];
  return say(
    leftOut.length === 0
      ? message('report-together', { pictures })
      : message('report-together-some', { pictures, leftOut: leftOut.join(', '), count: leftOut.length }),
    language,
  );
}

const accuracyOf = ({ mask }: MaskSummary): number =>
  classCounts(mask.confusion).reduce((sum, { both }) => sum + both, 0);

interface TogetherRow {
  readonly method: MaskSummary;
  readonly cells: readonly string[];
}

/** Columns: each metric over all pictures as one, and beside it the mean over the pictures. */
function togetherRows(
  means: NonNullable<Results['summary']>['metrics'],
  masks: readonly MaskSummary[],
  language: Language = 'en',
): { readonly head: readonly string[]; readonly rows: readonly TogetherRow[] } {
  const ids = [...new Set(masks.flatMap(({ metrics }) => metrics.map(({ id }) => id)))].filter(
    (id) => !/^(iou|dice)-/.test(id),
  );
  const titles = ids.map((id) => metricTitle(id, language));
  const head = ['', ...titles.flatMap((metric) => [metric, say(message('mean-of-metric', { metric }), language)])];
  const rows = masks.map((method) => ({
    method,
    cells: ids.flatMap((id) => {
      const value = method.metrics.find((metric) => metric.id === id)?.value;
      const mean = means.find((metric) => metric.id === id)?.methods.find(({ key }) => key === method.key)?.mean;
      return [value, mean].map((one) => (one === undefined ? '–' : formatMetric(id, one)));
    }),
  }));
  return { head, rows };
}

export function togetherMarkdown(summary: NonNullable<Results['summary']>, language: Language = 'en'): string {
  if (summary.masks === undefined) return '';
  const { head, rows } = togetherRows(summary.metrics, summary.masks, language);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `## ${escapeMarkdown(togetherTitle(summary.masks, language))}`,
    say(message('report-together-note'), language),
    [
      line(head),
      line(head.map((_, index) => (index === 0 ? '---' : '---:'))),
      ...rows.map(({ method, cells }) => line([escapeMarkdown(method.title), ...cells])),
    ].join('\n'),
  ].join('\n\n');
}

/** The same as text for a terminal. */
export function togetherText(summary: NonNullable<Results['summary']>, language: Language = 'en'): string {
  if (summary.masks === undefined) return '';
  const { head, rows } = togetherRows(summary.metrics, summary.masks, language);
  const table = [head, ...rows.map(({ method, cells }) => [method.title, ...cells])];
  return [
    togetherTitle(summary.masks, language),
    say(message('report-together-note'), language),
    '',
    ...textColumns(table, (column) => column === 0),
    '',
    '',
  ].join('\n');
}

/** "4 classes, logits 28×20 to 224×160, truth.png" */
export function pairWords(image: ImageResult, language: Language = 'en'): string | undefined {
  const { masks } = image;
  if (masks === undefined) return undefined;
  return say(
    message('report-pair', {
      values: message(`mask-values-${masks.values}`),
      channels: masks.channels,
      // As the shape of the array says it, [C, H, W].
      input: `${masks.input.height}×${masks.input.width}`,
      output: `${masks.output.width}×${masks.output.height}`,
      truth: masks.truth?.file ?? '',
    }),
    language,
  );
}
