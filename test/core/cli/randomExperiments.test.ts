import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { writePng } from '@core/engine/pictures/png';
import type * as Threads from '@core/engine/thread/computeThread';
import { markedLabel } from '@core/experiment/names';
import { resultsSchema, type ImageResult, type Results } from '@core/experiment/schema';
import { fromSpecial } from '@core/experiment/special';
import { bestKeys, columnsOf, metricOf, ranked } from '@core/report/table';
import { formatMetric } from '@core/experiment/shown';
import { isBest, bestOf, metricColumns } from '@renderer/format/metricColumns';
import { formatNumber } from '@renderer/format/numbers';
import { checkSummary } from '../../helpers/aggregates';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';
import { randomExperiments, type RandomExperiment } from '../../helpers/randomExperiments';
import { csvRows, htmlTables, latexTables, markdownTables, type ReadTable } from '../../helpers/readTables';

// Random experiments through the whole product: whatever the pictures, methods and parameters are, the documents agree
// with one another, with the window and with the exit code.

/** `npm run fuzz` asks for 5000. */
const COUNT = Number(process.env['UPBENCH_EXPERIMENTS'] ?? 200);
const SEED = Number(process.env['UPBENCH_SEED'] ?? 1);
const DOCUMENTS = ['results.json', 'results.csv', 'results.md', 'results.tex', 'report.html'];

// One computing thread for all experiments: to start one takes longer than most of them.
vi.mock('@core/engine/thread/computeThread', async (original) => {
  const { ComputeThread } = await original<typeof Threads>();
  let shared: Threads.ComputeThread | undefined;
  class SharedThread extends ComputeThread {
    constructor(entry: URL) {
      if (shared !== undefined) return shared as SharedThread;
      super(entry);
      keep(this);
    }
    override dispose(): Promise<void> {
      return Promise.resolve();
    }
    end(): Promise<void> {
      return super.dispose();
    }
  }
  const keep = (thread: SharedThread): void => void (shared = thread);
  return { ComputeThread: SharedThread };
});

let places: ReturnType<typeof placesWith>;
let folder: string;
let round = 0;

beforeAll(async () => {
  const { computeWorker } = await builtEngine();
  places = placesWith({ computeWorker });
  folder = mkdtempSync(join(tmpdir(), 'upbench-random-'));
}, 180_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  const { ComputeThread } = await import('@core/engine/thread/computeThread');
  await (new ComputeThread(places.computeWorker) as unknown as { end(): Promise<void> }).end();
});

const read = (out: string, name: string): string => readFileSync(join(out, name), 'utf8');

it(
  `${COUNT} random experiments`,
  async () => {
    await fc.assert(
      fc.asyncProperty(randomExperiments, async (experiment) => {
        const here = join(folder, String(round++));
        try {
          await checkExperiment(experiment, here);
        } finally {
          rmSync(here, { recursive: true, force: true });
        }
      }),
      { numRuns: COUNT, seed: SEED, endOnFailure: COUNT > 1000 },
    );
  },
  120_000 + COUNT * 3000,
);

async function checkExperiment({ pictures, args }: RandomExperiment, here: string): Promise<void> {
  mkdirSync(here);
  const files = pictures.map((raster, index) => {
    const file = join(here, `-${index}=p_${index}.png`);
    writeFileSync(file, writePng(raster));
    return file;
  });
  const out = join(here, 'out');
  const first = await runCli(['compare', ...files, ...args, '--out', out], { places });
  expect([0, 2], first.stderr).toContain(first.code);
  expect(first.stderr).not.toMatch(/internal|fault/i);
  if (!existsSync(join(out, 'results.json'))) {
    // Nothing could be done at all, and everything was said.
    expect(first.code).toBe(2);
    expect(first.stderr.trim()).not.toBe('');
    return;
  }
  for (const name of DOCUMENTS) expect(existsSync(join(out, name)), name).toBe(true);
  const results = resultsSchema.parse(JSON.parse(read(out, 'results.json')));
  const isWhole = results.failed.length === 0 && results.images.every(({ failed }) => failed.length === 0);
  // A refused method is said before anything runs and is in no document.
  if (!isWhole) expect(first.code).toBe(2);
  else if (first.code === 2) expect(first.stderr).toMatch(/Expected|Unknown|must|only/);
  checkNumbers(results, out);
  checkDocuments(results, out, first.stdout);
  checkSummary(results);

  // Without pictures and pages: they were looked at above.
  const second = await runCli(['compare', join(out, 'results.json'), '--json', '-'], { places });
  expect([0, 2], second.stderr).toContain(second.code);
  const repeated = resultsSchema.parse(JSON.parse(second.stdout));
  const numbers = ({ images, summary }: Results) => ({
    summary,
    images: images.map(({ methods }) =>
      methods.map(({ key, title, parameters, metrics }) => ({ key, title, parameters, metrics })),
    ),
  });
  expect(numbers(repeated)).toEqual(numbers(results));
}

