import { stat } from 'node:fs/promises';
import { zipSync, type Zippable } from 'fflate';
import type { ImageResult, Results } from '../../experiment/schema';
import {
  cropSheetSvg,
  CropFinder,
  checkpointsCsv,
  renderCsv,
  renderHtml,
  renderLatex,
  renderMarkdown,
  type Rect,
  type ReportAssets,
  type ReportSection,
} from '../../report';
import { resultsIn } from '../../experiment/inLanguage';
import { OutputNames, withOutputs } from '../../experiment/outputNames';
import { message } from '../../messages';
import { sentenceOf } from '../../tensor/errors';
import { cutRaster, type Raster } from '../../tensor/raster';
import type { ExportFormat } from '../contract/contract';
import { readRegular } from '../files/regularFile';
import type { ExportJob, ExportJobEvent, PicturePaths } from '../thread/jobs';
import { readBytes, readPicture } from '../pictures/pictureFile';
import { readPngExtras } from '../pictures/pngChunks';
import { SIGNATURE, toEightBit, writePng } from '../pictures/png';
import { CROP_HEIGHT, CROP_WIDTH, cropUri, fits, wholeOf, windowOf, type PrintedCrops } from './printedCrops';
import { renderJson } from './resultsJson';

/** Windows kept, of pictures that a report shows one by one. */
const MOST_CROPS = 64;

/** The window found last: a report is followed by the crop sheets of its pictures, and decoding them takes longest. */
let lastCrops = new Map<string, Rect>();

async function findCrop(image: ImageResult, paths: PicturePaths): Promise<Rect> {
  const found = await Promise.all(
    image.methods.map(async ({ key }) => {
      const file = paths[key];
      // One that is not there is said by whoever reads it.
      const known = file === undefined ? null : await stat(file).catch(() => null);
      return [key, file, known?.mtimeMs, known?.size];
    }),
  );
  const key = JSON.stringify([found, image.width, image.height, image.crop]);
  const crop = lastCrops.get(key) ?? (await lookForCrop(image, paths));
  lastCrops.delete(key);
  lastCrops = new Map([...lastCrops, [key, crop] as const].slice(-MOST_CROPS));
  return crop;
}

/** The window where the outputs differ most; the whole picture where there are none to look at. */
async function lookForCrop(image: ImageResult, paths: PicturePaths): Promise<Rect> {
  const finder = new CropFinder();
  let first: Pick<Raster, 'width' | 'height'> | undefined;
  for (const { key } of image.methods) {
    const path = paths[key];
    if (path === undefined) continue;
    const { raster } = await readPicture(path, key);
    first ??= { width: raster.width, height: raster.height };
    // A method may give another size than the rest, which no window can compare.
    finder.add(raster);
  }
  const whole = { width: image.width - image.crop.right, height: image.height - image.crop.bottom };
  return windowOf(finder, first ?? whole);
}

/** Whether a screen shows the bytes as they are: a PNG of 8 bits whose white is 255. Decoding it would tell no more. */
const isShownAsItIs = (bytes: Uint8Array): boolean =>
  SIGNATURE.every((byte, at) => bytes[at] === byte) && bytes[24] === 8 && readPngExtras(bytes).peak === undefined;

