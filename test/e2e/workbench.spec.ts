import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import sharp from 'sharp';
import { resultsSchema } from '@core/experiment/schema';
import { startElectron } from './hosts/electron';
import type { WorkbenchHost } from './hosts/host';
import { openServed } from './hosts/served';
import { startStandIn } from './hosts/standIn';
import type { StandInApplication } from '../helpers/electronStandIn/application';

// The main job as a user does it, on every host the project's name tells: one page, step after step.
test.describe.configure({ mode: 'serial' });

const SAMPLES = resolve(import.meta.dirname, '../../resources/samples');
/** Enough for seven methods on a slow machine. */
const RUN_MS = 150_000;

let host: WorkbenchHost | undefined;
let standIn: StandInApplication | undefined;
/** The served workbench's address. */
let url: string | undefined;
let page: Page;
const problems: string[] = [];

test.beforeAll(async ({ browser }, { project }) => {
  // The first start may have to build.
  test.setTimeout(240_000);
  if (project.name === 'served') {
    const served = await openServed(browser);
    [host, url] = [served, served.url];
  } else if (project.name === 'electron') host = await startElectron();
  else {
    const started = await startStandIn(browser);
    [host, standIn] = [started, started.application];
  }
  ({ page } = host);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    const { url: from } = message.location();
    // A picture that was removed while a slow machine still loaded it.
    if (message.type() === 'error' && !(message.text().includes('404') && from.includes('/blob/')))
      problems.push(`${message.text()} ${from}`);
  });
});
test.afterAll(() => host?.stop());

async function compareOnCommandLine(...args: string[]) {
  const cli = resolve(import.meta.dirname, '../../core/cli/bin/upbench.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'compare', ...args, '--json', '-']);
  return resultsSchema.parse(JSON.parse(stdout));
}

const table = () => page.getByRole('grid', { name: 'Metrics of every method' });
const runButton = () => page.locator('button.run');
const cancelButton = () => page.getByRole('button', { name: /^Cancel/ });

test('a sample comparison is there without a click', async () => {
  test.setTimeout(RUN_MS + 30_000);
  await expect(runButton()).toBeEnabled({ timeout: RUN_MS });
  await expect(table().getByRole('row')).toHaveCount(8, { timeout: RUN_MS });
  await expect(page.getByRole('img', { name: /^Bicubic/ }).first()).toBeVisible();
});

test('the tools fit beside one another, and a pane keeps one line for its shape', { tag: '@page' }, async () => {
  const overflow = (): Promise<number> =>
    page.getByRole('toolbar').evaluate(({ firstElementChild: row }) => row!.scrollWidth - row!.clientWidth);
  for (const name of ['One', 'Wipe', 'Difference', 'Grid']) {
    await page.getByRole('radio', { name, exact: true }).click();
    expect(await overflow(), name).toBeLessThanOrEqual(0);
  }
  // All at once: panes of one function join when the last of them is computed.
  const heights = await page.locator('.pane-strip').evaluateAll((strips) => strips.map((strip) => strip.clientHeight));
  expect(heights.length).toBeGreaterThan(1);
  expect(Math.max(...heights)).toBeLessThan(20);
});

test('the window shows the numbers of the command line', async () => {
  test.setTimeout(RUN_MS);
  const picture = resolve(SAMPLES, 'still-life.png');
  const { images } = await compareOnCommandLine(picture, '--methods', 'bicubic,nearest');
  const shown: Readonly<Record<string, string>> = { bicubic: 'Bicubic', nearest: 'Nearest' };
  expect(images[0]?.methods).toHaveLength(2);
  for (const { id: method, metrics } of images[0]?.methods ?? []) {
    const name = shown[method] ?? method;
    const row = table()
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name, exact: true }) });
    for (const id of ['psnr', 'psnr-y']) {
      const { value } = metrics.find((metric) => metric.id === id && metric.region === 'full') ?? {};
      await expect(row).toContainText(Number(value).toFixed(2));
    }
  }
  await expect(table().getByText('best in its column').first()).toBeAttached();
});

test('the address without its secret is refused', { tag: '@served' }, async () => {
  const { origin } = new URL(url ?? '');
  expect((await fetch(`${origin}/`)).status).toBe(401);
});

