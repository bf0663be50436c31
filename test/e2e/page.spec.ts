import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

const PAGE = resolve(import.meta.dirname, '../../out/renderer');
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

test('the built page opens without an error', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.route('http://workbench.test/**', async (route) => {
    const file = resolve(PAGE, `.${new URL(route.request().url()).pathname}`);
    await route.fulfill({
      body: await readFile(file),
      contentType: TYPES[extname(file)] ?? 'application/octet-stream',
    });
  });
  await page.goto('http://workbench.test/index.html');
  await expect(page.getByRole('heading', { name: 'Upbench' })).toBeVisible();
  expect((await page.screenshot()).length).toBeGreaterThan(1000);
  expect(problems).toEqual([]);
});
