import type { Experiment, ImageResult, Results } from '../experiment/schema';
import type { PictureRow } from '../experiment/ranking';
import type { Rect } from './crop';
import { escapeHtml, jsonForScript } from './escape';
import { SCRIPT } from './htmlScript';
import {
  checkerboardTable,
  costTable,
  cropSheet,
  environmentTable,
  timeTable,
  metricsTable,
  notes,
  receipts,
  snippets,
} from './htmlSections';
import { STYLE } from './htmlStyle';
import { classTable, confusionSection, pairWords, togetherHtml } from './maskSections';
import { REPORT_SECTIONS, type ReportSection } from './sections';
import { omitted, pictureRowsOf, picturesHtml, rankingHtml } from './summaryTable';
import { verdictOf } from './verdict';

/** Up to so many pictures are open from the start. */
const OPEN_PICTURES = 2;

/** How the small picture was made, in words. */
const DEGRADATION_WORDS: Readonly<Record<Experiment['degradation'], string>> = {
  given: 'given as a file',
  area: 'area mean',
  bicubic: 'bicubic, antialiased',
  'matlab-bicubic': 'bicubic, as imresize of MATLAB',
};

/** A chart as SVG markup. */
interface ChartMarkup {
  /** Over both columns. */
  readonly isWide?: boolean;
  readonly title: string;
  readonly unit: string;
  readonly svg: string | null;
}

/** What the results document does not hold. */
export interface ReportAssets {
  /** Data URI or relative address of a picture: a method's key, `reference` or `input`; null when there is none. */
  picture(image: number, key: string): string | null;
  /** The window of a picture to print. */
  crop(image: number): Rect;
  /** Charts as SVG markup with their titles; none when left out. */
  charts?(image: number): readonly ChartMarkup[];
  /** Every picture in the ranking's metric, also those that the page does not show; those of the results by default. */
  readonly pictureRows?: readonly PictureRow[] | undefined;
  /** A chart of all pictures together. */
  readonly overview?: ChartMarkup;
}

export interface ReportOptions {
  /** Says how many layers on what when empty. */
  readonly title?: string | undefined;
  /** Free text of the author; an empty line begins a new paragraph. */
  readonly notes?: string | undefined;
  /** What the report has; everything when left out. */
  readonly sections?: readonly ReportSection[] | undefined;
}

/**
 * The report as one HTML document that needs no network (its policy forbids any). The results are inside as JSON,
 * so the report can be opened again as a session.
 */
export function renderHtml(results: Results, assets: ReportAssets, options: ReportOptions = {}): string {
  const title = options.title?.trim() || defaultTitle(results);
  const sections = new Set<ReportSection>(options.sections ?? REPORT_SECTIONS);
  const failed = results.failed
    .map((failure) => `<li><b>${escapeHtml(failure.file)}</b> ${escapeHtml(failure.message)}</li>`)
    .join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${escapeHtml(`${results.environment.app} ${results.environment.version}`)}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: file: 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header class="bar"><span><b>Upbench</b> ${escapeHtml(results.environment.version)}</span><time>${escapeHtml(results.environment.date)}</time></header>
<h1>${escapeHtml(title)}</h1>
${paragraphs(options.notes)}
${results.summary === undefined ? '' : rankingHtml(results.summary, assets.overview === undefined ? '' : `<div class="charts">${figure(assets.overview)}</div>`)}
${togetherHtml(results)}
${results.summary === undefined ? '' : picturesHtml(assets.pictureRows ?? pictureRowsOf(results.images, results.summary), results.summary, results.images.length)}
${results.images.map((image, index) => imagePart(results, image, index, { assets, sections })).join('\n')}
${omitted(results) === 0 ? '' : `<p class="notes">The other ${omitted(results)} pictures are in results.csv and results.json.</p>`}
${failed === '' ? '' : `<h2>Not done</h2><ul class="notes">${failed}</ul>`}
${sections.has('environment') ? environmentTable(results) : ''}
<footer>${results.images.map((image) => `SHA-256 of ${escapeHtml(image.file)} ${escapeHtml(image.sha256)}`).join('<br>')}<br>Open this file in Upbench to run it again.</footer>
</main>
<script type="application/json" id="upbench-results">${jsonForScript(results)}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

const paragraphs = (text = ''): string =>
  text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== '')
    .map((part) => `<p class="authored">${escapeHtml(part.trim())}</p>`)
    .join('');

const figure = ({ title, unit, svg, isWide }: ChartMarkup): string =>
  `<figure${isWide === true ? ' class="wide"' : ''}><figcaption><b>${escapeHtml(title)}</b> <small>${escapeHtml(unit)}</small></figcaption>${svg?.replace('<svg role="img"', `<svg role="img" aria-label="${escapeHtml(`${title}, ${unit}`)}"`) ?? '<p class="missing">This chart could not be drawn. Its numbers stand in the tables.</p>'}</figure>`;

