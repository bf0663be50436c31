import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { startServed, type ServedWorkbench } from './hosts/served';

// Pictures of every view in three sizes, both themes and both languages, to be looked at one by one: `npm run pictures`.
const FOLDER = resolve(import.meta.dirname, '../../test-results/pictures');
const SIZES = [
  [900, 600],
  [1280, 800],
  [2560, 1440],
] as const;
const THEMES = ['light', 'dark'] as const;
const LANGUAGES = ['en', 'zh-CN'] as const;
const VIEWS = ['compare', 'performance', 'numbers', 'network', 'lab', 'report', 'settings'] as const;
/** Tabs of the results, by their place. */
const DOCK_TABS = 8;

let workbench: ServedWorkbench;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  mkdirSync(FOLDER, { recursive: true });
  workbench = await startServed();
});
test.afterAll(() => workbench.stop());

for (const [width, height] of SIZES) {
  for (const colorScheme of THEMES) {
    for (const locale of LANGUAGES) {
      test(`${width}×${height}, ${colorScheme}, ${locale}`, async ({ browser }) => {
        test.setTimeout(300_000);
        const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
        const page = await context.newPage();
        const name = (what: string): string => join(FOLDER, `${what}-${width}-${colorScheme}-${locale}.png`);
        await page.goto(workbench.url);
        await expect(page.getByRole('button', { name: /^(Run again|重新运行)/ })).toBeVisible({ timeout: 150_000 });
        for (const view of VIEWS) {
          await page.evaluate((id) => (location.hash = `#/${id}`), view);
          await page.waitForTimeout(1500);
          await page.screenshot({ path: name(view) });
        }
        await page.evaluate(() => (location.hash = '#/compare'));
        for (let tab = 0; tab < DOCK_TABS; tab++) {
          const button = page.locator('.dock [role="tab"]').nth(tab);
          if (!(await button.isVisible().catch(() => false))) continue;
          await button.click();
          await page.waitForTimeout(800);
          await page.screenshot({ path: name(`dock-${String(tab + 1)}`) });
        }
        await page.keyboard.press('D');
        await page.waitForTimeout(800);
        await page.screenshot({ path: name('difference') });
        await context.close();
      });
    }
  }
}
