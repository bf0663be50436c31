import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { startServed, type ServedWorkbench } from './hosts/served';

// The main job as a user does it, in the served workbench: one page, step after step.
test.describe.configure({ mode: 'serial' });

const SAMPLES = resolve(import.meta.dirname, '../../resources/samples');
/** Enough for seven methods on a slow machine. */
const RUN_MS = 150_000;

let workbench: ServedWorkbench;
let page: Page;
const problems: string[] = [];

test.beforeAll(async ({ browser }) => {
  workbench = await startServed();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(workbench.url);
});
test.afterAll(async () => {
  await page.close();
  await workbench.stop();
});

const table = () => page.getByRole('grid', { name: 'Metrics of every method' });
const runButton = () => page.getByRole('button', { name: /^Run/ });
const cancelButton = () => page.getByRole('button', { name: /^Cancel/ });

test('a sample comparison is there without a click', async () => {
  test.setTimeout(RUN_MS + 30_000);
  await expect(runButton()).toBeEnabled({ timeout: RUN_MS });
  await expect(table().getByRole('row')).toHaveCount(8, { timeout: RUN_MS });
  await expect(page.getByRole('img', { name: /^Bicubic/ }).first()).toBeVisible();
});

test('the best method is marked and its number is the published one for this picture', async () => {
  const bicubic = table().getByRole('row', { name: /Bicubic/ });
  await expect(bicubic).toContainText('35.06');
  await expect(
    table()
      .getByRole('row', { name: /Nearest(?! \+)/ })
      .first(),
  ).toContainText(/\d\d\.\d\d/);
});

test('the address without its secret is refused', async () => {
  const { origin } = new URL(workbench.url);
  expect((await fetch(`${origin}/`)).status).toBe(403);
});

test('another picture is opened and compared', async () => {
  test.setTimeout(RUN_MS + 30_000);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open pictures' }).first().click();
  await (await chooser).setFiles(resolve(SAMPLES, 'text-page.png'));
  await expect(page.getByRole('option', { name: /text-page\.png/ })).toBeVisible({ timeout: 30_000 });
});

test('a run can be cancelled and the window stays alive', async () => {
  test.setTimeout(RUN_MS);
  if (await runButton().isVisible()) await runButton().click();
  await expect(cancelButton()).toBeVisible({ timeout: 20_000 });
  await cancelButton().click();
  await expect(runButton()).toBeEnabled({ timeout: 20_000 });
});

test('a run ends and its report is exported as one file that needs no network', async () => {
  test.setTimeout(RUN_MS + 60_000);
  await runButton().click();
  await expect(runButton()).toBeEnabled({ timeout: RUN_MS });
  const download = page.waitForEvent('download', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Export' }).click();
  await page
    .getByRole('menuitem', { name: /HTML|Report/ })
    .first()
    .click();
  const report = await readFile(await (await download).path(), 'utf8');
  expect(report).toContain("default-src 'none'");
  expect(report).toContain('"schema":"upbench.results/1"');
});

test('axe finds nothing serious', async () => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)).toEqual(
    [],
  );
});

test('nothing went wrong in the console', () => expect(problems).toEqual([]));