async function embed(path: string): Promise<string> {
  const bytes = await readBytes(path);
  let png = bytes;
  if (!isShownAsItIs(bytes)) {
    const { raster } = await readPicture(bytes, path);
    const shown = toEightBit(raster);
    if (shown !== raster) png = writePng(shown);
  }
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

/** What is printed of a picture, from its files. */
async function readCrops(image: ImageResult, paths: PicturePaths): Promise<PrintedCrops> {
  const window = await findCrop(image, paths);
  const uris: Record<string, string> = {};
  let whole: PrintedCrops['whole'] = null;
  for (const key of ['reference', ...image.methods.map((method) => method.key)]) {
    const path = paths[key];
    if (path === undefined) continue;
    const { raster } = await readPicture(path);
    if (!fits(window, raster)) continue;
    uris[key] = cropUri(cutRaster(raster, window));
    whole ??= wholeOf(raster);
  }
  return { window, uris, whole };
}

/** The crop sheet of the first picture of the results. */
async function renderSheet({ results, pictures, crops = [], language = 'en' }: ExportJob): Promise<string> {
  const [image] = resultsIn(results, language).images;
  if (image === undefined) return '';
  const { window, uris, whole } = crops[0] ?? (await readCrops(image, pictures[0] ?? {}));
  return cropSheetSvg(image, window, results.experiment.scale, { crop: (key) => uris[key] ?? null, whole }, language);
}

type Tell = (event: ExportJobEvent) => void;

async function renderReport(
  results: Results,
  pictures: readonly PicturePaths[],
  onEvent: Tell,
  {
    links = [],
    crops: printed = [],
    report = {},
    pictureRows,
    language = 'en',
  }: Pick<ExportJob, 'links' | 'crops' | 'report' | 'pictureRows' | 'language'>,
): Promise<string> {
  const has = (section: ReportSection): boolean => report.sections?.includes(section) !== false;
  const crops: Rect[] = [];
  const sources: Map<string, string>[] = [];
  for (const [index, image] of results.images.entries()) {
    const paths = has('pictures') ? (pictures[index] ?? {}) : {};
    crops.push((has('pictures') ? printed[index]?.window : undefined) ?? (await findCrop(image, paths)));
    const urls = new Map<string, string>();
    for (const [key, path] of Object.entries(paths)) urls.set(key, links[index]?.[key] ?? (await embed(path)));
    sources.push(urls);
  }
  // Loaded when a report is wanted: most jobs of the thread draw nothing.
  const { chartsOf, checkpointCharts, summaryChart, summaryCurve } = await import('../../report/charts');
  const onTrouble = (title: string, error: unknown): void =>
    onEvent({ type: 'warning', said: message('chart-not-drawn', { title, reason: sentenceOf(error) }) });
  const { summary, checkpoints = [], images } = resultsIn(results, language);
  const overview = summary === undefined || !has('charts') ? null : summaryChart(summary, onTrouble, language);
  const curve = has('charts') ? summaryCurve({ summary, checkpoints }, onTrouble, language) : null;
  const trainings = has('charts') ? checkpoints.map((each) => checkpointCharts(each, onTrouble, language)) : [];
  const charts = has('charts') ? images.map((image) => chartsOf(image, onTrouble, language)) : [];
  const assets: ReportAssets = {
    picture: (image, key) => sources[image]?.get(key) ?? null,
    crop: (image) => crops[image] ?? { x: 0, y: 0, width: CROP_WIDTH, height: CROP_HEIGHT },
    charts: (image) => charts[image] ?? [],
    pictureRows,
    ...(overview === null ? {} : { overview }),
    ...(curve === null ? {} : { curve }),
    checkpointCharts: (index) => trainings[index] ?? [],
  };
  return renderHtml(results, assets, { ...report, language });
}

/** Everything in one archive, laid out like the folder the command line writes. */
async function renderZip({ results, pictures, report, language }: ExportJob, onEvent: Tell): Promise<Uint8Array> {
  // Two pictures of one name are two.
  const places = results.images.map(({ file }, index) => `${index}/${file}`);
  const outputs = new OutputNames(places, results.experiment);
  const names = places.map((place, index) => outputs.of(place, Object.entries(pictures[index] ?? {})));
  const named = { ...results, images: results.images.map((image, index) => withOutputs(image, names[index]!)) };
  const files: Zippable = {
    'results.json': Buffer.from(renderJson(named)),
    'results.csv': Buffer.from(renderCsv(named)),
    ...(named.checkpoints === undefined ? {} : { 'checkpoints.csv': Buffer.from(checkpointsCsv(named.checkpoints)) }),
    'results.md': Buffer.from(renderMarkdown(named, language)),
    'results.tex': Buffer.from(renderLatex(named, language)),
    'report.html': Buffer.from(await renderReport(named, pictures, onEvent, { report, language })),
  };
  for (const [index, paths] of pictures.entries()) {
    for (const [key, path] of Object.entries(paths)) {
      const name = names[index]?.get(key);
      // PNG is compressed already.
      if (name !== undefined) files[name] = [await readRegular(path), { level: 0 }];
    }
  }
  return zipSync(files);
}

/** Results of a run as one file of the requested format. Parts that cannot be drawn are missing and reported by an event. */
export async function exportResults(job: ExportJob, onEvent: Tell): Promise<Uint8Array> {
  const { format, results, pictures, language = 'en' } = job;
  const text: Readonly<Record<Exclude<ExportFormat, 'html' | 'zip' | 'svg'>, (of: Results) => string>> = {
    json: renderJson,
    csv: renderCsv,
    md: (of) => renderMarkdown(of, language),
    tex: (of) => renderLatex(of, language),
  };
  if (format === 'svg') return Buffer.from(await renderSheet(job));
  if (format === 'zip') return renderZip(job, onEvent);
  return Buffer.from(format === 'html' ? await renderReport(results, pictures, onEvent, job) : text[format](results));
}