test('another picture is opened and compared', async () => {
  test.setTimeout(RUN_MS + 30_000);
  await host?.pick([resolve(SAMPLES, 'text-page.png')], () =>
    page.getByRole('button', { name: 'Open pictures' }).first().click(),
  );
  await expect(page.getByRole('option', { name: /text-page\.png/ })).toBeVisible({ timeout: 60_000 });
});

test('a run can be cancelled and the window stays alive', async () => {
  test.setTimeout(2 * RUN_MS);
  // So large that no machine ends its run before the click, and that it never starts by itself.
  const large = test.info().outputPath('large.jpg');
  const create = { width: 5000, height: 4000, channels: 3, background: '#888' } as const;
  await writeFile(large, await sharp({ create }).jpeg().toBuffer());
  await host?.pick([large], () => page.getByRole('button', { name: 'Open pictures' }).first().click());
  const picture = page.getByRole('option', { name: /large\.jpg/ });
  await expect(picture).toBeVisible({ timeout: RUN_MS });
  await picture.click();
  await expect(runButton()).toBeEnabled({ timeout: RUN_MS });
  await runButton().click();
  await cancelButton().click({ timeout: 60_000 });
  await expect(runButton()).toBeEnabled({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: /Up to date/ })).toHaveCount(0);
  await picture.click();
  await page.keyboard.press('Delete');
  await expect(picture).toBeHidden();
});

test('a run ends and its report is exported as one file that needs no network', async () => {
  test.setTimeout(RUN_MS + 60_000);
  await runButton().click();
  await expect(runButton()).toBeEnabled({ timeout: RUN_MS });
  const report = await host?.save(async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    await page
      .getByRole('menuitem', { name: /HTML|Report/ })
      .first()
      .click();
  });
  expect(report).toContain("default-src 'none'");
  expect(report).toContain('"schema":"upbench.results/1"');
});

test('a session names what it needs, and goes on when that is opened', { tag: '@page' }, async () => {
  test.setTimeout(2 * RUN_MS);
  const session = await host?.save(async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: /^Save session, naming/ }).click();
  });
  expect(JSON.parse(session ?? '')).toMatchObject({ schema: 'upbench.session/1' });
  const picture = page.getByRole('option', { name: /text-page\.png/ });
  await picture.click();
  await page.keyboard.press('Delete');
  await expect(picture).toBeHidden();
  const path = test.info().outputPath('mine.upbench.json');
  await writeFile(path, (session ?? '').replaceAll('"text-page.png"', '"my-page.png"'));
  // A chooser that opens before the browser was told to hand it over is lost.
  await expect(async () => {
    const chooser = page.waitForEvent('filechooser', { timeout: 15_000 });
    await page.keyboard.press('Control+Shift+O');
    await (await chooser).setFiles([path]);
  }).toPass({ timeout: RUN_MS });
  const alert = page.getByRole('alert').filter({ hasText: 'my-page.png' });
  await expect(alert).toContainText('This session was saved with it', { timeout: 60_000 });
  await host?.pick([resolve(SAMPLES, 'text-page.png')], () =>
    page.getByRole('button', { name: 'Open pictures' }).first().click(),
  );
  await expect(picture).toBeVisible({ timeout: 60_000 });
  await expect(alert).toBeHidden();
  await expect(runButton()).toBeEnabled({ timeout: RUN_MS });
  await runButton().click();
  await expect(runButton()).toBeEnabled({ timeout: RUN_MS });
  await expect(table().getByRole('row')).toHaveCount(8);
});

