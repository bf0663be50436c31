import { writeFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import sharp from 'sharp';
import type { WorkbenchHost } from './hosts/host';
import { openServed } from './hosts/served';
import { startStandIn } from './hosts/standIn';

// Large pictures are read by tiles. What a pane shows must be what it would show of the whole picture: the same page is
// looked at twice, with pictures read by tiles and held whole. The picture is as small as the engine's strips allow.
test.describe.configure({ mode: 'serial' });

const RUN_MS = 150_000;
let host: WorkbenchHost;
let page: Page;

test.beforeAll(async ({ browser }, { project }) => {
  test.setTimeout(240_000);
  host = project.name === 'served' ? await openServed(browser) : await startStandIn(browser);
  ({ page } = host);
});
test.afterAll(() => host?.stop());

const readTilesFrom = (pixels: number): Promise<void> =>
  page.evaluate((from) => localStorage.setItem('upbench.tiled-from/1', String(from)), pixels);
const canvas = () => page.locator('.stage canvas');
const upToDate = () => page.getByRole('button', { name: 'Run again. Up to date' });

async function compare(): Promise<void> {
  await page.getByRole('option', { name: /^large\.png/ }).click({ timeout: 60_000 });
  await expect(async () => {
    const run = page.locator('button.run.button--primary');
    if (await run.isEnabled({ timeout: 500 }).catch(() => false))
      await run.click({ timeout: 1000 }).catch(() => undefined);
    await expect(upToDate()).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: RUN_MS });
}

/** How often the page asked for the file of its most read picture. */
async function mostRead(): Promise<number> {
  const counts = await Promise.all(
    page.workers().map((worker) =>
      worker.evaluate(() => {
        const times = new Map<string, number>();
        for (const { name } of performance.getEntriesByType('resource'))
          if (name.includes('/blob/')) times.set(name, (times.get(name) ?? 0) + 1);
        return Math.max(0, ...times.values());
      }),
    ),
  );
  return Math.max(0, ...counts);
}

const VIEWS: readonly { readonly name: string; readonly go: () => Promise<unknown> }[] = [
  { name: 'grid at 25 %', go: () => zoomTo('0.25') },
  { name: 'grid at 100 %', go: () => page.getByRole('button', { name: '1:1', exact: true }).click() },
  { name: 'grid at 800 %', go: () => zoomTo('8') },
  { name: 'wipe', go: () => page.getByRole('radio', { name: 'Wipe', exact: true }).click() },
  { name: 'wipe at 50 %', go: () => zoomTo('0.5') },
  { name: 'difference at 50 %', go: () => page.getByRole('radio', { name: 'Difference', exact: true }).click() },
  { name: 'difference at 100 %', go: () => page.getByRole('button', { name: '1:1', exact: true }).click() },
  { name: 'grid', go: () => page.getByRole('radio', { name: 'Grid', exact: true }).click() },
];
const zoomTo = (scale: string): Promise<unknown> => page.getByRole('combobox', { name: 'Zoom' }).selectOption(scale);

/** After so many looks like the one before nothing finer is on its way, also beside another host's tests. */
const LOOKS_ALIKE = 3;

const seen = new Map<string, Buffer>();

test('a picture above the threshold is opened, compared and read in parts', async () => {
  test.setTimeout(2 * RUN_MS);
  const [width, height] = [2003, 1501];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return 128 + 90 * Math.sin((x * y) / 20_000 + (i % 3)) + (x % 97 === 0 || y % 89 === 0 ? 35 : 0);
  });
  const large = test.info().outputPath('large.png');
  await writeFile(
    large,
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
  await readTilesFrom(400_000);
  await page.reload();
  const open = page.getByRole('button', { name: 'Open pictures' }).first();
  await expect(open).toBeEnabled({ timeout: RUN_MS });
  await host.pick([large], () => open.click());
  await compare();
  await page.getByRole('button', { name: 'Fit', exact: true }).click();
  for (const { name, go } of VIEWS) {
    await go();
    let last: Buffer | undefined;
    let alike = 0;
    // All maps are there, and looks stay alike: nothing finer comes any more, and the range of colours is found.
    await expect(async () => {
      await expect(page.locator('.pane-picture[aria-busy="true"]')).toHaveCount(0, { timeout: 30_000 });
      const now = await canvas().screenshot();
      alike = last?.equals(now) ? alike + 1 : 0;
      last = now;
      expect(alike).toBeGreaterThanOrEqual(LOOKS_ALIKE);
    }, name).toPass({ timeout: 120_000, intervals: [1500] });
    seen.set(name, last!);
  }
  expect(await mostRead()).toBeGreaterThan(2);
  expect(new Set([...seen.values()].map(String)).size).toBe(VIEWS.length - 1);
});

test('every pane shows what it shows of the whole picture', { tag: '@page' }, async () => {
  test.setTimeout(2 * RUN_MS);
  await readTilesFrom(1e9);
  await page.reload();
  await compare();
  await page.getByRole('button', { name: 'Fit', exact: true }).click();
  for (const { name, go } of VIEWS) {
    await go();
    await expect(async () => expect((await canvas().screenshot()).equals(seen.get(name)!)).toBe(true), name).toPass({
      timeout: 60_000,
    });
  }
  expect(await mostRead()).toBeLessThanOrEqual(2);
  expect(host.problems()).toEqual([]);
});
