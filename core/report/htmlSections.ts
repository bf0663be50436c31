import { macsOf, timeOf } from '../experiment/costs';
import { markOf } from '../experiment/keys';
import { markedLabel } from '../experiment/names';
import type { Experiment, ImageResult, MethodResult } from '../experiment/schema';
import { peakUnknown } from '../experiment/peakMemory';
import { formatFixed, formatMetric } from '../experiment/shown';
import { message, say, type Language } from '../messages';
import { checkerboard } from '../metrics/checkerboard';
import { escapeHtml } from './escape';
import { glyphSvg } from './glyphs';
import type { Rect } from './crop';
import { imageNotes, imageReceipts } from './notes';
import { wordsIn, type Words } from './words';
import {
  bestKeys,
  columnsOf,
  formatCount,
  metricOf,
  orDash,
  parameterText,
  ranked,
  significant,
  type Column,
} from './table';

/** Sections of the HTML report; each takes results and gives markup with all user text escaped. */

const name = (method: MethodResult, language: Language) =>
  `${glyphSvg(markOf(method))} ${escapeHtml(markedLabel(method, language))}`;

const heading = (column: Column, words: Words) =>
  `<th scope="col">${escapeHtml(column.title)} <small>${escapeHtml(column.unit)}</small> <span title="${words(column.better === 'higher' ? 'report-higher' : 'report-lower')}">${column.better === 'higher' ? '↑' : '↓'}</span></th>`;

