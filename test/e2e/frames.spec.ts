import { readFile, writeFile } from 'node:fs/promises';
import { expect, test, type CDPSession, type Page } from '@playwright/test';
import sharp from 'sharp';
import { median, percentile } from '@core/benchmark/statistics';
import { defaultExperiment } from '@core/experiment/defaults';
import { keyMethods } from '@core/experiment/keys';
import { openServed } from './hosts/served';

// `npm run frames`: what moving and zooming huge pictures costs the page. A measurement, so nothing here is a bound.

const SIZES = { 24: { width: 6000, height: 4000 }, 100: { width: 11_584, height: 8640 } } as const;
/** With the original, five panes. */
const METHODS = ['bilinear', 'nearest', 'bicubic', 'pixel-shuffle'];
const STEPS = 120;
const HOUR_MS = 3_600_000;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** On the processor; missing where the system does not tell. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

async function makePicture(path: string, { width, height }: { width: number; height: number }): Promise<void> {
  const bytes = Buffer.alloc(width * height * 3);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const wave = 90 * Math.sin((x * x + y * y) / 4e5);
      bytes[i++] = 128 + wave;
      bytes[i++] = (x * 255) / width;
      bytes[i++] = (y * 255) / height;
    }
  await sharp(bytes, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .jpeg({ quality: 90 })
    .toFile(path);
}

/** Work of the page's main thread for each frame it handed over, milliseconds. */
function frameWork(events: readonly TraceEvent[]): { work: number[]; longest: number; isProcessorTime: boolean } {
  const names = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const tasks = names
    .map(({ pid, tid }) => events.filter((e) => e.pid === pid && e.tid === tid && e.ph === 'X'))
    .sort((a, b) => b.length - a.length)[0]!;
  // The outermost: what runs within is in it.
  const runs = tasks.filter(({ name }) => name === 'RunTask');
  const isProcessorTime = runs.every(({ tdur }) => tdur !== undefined);
  const length = ({ dur = 0, tdur }: TraceEvent): number => (isProcessorTime ? (tdur ?? 0) : dur) / 1000;
  const frames = tasks.filter(({ name }) => name === 'Commit').map(({ ts, dur = 0 }) => ts + dur);
  const work = frames.map((start, i) => {
    const end = frames[i + 1] ?? Infinity;
    // A task belongs to the frame it ends in.
    return runs
      .filter(({ ts, dur = 0 }) => ts + dur >= start && ts + dur < end)
      .reduce((sum, run) => sum + length(run), 0);
  });
  return { work: work.slice(0, -1), longest: Math.max(...runs.map(length)), isProcessorTime };
}

const nextFrame = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())));

async function move(page: Page): Promise<void> {
  const pane = (await page
    .getByRole('img', { name: /^Bicubic/ })
    .first()
    .boundingBox())!;
  const [x, y] = [pane.x + pane.width / 2, pane.y + pane.height / 2];
  await page.mouse.move(x, y);
  for (let step = 0; step < STEPS / 2; step++) {
    await page.mouse.wheel(0, step < STEPS / 4 ? -120 : 120);
    await nextFrame(page);
  }
  await page.mouse.down();
  for (let step = 0; step < STEPS / 2; step++) {
    await page.mouse.move(x + 60 * Math.sin(step / 6), y + 40 * Math.cos(step / 6));
    await nextFrame(page);
  }
  await page.mouse.up();
}

async function memory(devtools: CDPSession): Promise<string> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN;
  return `${(heap / 1e6).toFixed(0)} MB of script memory`;
}

const rendererName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl');
    const info = gl?.getExtension('WEBGL_debug_renderer_info');
    return gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : 'no WebGL';
  });

for (const [megapixels, size] of Object.entries(SIZES))
  test(`${megapixels} megapixels, five panes`, async ({ browser }) => {
    test.setTimeout(HOUR_MS);
    const path = test.info().outputPath('picture.jpg');
    await makePicture(path, size);
    const host = await openServed(browser);
    const { page } = host;
    try {
      const methods = keyMethods(METHODS.map((id) => ({ id, parameters: {} })));
      const setup = {
        ...defaultExperiment(),
        metrics: ['psnr'],
        timing: { samples: 0, budgetMs: 0 },
        methods: methods.map((method) => ({ ...method, enabled: true })),
      };
      await page.evaluate((text) => localStorage.setItem('upbench.experiment/1', text), JSON.stringify(setup));
      await page.reload();
      const run = page.getByRole('button', { name: /^Run/ });
      await expect(run).toBeEnabled({ timeout: HOUR_MS });
      await host.pick([path], () => page.getByRole('button', { name: 'Open pictures' }).first().click());
      const option = page.getByRole('option', { name: /picture\.jpg/ });
      await expect(option).toBeVisible({ timeout: HOUR_MS });
      await option.click();
      await run.click();
      await expect(run).toBeEnabled({ timeout: HOUR_MS });
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('Performance.enable');
      // Once without looking, so that what is shown has been fetched.
      await move(page);
      const trace = test.info().outputPath('trace.json');
      await browser.startTracing(page, {
        path: trace,
        categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
      });
      const began = performance.now();
      await move(page);
      const seconds = (performance.now() - began) / 1000;
      await browser.stopTracing();
      const { traceEvents } = JSON.parse(await readFile(trace, 'utf8')) as { traceEvents: TraceEvent[] };
      const { work, longest, isProcessorTime } = frameWork(traceEvents);
      expect(work.length).toBeGreaterThan(STEPS / 2);
      const line = [
        `${megapixels} megapixels (${size.width}x${size.height}), ${METHODS.length + 1} panes: ${work.length} frames`,
        `main thread ${median(work).toFixed(2)} ms (median), ${percentile(work, 0.95).toFixed(2)} ms (p95)`,
        `longest task ${longest.toFixed(1)} ms${isProcessorTime ? ' on the processor' : ''}`,
        `${(work.length / seconds).toFixed(0)} frames/s with ${await rendererName(page)}`,
        await memory(devtools),
      ].join('; ');
      await writeFile(test.info().outputPath('frames.txt'), `${line}\n`);
      process.stdout.write(`${line}\n`);
    } finally {
      await host.stop();
    }
  });