/** No document has a number that is none, and no value that was forgotten. */
function checkNumbers({ images }: Results, out: string): void {
  expect(read(out, 'results.json')).not.toMatch(/"?NaN"?/);
  const page = read(out, 'report.html')
    .replace(/<script[^]*?<\/script>/g, '')
    .replace(/src="data:[^"]*"/g, '');
  for (const text of [read(out, 'results.csv'), read(out, 'results.md'), read(out, 'results.tex'), page])
    expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\[object /);
  for (const { methods } of images) {
    for (const { metrics } of methods) {
      const names = metrics.map(({ id, region }) => `${region} ${id}`);
      expect(new Set(names).size).toBe(names.length);
    }
  }
}

/** Every table shows the same names, numbers and best values. */
function checkDocuments(results: Results, out: string, stdout: string): void {
  const { images, summary } = results;
  const skip = summary === undefined || summary.metrics.length === 0 ? 0 : 1;
  const markdown = markdownTables(read(out, 'results.md')).slice(skip);
  const latex = latexTables(read(out, 'results.tex')).slice(skip);
  const csv = csvRows(read(out, 'results.csv'));
  const html = htmlTables(read(out, 'report.html'), 'Method').filter(
    ([head]) => head?.some(({ text }) => text.startsWith('Time')) === true,
  );
  const isMeasured = images.filter((image) => columnsOf(image).length > 0);
  expect(markdown).toHaveLength(images.length);
  expect(latex).toHaveLength(images.length);
  expect(html).toHaveLength(isMeasured.length);
  for (const [index, image] of images.entries()) {
    expect(new Set(image.methods.map((method) => markedLabel(method))).size).toBeGreaterThanOrEqual(
      new Set(image.methods.map(({ title }) => title)).size,
    );
    const expected = expectedTable(image);
    expectTable(markdown[index]!, expected);
    expectTable(latex[index]!, expected);
    const at = isMeasured.indexOf(image);
    if (at >= 0) expectTable(html[at]!, expected);
    for (const row of expected) expect(stdout).toContain(row.name);
    checkCsv(image, csv);
    checkWindow(image);
  }
}

interface ExpectedRow {
  readonly name: string;
  readonly cells: readonly { readonly text: string; readonly isBest: boolean }[];
}

function expectedTable(image: ImageResult): ExpectedRow[] {
  const columns = columnsOf(image);
  return ranked(image).methods.map((method) => ({
    name: markedLabel(method),
    cells: columns.map((column) => ({
      text: formatMetric(column.id, metricOf(method, column)?.value ?? null),
      isBest: bestKeys(image, column).has(method.key),
    })),
  }));
}

function expectTable([, ...rows]: ReadTable, expected: readonly ExpectedRow[]): void {
  const read = rows.map(([name, ...cells]) => ({
    name: name?.text,
    cells: cells.slice(0, expected[0]?.cells.length ?? 0),
  }));
  expect(read).toEqual(expected);
}

function checkCsv(image: ImageResult, csv: readonly Record<string, string>[]): void {
  for (const method of image.methods) {
    for (const metric of method.metrics) {
      const row = csv.find(
        (one) =>
          one['file'] === image.file &&
          one['key'] === method.key &&
          one['metric'] === metric.id &&
          one['region'] === metric.region,
      );
      expect(Number(row?.['value'])).toBe(fromSpecial(metric.value));
      expect(row?.['shown']).toBe(formatMetric(metric.id, metric.value));
      expect(row?.['best'] === 'yes').toBe(bestKeys(image, metric).has(method.key));
    }
  }
}

/** What the window's table shows of the same results. */
function checkWindow(image: ImageResult): void {
  for (const column of metricColumns(image.methods, 'full', 2)) {
    const best = bestOf(column, image.methods);
    const keys = bestKeys(image, { id: column.id, region: 'full', better: column.better ?? 'higher' });
    for (const method of image.methods) {
      const value = column.valueOf(method);
      const metric = metricOf(method, { id: column.id, region: 'full' });
      expect(formatNumber(value ?? 'NaN', column.decimals, 'en').replaceAll(',', '')).toBe(
        formatMetric(column.id, metric?.value ?? null),
      );
      expect(isBest(column, method, best), `${method.key} ${column.id}`).toBe(keys.has(method.key));
    }
  }
}
