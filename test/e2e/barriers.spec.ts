import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { startServed, type ServedWorkbench } from './hosts/served';
import { scenes } from './scenes';

// No barrier for anybody, in either theme: in any view, dialog or menu of the window, and on saved pages.
const CLI = resolve(import.meta.dirname, '../../core/cli/bin/upbench.mjs');
const SAMPLES = resolve(import.meta.dirname, '../../resources/samples');
const GOLDENS = resolve(import.meta.dirname, '../goldens');

let workbench: ServedWorkbench;
let folder: string;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  [workbench, folder] = await Promise.all([startServed(), mkdtemp(join(tmpdir(), 'upbench-barriers-'))]);
});
test.afterAll(() => Promise.all([workbench.stop(), rm(folder, { recursive: true, force: true })]));

type Theme = 'light' | 'dark';
const THEMES = ['light', 'dark'] as const;
/** `UPBENCH_BARRIERS=all` asks about every scene, each in both themes; otherwise scenes take turns at them. */
const isThorough = process.env['UPBENCH_BARRIERS'] === 'all';

/** @param rest rules that say nothing here */
async function barriers(page: Page, themes: readonly Theme[], rest: string[] = []): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // What is drawn half in one theme has the contrast of neither.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    // The preview is a saved report, which is looked at by itself below.
    const axe = new AxeBuilder({ page }).exclude('iframe').disableRules(rest);
    let { violations } = await axe.analyze();
    // A page that was still turning from the other theme is looked at again; a fault is there the third time, too.
    for (let again = 0; again < 2 && violations.some(({ id }) => id === 'color-contrast'); again++) {
      await page.waitForTimeout(1000);
      ({ violations } = await axe.analyze());
    }
    found.push(
      ...violations.map(
        ({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
      ),
    );
  }
  return found;
}

test('axe finds nothing in any scene of the window', async ({ browser }) => {
  test.setTimeout(1_800_000);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  await page.goto(workbench.url);
  const found: string[] = [];
  const asked = scenes.filter(({ isExtra }) => isThorough || isExtra !== true);
  for (const [i, { name, show, leave, isMenu }] of asked.entries()) {
    const themes = isThorough ? THEMES : [THEMES[i % 2]!];
    await test.step(name, async () => {
      await show(page);
      // A menu belongs to its button, and to no landmark.
      found.push(...(await barriers(page, themes, isMenu ? ['region'] : [])).map((barrier) => `${name}: ${barrier}`));
      await leave?.(page);
    });
  }
  await context.close();
  expect(found).toEqual([]);
});

test('axe finds nothing on saved reports', async ({ browser }) => {
  test.setTimeout(1_800_000);
  const run = (...args: string[]) => promisify(execFile)(process.execPath, [CLI, ...args], { cwd: folder });
  await run('compare', join(SAMPLES, 'siemens-star.png'), join(SAMPLES, 'text-page.png'), '--out', 'pictures');
  await run(
    'compare',
    join(GOLDENS, 'masks/logits.npy'),
    '--truth',
    join(GOLDENS, 'masks/truth.png'),
    '--out',
    'masks',
  );
  await run('audit', join(GOLDENS, 'onnx/k3-uneven.onnx'), '--html', 'audit.html');
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
  const page = await context.newPage();
  const found: string[] = [];
  for (const file of ['pictures/report.html', 'masks/report.html', 'audit.html'])
    await test.step(file, async () => {
      await page.goto(pathToFileURL(join(folder, file)).href);
      found.push(...(await barriers(page, THEMES)).map((barrier) => `${file}: ${barrier}`));
    });
  await context.close();
  expect(found).toEqual([]);
});