test('the report is shown as it will be saved, and printed when asked', async () => {
  test.setTimeout(3 * RUN_MS);
  await page.getByRole('button', { name: 'Report', exact: true }).click();
  const shown = page.frameLocator('iframe[title="Preview of the report"]');
  await expect(shown.getByRole('heading', { level: 1 })).toContainText('7 upsampling layers', { timeout: RUN_MS });
  await page.getByLabel('Title').fill('What <we> ship');
  await expect(shown.getByRole('heading', { level: 1 })).toHaveText('What <we> ship', { timeout: RUN_MS });
  await expect(shown.getByRole('heading', { name: /^Environment/ })).toBeVisible();
  await page.getByLabel('Environment').uncheck();
  await expect(shown.getByRole('heading', { name: /^Environment/ })).toBeHidden({ timeout: RUN_MS });
  const frame = page.frames().find((each) => each.url().includes('/blob/html-'));
  // It may run its own script, and reach nothing of the window's.
  expect(await frame?.evaluate('self.origin')).toBe('null');
  await expect(frame!.evaluate('parent.document.title')).rejects.toThrow(/cross-origin|SecurityError/);
  if (url !== undefined) {
    // A browser prints itself, and asks where.
    await frame?.evaluate('void (window.print = () => void (document.body.dataset.printed = "yes"))');
    await page.getByRole('button', { name: 'Print or save as PDF' }).click();
    await expect(shown.locator('body')).toHaveAttribute('data-printed', 'yes');
  } else {
    const document = await host?.save(() => page.getByRole('button', { name: 'Save as PDF' }).click());
    expect(document?.slice(0, 5)).toBe('%PDF-');
    expect(document).toContain('/StructTreeRoot');
  }
  await page.getByLabel('Environment').check();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
});

test('an engine that dies is started again: the window says so and keeps what it shows', async () => {
  await host?.killEngine();
  await expect(page.getByRole('contentinfo')).toContainText('The engine stopped and was restarted.', {
    timeout: 30_000,
  });
  await expect(runButton()).toBeEnabled();
  await expect(page.getByRole('option', { name: /text-page\.png/ })).toBeVisible();
  await expect(table().getByRole('row')).toHaveCount(8);
});

test('permissions, windows and navigation are refused', { tag: ['@window', '@stand-in'] }, async () => {
  const main = standIn?.main;
  const state = await main?.state();
  expect(state?.windows).toMatchObject([{ isVisible: true, url: 'app://upbench/index.html' }]);
  const id = state?.windows[0]?.id ?? 0;
  const refused = { isAllowed: false, isGranted: false };
  const elsewhere = 'https://example.invalid/';
  for (const permission of ['geolocation', 'media', 'notifications', 'clipboard-read'])
    expect(await main?.ask({ what: 'permission', permission, url: 'app://upbench/' })).toEqual(refused);
  const copy = { what: 'permission', permission: 'clipboard-sanitized-write' } as const;
  expect(await main?.ask({ ...copy, url: elsewhere })).toEqual(refused);
  expect(await main?.ask({ ...copy, url: 'app://upbench/index.html' })).toEqual({ isAllowed: true, isGranted: true });
  expect(await main?.ask({ what: 'open-window', id, url: elsewhere })).toBe('deny');
  for (const url of [elsewhere, 'app://upbench.example/', 'file:///etc/passwd'])
    expect(await main?.ask({ what: 'navigate', id, url })).toBeNull();
  const before = page.url();
  await page.evaluate(`void (window.location.href = '${elsewhere}')`);
  await expect.poll(() => standIn?.refusedNavigations).toContain(elsewhere);
  expect(page.url()).toBe(before);
  expect(state?.menu).toContain('&File > Open…');
});

test('on Linux pictures are decoded without a native library', { tag: ['@window', '@stand-in'] }, async () => {
  test.skip(process.platform !== 'linux', 'Only there does the process hold the GLib of the system.');
  const [engine] = (await standIn?.main.state())?.utilities ?? [];
  const maps = await readFile(`/proc/${String(engine?.pid)}/maps`, 'utf8');
  expect(maps).not.toMatch(/libvips|sharp-linux/);
});

test('what the main process refuses is said in its own words', { tag: ['@window', '@stand-in'] }, async () => {
  const said = await page.evaluate('workbench.newerRelease().catch((error) => error.message)');
  expect(said).toBe('This is not a published release of Upbench, so there is none to compare it with.');
});

