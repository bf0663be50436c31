import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test, type Page } from '@playwright/test';
import { startServed, type ServedWorkbench } from './hosts/served';
import { scenes } from './scenes';

// Pictures of every view in three sizes and at 200 %, both themes and both languages, to be looked at one by one: `npm run
// pictures`. `npm run pictures -- lab network` takes those of some scenes only.
const FOLDER = resolve(import.meta.dirname, '../../test-results/pictures');
/** At 200 % a window of 1280×800 has 640×400 pixels of a page. */
const SIZES = [
  { name: '900', width: 900, height: 600, zoom: 1 },
  { name: '1280', width: 1280, height: 800, zoom: 1 },
  { name: '2560', width: 2560, height: 1440, zoom: 1 },
  { name: '200%', width: 640, height: 400, zoom: 2 },
] as const;
const THEMES = ['light', 'dark'] as const;
const LANGUAGES = ['en', 'zh-CN'] as const;
/** What draws itself a moment after it is asked for: charts, pictures, fonts. */
const SETTLE_MS = 300;
const MOST_TRIES = 12;

const wanted = (process.env['UPBENCH_PICTURES_OF'] ?? '').split(' ').filter((part) => part !== '');

let workbench: ServedWorkbench;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  mkdirSync(FOLDER, { recursive: true });
  workbench = await startServed();
});
test.afterAll(() => workbench.stop());

/** The page once nothing on it moves any more. */
async function still(page: Page): Promise<Buffer> {
  let last = await page.screenshot({ animations: 'disabled' });
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    await page.waitForTimeout(SETTLE_MS);
    const next = await page.screenshot({ animations: 'disabled' });
    if (next.equals(last)) break;
    last = next;
  }
  return last;
}

for (const { name: size, width, height, zoom } of SIZES) {
  for (const locale of LANGUAGES) {
    test(`${size}, ${locale}`, async ({ browser }) => {
      test.setTimeout(1_200_000);
      const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: zoom, locale });
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      await page.goto(workbench.url);
      for (const { name, show, leave, isNeeded } of scenes) {
        const isWanted = wanted.length === 0 || wanted.some((part) => name.startsWith(part));
        if (!isWanted && isNeeded !== true) continue;
        // What cannot be brought on screen is a finding, and no reason to lose the pictures of all that follows.
        await test.step(name, async () => {
          try {
            await show(page);
          } catch (error) {
            test.info().annotations.push({ type: 'missing', description: `${name}: ${String(error).slice(0, 200)}` });
          }
          for (const colorScheme of isWanted ? THEMES : []) {
            await page.emulateMedia({ colorScheme });
            writeFileSync(join(FOLDER, `${name}-${size}-${colorScheme}-${locale}.png`), await still(page));
          }
          await leave?.(page).catch(() => undefined);
        });
      }
      await context.close();
      const missing = test.info().annotations.filter(({ type }) => type === 'missing');
      if (missing.length > 0) throw new Error(missing.map(({ description }) => description).join('\n'));
    });
  }
}
