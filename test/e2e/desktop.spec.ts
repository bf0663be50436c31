import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startStandIn } from './hosts/standIn';
import type { WorkbenchHost } from './hosts/host';
import type { StandInApplication } from '../helpers/electronStandIn/application';
import { bundleStandIn } from '../helpers/electronStandIn/bundle';
import { MainProcess } from '../helpers/electronStandIn/mainProcess';

// What only the desktop window has: menus, a second start, files from the system, a page that breaks.
test.describe.configure({ mode: 'serial' });

const ROOT = resolve(import.meta.dirname, '../..');
const SAMPLES = join(ROOT, 'resources/samples');
const RUN_MS = 150_000;

let host: (WorkbenchHost & { application: StandInApplication }) | undefined;
let page: Page;
let folder: string;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  host = await startStandIn(browser);
  page = host.page;
  folder = mkdtempSync(join(tmpdir(), 'upbench-desktop-'));
});
test.afterAll(async () => {
  await host?.stop();
  rmSync(folder, { recursive: true, force: true });
});
const main = () => {
  if (host === undefined) throw new Error('The application did not start.');
  return host.application.main;
};
const secondStart = (...files: string[]) => main().ask({ what: 'second-instance', data: { files } });

test('a second start hands its files to the open window, pictures and sessions alike', async () => {
  test.setTimeout(RUN_MS + 60_000);
  await expect(page.getByRole('grid', { name: 'Metrics of every method' }).getByRole('row')).toHaveCount(8, {
    timeout: RUN_MS,
  });
  const picture = join(SAMPLES, 'text-page.png');
  const session = join(folder, 'work.upbench');
  host?.application.pickNext(session);
  await page.keyboard.press('Control+Shift+S');
  await expect.poll(() => existsSync(session), { timeout: RUN_MS }).toBe(true);
  await page.getByRole('checkbox', { name: 'Run Bicubic' }).uncheck();
  await secondStart(picture, session);
  // The session was saved with it.
  await expect(page.getByRole('checkbox', { name: 'Run Bicubic' })).toBeChecked({ timeout: RUN_MS });
  await expect(page.getByRole('option', { name: /text-page\.png/ })).toBeVisible({ timeout: RUN_MS });
  expect((await main().state()).recent).toContain(picture);
});

test('a network opens in its own view', async () => {
  test.setTimeout(RUN_MS + 60_000);
  const network = resolve(import.meta.dirname, '../goldens/onnx/k3-uneven.onnx');
  await secondStart(network);
  await expect(page.locator('.network .verdict')).toContainText('makes a grid that reaches the output', {
    timeout: RUN_MS,
  });
  expect((await main().state()).recent).toContain(network);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Compare' }).click();
});

test('what cannot be opened is shown with its reason', async () => {
  const broken = join(folder, 'broken.png');
  writeFileSync(broken, 'this is no picture');
  await secondStart(broken, join(folder, 'not-there.onnx'));
  await expect(page.getByText(/broken\.png/).first()).toBeVisible();
  await expect(page.getByText(/not-there\.onnx/).first()).toBeVisible();
});

test('data of a strange second start is ignored', async () => {
  for (const data of [null, 'x', { files: 'x' }, { files: [1, null] }])
    await main().ask({ what: 'second-instance', data });
  expect(host?.problems()).toEqual([]);
});

test('menus act in the page and speak its language', async () => {
  await main().ask({ what: 'menu', label: '&Help > About Upbench' });
  const about = page.getByRole('dialog', { name: 'About Upbench' });
  await expect(about).toContainText('libvips');
  await expect(about.getByRole('region', { name: 'Licences of what it contains' })).toContainText('echarts');
  await page.keyboard.press('Escape');
  await expect(about).toBeHidden();
  await page.getByRole('button', { name: 'Language' }).click();
  await expect.poll(async () => (await main().state()).menu).toContain('帮助(&H) > 关于 Upbench');
  await page.locator('footer .language').click();
  await expect.poll(async () => (await main().state()).menu).toContain('&Help > About Upbench');
});

test('an existing file is overwritten only after the dialog asked', async () => {
  const target = join(folder, 'taken.json');
  writeFileSync(target, 'old');
  host?.application.pickNext(target);
  await page.keyboard.press('Control+Shift+S');
  await expect.poll(async () => (await main().state()).confirmed).toContain(target);
});

test('a page that cannot load, or ends twice, is said; one that ends once is loaded again', async () => {
  const { windows } = await main().state();
  const id = windows[0]?.id ?? 0;
  const tell = (event: string, ...args: unknown[]) => main().ask({ what: 'page-event', id, event, args });
  await tell('did-fail-load', -3, 'ERR_ABORTED', 'app://upbench/index.html', true);
  await tell('render-process-gone', { reason: 'clean-exit' });
  expect((await main().state()).errors).toEqual([]);
  await tell('did-fail-load', -6, 'ERR_FILE_NOT_FOUND', 'app://upbench/index.html', true);
  expect((await main().state()).errors).toEqual(['The window could not load its page (ERR_FILE_NOT_FOUND -6).']);
  await tell('render-process-gone', { reason: 'crashed' });
  await expect(page.getByRole('option', { name: /text-page\.png/ })).toBeVisible({ timeout: RUN_MS });
  await tell('render-process-gone', { reason: 'oom' });
  expect((await main().state()).errors.at(-1)).toContain('ended again (oom)');
});

test('asked to serve, it shows the page to a browser and makes no window', async () => {
  test.setTimeout(120_000);
  const bundle = await bundleStandIn();
  const picture = join(SAMPLES, 'text-page.png');
  const served = new MainProcess({
    bundle,
    main: join(ROOT, 'out/main/index.js'),
    app: ROOT,
    args: ['--serve', picture],
  });
  try {
    await served.ready();
    await expect.poll(async () => (await served.state()).shown.length, { timeout: 60_000 }).toBe(1);
    const { shown, windows, utilities } = await served.state();
    expect([windows.length, utilities.length]).toEqual([0, 1]);
    const [, address = ''] = /url=([^"]+)"/.exec(readFileSync(shown[0]!, 'utf8')) ?? [];
    const entry = await fetch(address, { redirect: 'manual' });
    const cookie = (entry.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const shownPage = await fetch(new URL('/', address), { headers: { cookie } });
    expect([shownPage.status, await shownPage.text()]).toEqual([200, expect.stringContaining('<title>Upbench')]);
    expect(served.broken).toEqual([]);
  } finally {
    await served.quit();
    bundle.remove();
  }
});