test(
  'logits are compared by themselves, and a session brings array, truth and names of classes back',
  { tag: '@page' },
  async () => {
    test.setTimeout(2 * RUN_MS);
    const goldens = resolve(import.meta.dirname, '../goldens/masks');
    await host?.pick([resolve(goldens, 'logits.npy'), resolve(goldens, 'truth.png')], () =>
      page.getByRole('button', { name: 'Open pictures' }).first().click(),
    );
    const verdict = page.getByText(/^Enlarge the logits first: \+10\.6 points of mean IoU/);
    await expect(verdict).toBeVisible({ timeout: RUN_MS });
    for (const [tab, title] of [
      ['Calibration', 'Reliability'],
      ['Boundary', 'Wrong pixels'],
      ['Cost and time', 'Time per method'],
    ] as const) {
      await page.getByRole('tab', { name: tab }).click();
      await expect(page.getByRole('heading', { name: title })).toBeVisible();
    }
    await page.getByRole('button', { name: 'Class 1', exact: true }).dblclick();
    await page.keyboard.type('Road');
    await page.keyboard.press('Enter');
    const path = test.info().outputPath('logits.upbench');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: /^Save session with/ }).click();
    await (await download).saveAs(path);
    const pair = page.getByRole('option', { name: /logits\.npy/ });
    await pair.click();
    await page.keyboard.press('Delete');
    await expect(pair).toBeHidden();
    await expect(async () => {
      const chooser = page.waitForEvent('filechooser', { timeout: 15_000 });
      await page.keyboard.press('Control+Shift+O');
      await (await chooser).setFiles([path]);
    }).toPass({ timeout: RUN_MS });
    await expect(verdict).toBeVisible({ timeout: RUN_MS });
    await expect(page.getByRole('button', { name: 'Road', exact: true }).first()).toBeVisible();
    await pair.click();
    await page.keyboard.press('Delete');
    // Unpooling has no place among logits, so the session lacks it; one step back brings it back.
    await page.keyboard.press('Control+Z');
    await expect(table().getByRole('row')).toHaveCount(8, { timeout: RUN_MS });
  },
);

test('the lab goes through every demonstration', { tag: '@page' }, async () => {
  test.setTimeout(600_000);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Lab' }).click();
  const topics = page.getByRole('listbox', { name: 'Demonstrations' }).getByRole('option');
  const count = 11;
  // The view is loaded when it is wanted.
  await expect(topics).toHaveCount(count);
  for (let at = 0; at < count; at++) {
    await topics.nth(at).click();
    const stage = page.getByTestId('lab-stage');
    if (await stage.isVisible()) {
      await stage.press('End');
      await expect(page.getByText(/^Step (\d+) of \1$/)).toBeVisible();
      await expect(stage.getByRole('img')).toBeVisible();
    }
  }
  await topics.first().click();
  const film = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save animation (SVG)' }).click();
  expect(await readFile(await (await film).path(), 'utf8')).toContain('@keyframes');
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Compare' }).click();
});

test('the network: a fix, its undo, another size, and a file', { tag: '@page' }, async () => {
  test.setTimeout(300_000);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Network' }).click();
  const text = page.getByRole('textbox', { name: 'Text of the network' });
  const verdict = page.locator('.network .verdict');
  await expect(verdict).toContainText('1 mismatch');
  const before = await text.inputValue();
  await page.getByRole('button', { name: 'Apply' }).first().click();
  await expect(verdict).not.toContainText('mismatch');
  expect(await text.inputValue()).not.toBe(before);
  await page.keyboard.press('Control+Z');
  await expect(verdict).toContainText('1 mismatch');
  expect(await text.inputValue()).toBe(before);
  for (const side of ['Height', 'Width']) {
    await page.getByLabel(side, { exact: true }).fill('64');
    await page.keyboard.press('Enter');
  }
  await expect(verdict).not.toContainText('mismatch');
  expect(await text.inputValue()).toBe(before);
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Control+O');
  await (await chooser).setFiles(resolve(import.meta.dirname, '../goldens/onnx/k3-uneven.onnx'));
  await expect(verdict).toContainText('makes a grid that reaches the output', { timeout: RUN_MS });
  await page.getByRole('button', { name: 'Close the file and go back to the text' }).click();
  await expect(text).toHaveValue(before);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Compare' }).click();
});

test('nothing went wrong in the console or outside the page', () =>
  expect([...problems, ...(host?.problems() ?? [])]).toEqual([]));
