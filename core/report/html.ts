import type { Language } from '../messages';
import { resultsIn } from '../experiment/inLanguage';
import { isCandidate } from '../experiment/keys';
import type { ImageResult, MethodResult, Results } from '../experiment/schema';
import type { AuditReport } from '../network/auditReport';
import type { PictureRow } from '../experiment/ranking';
import type { Rect } from './crop';
import { escapeHtml, jsonForScript } from './escape';
import { SCRIPT } from './htmlScript';
import {
  checkerboardTable,
  costTable,
  cropSheet,
  timeTable,
  metricsTable,
  notes,
  receipts,
  snippets,
} from './htmlSections';
import { checkpointsHtml } from './checkpoints';
import { networkSection } from './networkSection';
import { STYLE } from './htmlStyle';
import { classTable, confusionSection, pairWords, togetherHtml } from './maskSections';
import { REPORT_SECTIONS, type ReportSection } from './sections';
import { omitted, pictureRowsOf, picturesHtml, rankingHtml } from './summaryTable';
import { dateIn, environmentTable } from './environment';
import { verdictOf } from './verdict';
import { wordsIn, type Words } from './words';
import { shortNames } from './shortNames';

/** Up to so many pictures are open from the start. */
const OPEN_PICTURES = 2;

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
  /** Candidates over all pictures together. */
  readonly curve?: ChartMarkup;
  /** Of a folder of checkpoints, by its place. */
  checkpointCharts?(curve: number): readonly ChartMarkup[];
}

export interface ReportOptions {
  /** Says how many layers on what when empty. */
  readonly title?: string | undefined;
  /** Free text of the author; an empty line begins a new paragraph. */
  readonly notes?: string | undefined;
  /** What the report has; everything when left out. */
  readonly sections?: readonly ReportSection[] | undefined;
  /** Of everything but the results inside, which keep English texts beside the codes. @default 'en' */
  readonly language?: Language | undefined;
  /** A network that was audited beside the comparison. */
  readonly network?: AuditReport | undefined;
  /** The networks of the comparison. */
  readonly networks?: readonly AuditReport[] | undefined;
}

/**
 * The report as one HTML document that needs no network (its policy forbids any). The results are inside as JSON,
 * so the report can be opened again as a session.
 */
