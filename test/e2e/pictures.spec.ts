import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from '@playwright/test';
import { startServed, type ServedWorkbench } from './hosts/served';
import { scenes } from './scenes';

// Pictures of every view in three sizes, both themes and both languages, to be looked at one by one: `npm run pictures`.
// `npm run pictures -- lab network` takes those of some scenes only.
const FOLDER = resolve(import.meta.dirname, '../../test-results/pictures');
const SIZES = [
  [900, 600],
  [1280, 800],
  [2560, 1440],
] as const;
const THEMES = ['light', 'dark'] as const;
const LANGUAGES = ['en', 'zh-CN'] as const;
/** What draws itself a moment after it is asked for: charts, pictures, fonts. */
const SETTLE_MS = 500;

const wanted = (process.env['UPBENCH_PICTURES_OF'] ?? '').split(' ').filter((part) => part !== '');
/** These bring what others show. */
const NEEDED: readonly string[] = ['tour', 'compare', 'dock-metrics-several'];

let workbench: ServedWorkbench;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  mkdirSync(FOLDER, { recursive: true });
  workbench = await startServed();
});
test.afterAll(() => workbench.stop());

for (const [width, height] of SIZES) {
  for (const locale of LANGUAGES) {
    test(`${String(width)}×${String(height)}, ${locale}`, async ({ browser }) => {
      test.setTimeout(600_000);
      const context = await browser.newContext({ viewport: { width, height }, locale });
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      await page.goto(workbench.url);
      for (const { name, show, leave } of scenes) {
        const isWanted = wanted.length === 0 || wanted.some((part) => name.startsWith(part));
        if (!isWanted && !NEEDED.includes(name)) continue;
        // What cannot be brought on screen is a finding, and no reason to lose the pictures of all that follows.
        await test.step(name, async () => {
          try {
            await show(page);
          } catch (error) {
            test.info().annotations.push({ type: 'missing', description: `${name}: ${String(error).slice(0, 200)}` });
          }
          for (const colorScheme of THEMES) {
            await page.emulateMedia({ colorScheme });
            await page.waitForTimeout(SETTLE_MS);
            if (isWanted)
              await page.screenshot({
                path: join(FOLDER, `${name}-${String(width)}-${colorScheme}-${locale}.png`),
                animations: 'disabled',
              });
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