function imagePart(
  results: Results,
  image: ImageResult,
  index: number,
  { assets, sections }: { assets: ReportAssets; sections: ReadonlySet<ReportSection> },
): string {
  const { experiment } = results;
  const width = image.width - image.crop.right;
  const height = image.height - image.crop.bottom;
  const fact = (term: string, text: string) => `<div><dt>${term}</dt><dd>${escapeHtml(text)}</dd></div>`;
  const facts = [
    fact(
      'Picture',
      image.masks === undefined
        ? `${image.file}, ${image.width}×${image.height}, ${image.bitDepth}-bit ${image.channels === 1 ? 'grey' : 'RGB'}`
        : `${image.file}, ${pairWords(image)!}`,
    ),
    image.crop.right + image.crop.bottom > 0 ? fact('Cropped to', `${width}×${height}`) : '',
    experiment.mode === 'reference'
      ? fact(
          'Input',
          `${width / experiment.scale}×${height / experiment.scale}, ${DEGRADATION_WORDS[experiment.degradation]}${experiment.space === 'y' ? ', luma, not rounded' : ''}`,
        )
      : image.masks === undefined
        ? fact('Input', 'the picture itself, enlarged')
        : '',
    fact('Scale', `×${experiment.scale}`),
    image.masks === undefined ? fact('Protocol', experiment.protocol) : '',
  ];
  const part = (section: ReportSection, markup: () => string): string => (sections.has(section) ? markup() : '');
  const source = (key: string) => assets.picture(index, key);
  const size =
    experiment.mode === 'reference'
      ? { width, height }
      : (image.masks?.output ?? { width: width * experiment.scale, height: height * experiment.scale });
  // Of several pictures each opens by a click, so that the page begins with what they say together.
  const isFolded = results.summary !== undefined;
  const isOpen = results.images.length <= OPEN_PICTURES;
  const [before, after] = isFolded
    ? [
        `<details class="picture"${isOpen ? ' open' : ''}><summary><h2>${escapeHtml(image.file)}</h2></summary>`,
        '</details>',
      ]
    : [`<h2 class="first">${escapeHtml(image.file)}</h2>`, ''];
  return `<section id="picture-${index + 1}">
${before}
<p class="verdict">${escapeHtml(verdictOf(image))}</p>
<dl class="facts">${facts.join('')}</dl>
${part('pictures', () => cropSheet(image, assets.crop(index), source, experiment.scale) + viewer(image, source, size))}
${part('metrics', () => `<h3>Metrics <small>whole picture; • best in column</small></h3>${metricsTable(image, 'full')}${receipts(image)}`)}
${part('metrics', () => classTable(image) + confusionSection(image))}
${notes(image, experiment)}
${part('metrics', () => interiorMetrics(image))}
${part('charts', () => charts(assets.charts?.(index) ?? []))}
${part('checkerboard', () => checkerboardTable(image))}
${part('cost', () => timeTable(image) + costTable(image))}
${part('snippets', () => snippets(image))}
${after}</section>`;
}

function interiorMetrics(image: ImageResult): string {
  const table = metricsTable(image, 'interior');
  return table === '' ? '' : `<h3>Metrics <small>interior, without the border</small></h3>${table}`;
}

const charts = (drawn: readonly ChartMarkup[]): string =>
  drawn.length === 0 ? '' : `<div class="charts">${drawn.map(figure).join('')}</div>`;

/** Two pictures on one stage; the pictures are those of the crop sheet, found by key, so nothing is embedded twice. */
function viewer(
  image: ImageResult,
  source: (key: string) => string | null,
  size: { width: number; height: number },
): string {
  const entries = [{ key: 'reference', title: 'Original' }, ...image.methods].filter(({ key }) => source(key) !== null);
  if (entries.length < 2) return '';
  const options = (chosen: number) =>
    entries
      .map(
        ({ key, title }, index) =>
          `<option value="${escapeHtml(key)}"${index === chosen ? ' selected' : ''}>${escapeHtml(title)}</option>`,
      )
      .join('');
  const mode = (id: string, text: string) =>
    `<button type="button" data-mode="${id}" aria-pressed="false">${text}</button>`;
  return `<h3 class="screen">Look closer</h3><div class="viewer" data-width="${size.width}" data-height="${size.height}">
<div class="tools"><label>Left <select class="a">${options(0)}</select></label><label>Right <select class="b">${options(1)}</select></label>
${mode('wipe', 'Wipe')}${mode('blink', 'Blink')}${mode('difference', 'Difference')}<label class="gainLabel" hidden>Gain <input class="gain" type="number" min="1" max="64" value="4"></label>
<button type="button" data-zoom="0.5" aria-label="Zoom out">−</button><button type="button" data-zoom="2" aria-label="Zoom in">+</button><output></output></div>
<div class="stage" tabindex="0" role="group" aria-label="Two pictures on one stage; Shift and arrow keys move the wipe"><div class="stack"><img alt=""><img alt=""><span class="rule"></span></div></div></div>`;
}

function defaultTitle(results: Results): string {
  const count = Math.max(0, ...results.images.map((image) => image.methods.length));
  const first = results.images[0];
  const what =
    results.images.length === 1 && first !== undefined && results.summary === undefined
      ? baseName(first.file)
      : `${results.summary?.images ?? results.images.length} pictures`;
  return `${count} upsampling layer${count === 1 ? '' : 's'} on ${what} at ×${results.experiment.scale}`;
}

function baseName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}