export function renderHtml(original: Results, assets: ReportAssets, options: ReportOptions = {}): string {
  const { language = 'en' } = options;
  const results = resultsIn(original, language);
  const words = wordsIn(language);
  const title = options.title?.trim() || defaultTitle(results, words);
  const sections = new Set<ReportSection>(options.sections ?? REPORT_SECTIONS);
  const failed = results.failed
    .map((failure) => `<li><b>${escapeHtml(failure.file)}</b> ${escapeHtml(failure.message)}</li>`)
    .join('');
  const overviews = [assets.overview, assets.curve].flatMap((one) => one ?? []);
  const together = charts(overviews, words);
  const { summary } = results;
  const rows = summary && (assets.pictureRows ?? pictureRowsOf(results.images, summary));
  // One name for a picture, whether the page has it or only the table.
  const nameOf = shortNames([...results.images, ...(rows ?? [])].map(({ file }) => file));
  const audits = [...(options.networks ?? []), ...(options.network ? [options.network] : [])];
  return `<!doctype html>
<html lang="${language}">
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
<header class="bar"><span><b>Upbench</b> ${escapeHtml(results.environment.version)}</span><time datetime="${escapeHtml(results.environment.date)}">${escapeHtml(dateIn(results.environment.date, language))}</time></header>
<h1>${escapeHtml(title)}</h1>
${paragraphs(options.notes)}
${(results.networks ?? []).map(({ sentence }) => `<p class="verdict">${escapeHtml(sentence)}</p>`).join('\n')}
${checkpointsHtml(results.checkpoints ?? [], (curve) => (sections.has('charts') ? charts(assets.checkpointCharts?.(curve) ?? [], words) : ''), language)}
${summary === undefined ? '' : rankingHtml(summary, together, language)}
${togetherHtml(results, language)}
${summary === undefined || rows === undefined ? '' : picturesHtml(rows, summary, { shown: results.images.length, nameOf, language })}
${results.images.map((image, index) => imagePart(results, image, index, { assets, sections, nameOf, language })).join('\n')}
${omitted(results) === 0 ? '' : `<p class="notes">${words('report-others', { count: omitted(results) })}</p>`}
${failed === '' ? '' : `<h2>${words('report-failed')}</h2><ul class="notes">${failed}</ul>`}
${sections.has('network') ? audits.map((audit) => networkSection(audit, language)).join('\n') : ''}
${sections.has('environment') ? environmentTable(results, language) : ''}
<footer>${results.images.map((image) => escapeHtml(words('report-sha', { file: image.file, sha256: image.sha256 }))).join('<br>')}<br>${words('report-open-again')}</footer>
</main>
<script type="application/json" id="upbench-results">${jsonForScript(original)}</script>
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

const figure = ({ title, unit, svg, isWide }: ChartMarkup, words: Words): string =>
  `<figure${isWide === true ? ' class="wide"' : ''}><figcaption><b>${escapeHtml(title)}</b> <small>${escapeHtml(unit)}</small></figcaption>${svg?.replace('<svg role="img"', `<svg role="img" aria-label="${escapeHtml(`${title}, ${unit}`)}"`) ?? `<p class="missing">${words('chart-missing')}</p>`}</figure>`;

function imagePart(
  results: Results,
  image: ImageResult,
  index: number,
  {
    assets,
    sections,
    nameOf,
    language,
  }: {
    readonly assets: ReportAssets;
    readonly sections: ReadonlySet<ReportSection>;
    readonly nameOf: (file: string) => string;
    readonly language: Language;
  },
): string {
  const { experiment } = results;
  const words = wordsIn(language);
  const file = nameOf(image.file);
  const width = image.width - image.crop.right;
  const height = image.height - image.crop.bottom;
  const fact = (term: string, text: string) => `<div><dt>${term}</dt><dd>${escapeHtml(text)}</dd></div>`;
  const colour = words('image-colours', { channels: image.channels });
  const fullSize = `${image.width}×${image.height}`;
  const about =
    pairWords(image, language) ?? words('report-picture-facts', { size: fullSize, bits: image.bitDepth, colour });
  const made = () =>
    words('report-input-made', {
      size: `${width / experiment.scale}×${height / experiment.scale}`,
      how: words(`report-degradation-${experiment.degradation}`),
      isLuma: experiment.space === 'y',
    });
  const input = experiment.mode === 'reference' ? made() : words('report-input-itself');
  const isMask = image.masks !== undefined;
  const facts = [
    fact(words('report-fact-picture'), words('report-picture-pair', { file, pair: about })),
    image.crop.right + image.crop.bottom > 0 ? fact(words('report-fact-cropped'), `${width}×${height}`) : '',
    isMask ? '' : fact(words('report-fact-input'), input),
    fact(words('report-fact-scale'), `×${experiment.scale}`),
    isMask ? '' : fact(words('report-fact-protocol'), experiment.protocol),
  ];
  const part = (section: ReportSection, markup: () => string): string => (sections.has(section) ? markup() : '');
  const source = (key: string) => assets.picture(index, key);
  const size =
    experiment.mode === 'reference'
      ? { width, height }
      : (image.masks?.output ?? { width: width * experiment.scale, height: height * experiment.scale });
  // Of several pictures each opens by a click, so that the page begins with the results over all pictures.
  const isFolded = results.summary !== undefined;
  const isOpen = results.images.length <= OPEN_PICTURES;
  const [before, after] = isFolded
    ? [`<details class="picture"${isOpen ? ' open' : ''}><summary><h2>${escapeHtml(file)}</h2></summary>`, '</details>']
    : [`<h2 class="first">${escapeHtml(file)}</h2>`, ''];
  return `<section id="picture-${index + 1}">
${before}
<p class="verdict">${escapeHtml(verdictOf(image, language))}</p>
<dl class="facts">${facts.join('')}</dl>
${part('pictures', () => cropSheet(image, assets.crop(index), source, experiment.scale, language) + viewer(image, source, size, words))}
${part('metrics', () => `<h3>${words('report-metrics')} <small>${words('report-metrics-note')}</small></h3>${metricsTable(image, 'full', language)}${receipts(image, language)}`)}
${part('metrics', () => classTable(image, language) + confusionSection(image, language))}
${notes(image, experiment, language)}
${part('metrics', () => interiorMetrics(image, language))}
${part('charts', () => charts(assets.charts?.(index) ?? [], words))}
${part('checkerboard', () => checkerboardTable(image, language))}
${part('cost', () => timeTable(image, language) + costTable(image, language))}
${part('snippets', () => snippets(image, language))}
${after}</section>`;
}

function interiorMetrics(image: ImageResult, language: Language): string {
  const words = wordsIn(language);
  const table = metricsTable(image, 'interior', language);
  if (table === '') return '';
  return `<h3>${words('report-metrics')} <small>${words('report-metrics-interior')}</small></h3>${table}`;
}

const charts = (drawn: readonly ChartMarkup[], words: Words): string =>
  drawn.length === 0 ? '' : `<div class="charts">${drawn.map((chart) => figure(chart, words)).join('')}</div>`;

/** Two pictures on one stage; the pictures are those of the crop sheet, found by key, so nothing is embedded twice. */
function viewer(
  image: ImageResult,
  source: (key: string) => string | null,
  size: { width: number; height: number },
  words: Words,
): string {
  const entries = [{ key: 'reference', title: words('report-original') }, ...image.methods].filter(
    ({ key }) => source(key) !== null,
  );
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
  return `<h3 class="screen">${words('report-look-closer')}</h3><div class="viewer" data-width="${size.width}" data-height="${size.height}">
<div class="tools"><label>${words('report-left')} <select class="a">${options(0)}</select></label><label>${words('report-right')} <select class="b">${options(1)}</select></label>
${mode('wipe', words('report-wipe'))}${mode('blink', words('report-blink'))}${mode('difference', words('report-difference'))}<label class="gainLabel" hidden>${words('report-gain')} <input class="gain" type="number" min="1" max="64" value="4"></label>
<button type="button" data-zoom="0.5" aria-label="${words('report-zoom-out')}">−</button><button type="button" data-zoom="2" aria-label="${words('report-zoom-in')}">+</button><output></output></div>
<div class="stage" tabindex="0" role="group" aria-label="${words('report-stage')}"><div class="stack"><img alt=""><img alt=""><span class="rule"></span></div></div></div>`;
}

function defaultTitle({ images, summary, experiment }: Results, words: Words): string {
  const most = (are: (method: MethodResult) => boolean): number =>
    Math.max(0, ...images.map(({ methods }) => methods.filter(are).length));
  const [count, candidates] = [most((method) => !isCandidate(method)), most(isCandidate)];
  const first = images[0];
  const subject =
    images.length === 1 && first !== undefined && summary === undefined
      ? baseName(first.file)
      : words('report-pictures-count', { count: summary?.images ?? images.length });
  return words('report-title', { count, candidates, subject, scale: experiment.scale });
}

function baseName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}