export function metricsTable(image: ImageResult, region: 'full' | 'interior', language: Language): string {
  const words = wordsIn(language);
  const columns = columnsOf(image, region, language);
  if (columns.length === 0) return '';
  const best = columns.map((column) => bestKeys(image, column));
  const rows = ranked(image).methods.map((method) => {
    const cells = columns.map((column, index) => {
      const metric = metricOf(method, column);
      const text = metric === undefined ? '–' : formatMetric(column.id, metric.value);
      const title = metric === undefined ? '' : ` title="${escapeHtml(metric.protocol)}"`;
      return `<td${best[index]!.has(method.key) ? ' class="best"' : ''}${title}>${text}</td>`;
    });
    const time =
      method.timing === null
        ? `<td>${orDash(timeOf(method), significant)}</td>`
        : `<td>${significant(method.timing.medianMs)} <small>±${significant(method.timing.madMs, 2)}</small></td>`;
    return `<tr><td>${name(method, language)}</td>${cells.join('')}${region === 'full' ? time : ''}</tr>`;
  });
  const time = region === 'full' ? `<th scope="col">${words('report-time')} <small>ms</small> ↓</th>` : '';
  return `<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">${words('report-method')}</th>${columns.map((column) => heading(column, words)).join('')}${time}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** What each number means: one line per metric, warnings after it. */
export function receipts(image: ImageResult, language: Language): string {
  return list(imageReceipts(image, language).map(escapeHtml));
}

export function notes(image: ImageResult, experiment: Experiment, language: Language): string {
  return list(imageNotes(image, experiment, language).map(escapeHtml));
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul class="notes">${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

/**
 * The crops papers print: the same window of every picture, each with its parameters and the metrics that were chosen, and
 * the whole picture with the place of the window.
 */
export function cropSheet(
  image: ImageResult,
  crop: Rect,
  source: (key: string) => string | null,
  scale: number,
  language: Language,
): string {
  const words = wordsIn(language);
  // Of what the methods made: enlarging makes more than was opened.
  const scaled = image.methods[0]?.outputShape[3] ?? image.width - image.crop.right;
  const place = `left:${(-crop.x / crop.width) * 100}%;top:${(-crop.y / crop.height) * 100}%;width:${(scaled / crop.width) * 100}%`;
  const figure = (key: string, caption: string, value: string) => {
    const url = source(key);
    return url === null
      ? ''
      : `<figure><span class="crop" style="aspect-ratio:${crop.width}/${crop.height}"><img src="${escapeHtml(url)}" data-key="${escapeHtml(key)}" alt="" style="${place}"></span><figcaption>${caption}<span class="value">${value}</span></figcaption></figure>`;
  };
  const columns = columnsOf(image, 'full', language);
  const value = (method: MethodResult) =>
    columns
      .flatMap((column) => {
        const metric = metricOf(method, column);
        return metric === undefined ? [] : [`${escapeHtml(column.title)} ${formatMetric(column.id, metric.value)}`];
      })
      .join(' · ');
  const figures = [
    figure('reference', `<span class="tag">${words('report-reference-tag')}</span> ${words('report-original')}`, ''),
    ...(image.masks === undefined ? [figure('input', smallCaption(image, scale, words), '')] : []),
    ...ranked(image).methods.map((method) => figure(method.key, name(method, language), value(method))),
  ];
  return `<h3>${words('report-pictures')} <small>${escapeHtml(words('report-crop-note', { ...crop, scale }))}</small></h3><div class="sheet">${figures.join('')}${wholePicture(image, crop, source, words)}</div>`;
}

/** The small picture that all methods enlarge: a network of one's own gets the same. */
function smallCaption({ width, height, crop, low }: ImageResult, scale: number, words: Words): string {
  const size = `${(width - crop.right) / scale}×${(height - crop.bottom) / scale}`;
  const file = low === undefined ? '' : low.file.replace(/^.*[/\\]/s, '');
  return escapeHtml(file === '' ? words('report-small', { size }) : words('report-small-given', { size, file }));
}

/** The picture as a whole with the window outlined; its address is taken from the sheet by the page's script. */
function wholePicture(image: ImageResult, crop: Rect, source: (key: string) => string | null, words: Words): string {
  const [first] = ['reference', ...image.methods.map(({ key }) => key)].filter((key) => source(key) !== null);
  const [, , rows = image.height, columns = image.width] = image.methods[0]?.outputShape ?? [];
  if (first === undefined) return '';
  const percent = (part: number, whole: number): string => `${(part / whole) * 100}%`;
  const place = `left:${percent(crop.x, columns)};top:${percent(crop.y, rows)};width:${percent(crop.width, columns)};height:${percent(crop.height, rows)}`;
  const title = escapeHtml(words('report-whole-picture'));
  return `<figure><span class="whole" style="aspect-ratio:${columns}/${rows}"><img data-copy="${escapeHtml(first)}" alt=""><i style="${place}"></i></span><figcaption>${title}</figcaption></figure>`;
}

/** Median, deviation, 99th percentile and every sample of the times. */
export function timeTable(image: ImageResult, language: Language): string {
  const words = wordsIn(language);
  const timed = image.methods.flatMap((method) => (method.timing === null ? [] : [{ method, timing: method.timing }]));
  if (timed.length === 0) return '';
  const longest = Math.max(...timed.flatMap(({ timing }) => timing.timesMs ?? [timing.medianMs]));
  const rows = timed.map(({ method, timing: { medianMs, madMs, p99Ms, samples, timesMs = [], peakBytes } }) => {
    const at = (time: number): string => formatFixed((time / longest) * 196 + 2, 1);
    const dots = timesMs.map((time) => `<circle cx="${at(time)}" cy="6" r="1.6"/>`).join('');
    const strip = `<svg class="samples" viewBox="0 0 200 12" role="img" aria-label="${timesMs.map((time) => significant(time)).join(', ')} ms">${dots}<path d="M${at(medianMs)} 0V12"/></svg>`;
    const times = [significant(medianMs), `±${significant(madMs, 2)}`, p99Ms === undefined ? '–' : significant(p99Ms)];
    const why = peakUnknown(method);
    const memory =
      peakBytes === undefined
        ? `<span title="${escapeHtml(why === null ? '' : say(why, language))}">–</span>`
        : `${formatFixed(peakBytes / 1e6, 2)} MB`;
    return `<tr><td>${name(method, language)}</td>${times.map((time) => `<td>${time}</td>`).join('')}<td>${samples}</td><td>${timesMs.length === 0 ? '–' : strip}</td><td>${memory}</td></tr>`;
  });
  const head = [
    words('report-method'),
    words('report-median'),
    'MAD',
    'p99',
    words('report-samples'),
    words('report-time-range', { longest: significant(longest) }),
    words('report-peak-memory'),
  ];
  const unknown = timed.flatMap(({ method }) => {
    const reason = peakUnknown(method);
    if (reason === null) return [];
    const said = message('peak-unknown', { name: markedLabel(method, language), reason: say(reason, language) });
    return [`<p class="notes">${escapeHtml(say(said, language))}</p>`];
  });
  return `<h3>${words('report-time')} <small>${words('report-time-note')}</small></h3><div class="scroll" tabindex="0"><table><thead><tr>${head.map((title) => `<th scope="col">${title}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>${unknown.join('')}`;
}

export function costTable(image: ImageResult, language: Language): string {
  const words = wordsIn(language);
  const rows = image.methods.map(
    (method) =>
      `<tr><td>${name(method, language)}</td><td>${orDash(method.cost?.parameters ?? null, String)}</td><td>${orDash(macsOf(method), formatCount)}</td><td>${orDash(method.cost?.macsAtOutputSize ?? null, formatCount)}</td><td>${orDash(method.cost?.bytes ?? null, formatCount)}</td><td>${method.outputShape.slice(1).join('×')}</td><td class="wrap">${escapeHtml(method.network ? words('report-network', { file: method.network.file, range: method.network.range, channels: method.network.channels, layout: method.network.layout, tiles: method.network.tiles, ...colourCount(method.network) }) : method.candidate ? words('report-finished-output', { file: method.candidate.file }) : parameterText(method))}${method.weights === undefined ? '' : `; ${escapeHtml(method.weights)}`}</td></tr>`,
  );
  const head = [
    words('report-method'),
    words('report-learnable'),
    'MACs',
    words('report-at-output'),
    words('report-bytes'),
    words('report-output'),
  ];
  return `<h3>${words('report-cost')} <small>${words('report-cost-note')}</small></h3><div class="scroll" tabindex="0"><table><thead><tr>${head.map((title) => `<th scope="col">${title}</th>`).join('')}<th scope="col" style="text-align:left">${words('report-parameters-weights')}</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** Forecast beside measure, a small map of the phase gains (dark = heavier). */
export function checkerboardTable(image: ImageResult, language: Language): string {
  const words = wordsIn(language);
  const rows = image.methods.flatMap((method) => {
    const { forecast } = method;
    if (forecast === undefined) return [];
    const measured = method.metrics.find((metric) => metric.id === checkerboard.id && metric.region === 'full');
    return [
      `<tr><td>${name(method, language)}</td><td>${forecast.phaseGain === null ? '–' : phaseMap(forecast.phaseGain, words)}</td><td>${forecast.score === null ? '–' : typeof forecast.score === 'number' ? significant(forecast.score) : forecast.score}</td><td>${measured === undefined ? '–' : formatMetric(checkerboard.id, measured.value)}</td><td class="wrap">${escapeHtml(forecast.verdict)}</td></tr>`,
    ];
  });
  if (rows.length === 0) return '';
  return `<h3>${words('report-checkerboard')} <small>${words('report-checkerboard-note')}</small></h3><div class="scroll" tabindex="0"><table><thead><tr><th scope="col">${words('report-method')}</th><th scope="col">${words('report-phases')}</th><th scope="col">${words('report-forecast')}</th><th scope="col">${words('report-measured')}</th><th scope="col" style="text-align:left">${words('report-in-words')}</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function phaseMap(gains: readonly (readonly number[])[], words: Words): string {
  const values = gains.flat();
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const cells = values.map((value) => {
    const grey = span < 1e-6 ? 150 : Math.round(220 - (180 * (value - low)) / span);
    return `<i style="background:rgb(${grey},${grey},${grey})"></i>`;
  });
  const text = gains.map((row) => row.map((value) => formatFixed(value, 2)).join(' ')).join('; ');
  return `<span class="phase" role="img" aria-label="${words('report-phase-gains', { gains: text })}" title="${text}" style="grid-template-columns:repeat(${gains[0]?.length ?? 1},9px)">${cells.join('')}</span>`;
}

export function snippets(image: ImageResult, language: Language): string {
  const blocks = image.methods
    .filter((method) => method.snippet !== undefined)
    .map(
      (method) =>
        `<details><summary>${name(method, language)}</summary><pre tabindex="0">${escapeHtml(method.snippet!)}</pre></details>`,
    );
  return blocks.length === 0
    ? ''
    : `<h3>PyTorch <small>${wordsIn(language)('report-pytorch-note')}</small></h3>${blocks.join('')}`;
}

/** How many constant colours came back. */
const colourCount = ({
  colours,
}: NonNullable<MethodResult['network']>): { readonly back: number; readonly sent: number } => ({
  back: colours.filter(({ comesBack }) => comesBack).length,
  sent: colours.length,
});
