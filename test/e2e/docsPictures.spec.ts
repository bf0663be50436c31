import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import sharp from 'sharp';
import { defaultExperiment } from '@core/experiment/defaults';
import type { MethodSpec } from '@core/experiment/schema';
import { startServed, type ServedWorkbench } from './hosts/served';
import { finish, openFiles, RUN_MS } from './steps';

// The pictures of README and docs, taken from the window as it is: `npm run pictures:docs` writes docs/images.
const FOLDER = resolve(import.meta.dirname, '../../docs/images');
const GOLDENS = resolve(import.meta.dirname, '../goldens');
const SAMPLE = resolve(import.meta.dirname, '../../resources/samples/still-life.png');
/** Of each file: pages of documentation are read over slow lines, too. */
const MOST_BYTES = 300_000;

let workbench: ServedWorkbench;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  workbench = await startServed();
});
test.afterAll(() => workbench.stop());

interface Look {
  readonly colorScheme?: 'light' | 'dark';
  readonly locale?: string;
  readonly width?: number;
  readonly height?: number;
  /** In place of all methods. */
  readonly methods?: readonly MethodSpec[];
}

async function open(browser: Browser, look: Look = {}): Promise<Page> {
  const { colorScheme = 'light', locale = 'en', width = 1280, height = 800, methods } = look;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
  const page = await context.newPage();
  if (methods) {
    const setup = { ...defaultExperiment(), methods: methods.map((method) => ({ ...method, enabled: true })) };
    await page.addInitScript((text) => localStorage.setItem('upbench.experiment/1', text), JSON.stringify(setup));
  }
  await page.goto(workbench.url);
  await finish(page);
  await page.locator('.tour .icon-button').click();
  return page;
}

/** A picture of few colours as far as the eye sees, and small. */
async function take(page: Page, name: string): Promise<void> {
  const shot = await page.screenshot({ animations: 'disabled' });
  const path = resolve(FOLDER, `${name}.png`);
  for (const colours of [256, 128, 64]) {
    await sharp(shot).png({ palette: true, colours, effort: 10, compressionLevel: 9 }).toFile(path);
    if ((await readFile(path)).length < MOST_BYTES) break;
  }
  expect((await readFile(path)).length, name).toBeLessThan(MOST_BYTES);
  await page.context().close();
}

/** The sample's most different place, and nothing under the cursor. */
async function settle(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1500);
}

test('the first screen', async ({ browser }) => {
  const page = await open(browser);
  await settle(page);
  await take(page, 'window');
});

test('where a pixel comes from', async ({ browser }) => {
  test.setTimeout(RUN_MS * 2);
  const page = await open(browser, { width: 1440, height: 900 });
  // Large enough that every input pixel has room for its weight and value.
  await page.getByRole('combobox', { name: 'Zoom' }).selectOption({ label: '3,200 %' });
  const picture = page.locator('[data-pane="pixel-shuffle"] .pane-picture');
  const box = (await picture.boundingBox())!;
  await picture.click({ position: { x: box.width / 2, y: box.height / 2 } });
  await expect(page.locator('[data-taps] tbody tr').first()).toBeVisible({ timeout: RUN_MS });
  await settle(page);
  await take(page, 'provenance');
});

test('an audit of a network', async ({ browser }) => {
  test.setTimeout(RUN_MS * 2);
  const page = await open(browser);
  await page.evaluate(() => (location.hash = '#/network'));
  await openFiles(page, [resolve(GOLDENS, 'onnx/k3-uneven.onnx')]);
  await expect(page.locator('.network .verdict')).toContainText('makes a grid', { timeout: RUN_MS });
  await page.locator('.network tbody tr').filter({ hasText: 'ConvTranspose2d' }).first().click();
  await settle(page);
  await take(page, 'network');
});

test('finished outputs of somebody else', async ({ browser }) => {
  test.setTimeout(RUN_MS * 2);
  const folder = await mkdtemp(join(tmpdir(), 'upbench-docs-'));
  const files = ['my-net', 'my-net-early'].map((name) => join(folder, `still-life_${name}.png`));
  for (const [at, file] of files.entries()) await sharp(SAMPLE).blur([0.6, 0.9][at]!).png().toFile(file);
  const page = await open(browser);
  await page.getByRole('button', { name: 'Add finished outputs' }).first().click();
  const chooser = page.waitForEvent('filechooser');
  await page.locator('.menu-item').first().click();
  await (await chooser).setFiles(files);
  await expect(page.locator('.pane-title').filter({ hasText: 'my-net' })).toHaveCount(2, { timeout: RUN_MS });
  await finish(page);
  await settle(page);
  await take(page, 'candidates');
  await rm(folder, { recursive: true, force: true });
});

const k3 = { kernelSize: 3, stride: 2, padding: 1, outputPadding: 1, weights: 'kaiming' };
for (const colorScheme of ['light', 'dark'] as const)
  for (const locale of ['en', 'zh-CN'])
    test(`kernel 3 against kernel 4, ${colorScheme}, ${locale}`, async ({ browser }) => {
      const page = await open(browser, {
        colorScheme,
        locale,
        methods: [
          { id: 'conv-transpose', key: 'conv-transpose', parameters: k3 },
          { id: 'conv-transpose', key: 'conv-transpose#2', parameters: {} },
          { id: 'bicubic', key: 'bicubic', parameters: {} },
        ] as unknown as MethodSpec[],
      });
      await settle(page);
      await take(page, `checkerboard-${colorScheme}-${locale}`);
    });
