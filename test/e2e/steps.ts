import { expect, type Page } from '@playwright/test';

/** A state of the window, and the steps that lead there, in whichever language. */
export interface Scene {
  readonly name: string;
  /** Brings it on screen, from whatever the scene before left. */
  show(page: Page): Promise<void>;
  /** Takes long, or shows what another scene shows with other values. */
  readonly isExtra?: boolean;
  /** Brings what others show: it is not left out where a few scenes are asked for. */
  readonly isNeeded?: boolean;
  /** What lies over the page is a menu. */
  readonly isMenu?: boolean;
  /** Puts away what lies over the page. */
  leave?(page: Page): Promise<void>;
}

/** Enough for seven methods on a slow machine. */
export const RUN_MS = 150_000;

/** Waits until what is on screen is up to date, and presses Run where it does not run by itself. */
export async function finish(page: Page): Promise<void> {
  await expect(async () => {
    const run = page.locator('button.run.button--primary');
    if (await run.isEnabled({ timeout: 300 }).catch(() => false))
      await run.click({ timeout: 1000 }).catch(() => undefined);
    await expect(page.getByRole('button', { name: /^(Run again|重新运行)/ })).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: RUN_MS });
}

/** What Ctrl+O of the view on screen asks for. A chooser that opens too early is lost, so it is asked again. */
export async function openFiles(page: Page, files: readonly string[]): Promise<void> {
  await expect(async () => {
    const chooser = page.waitForEvent('filechooser', { timeout: 5000 });
    await page.keyboard.press('Control+o');
    await (await chooser).setFiles([...files]);
  }).toPass({ timeout: RUN_MS });
}

export const go = (page: Page, view: string): Promise<void> =>
  page.evaluate((id) => void (location.hash = `#/${id}`), view);

export async function compare(page: Page, key = 'g'): Promise<void> {
  await go(page, 'compare');
  const picture = page.locator('.pane-picture').first();
  await expect(picture).toBeVisible();
  await page
    .locator('[data-area="centre"]')
    .first()
    .focus()
    .catch(() => undefined);
  await page.keyboard.press(key);
}

/** A tab of a list, wherever the width of the window put it. */
export async function pickTab(page: Page, list: string, id: string): Promise<void> {
  const tab = page.locator(`#${list}-tab-${id}`);
  // Views are loaded when they are wanted: their tabs come a moment later.
  await page.locator(`[id^="${list}-tab-"]`).first().waitFor();
  if (!(await tab.isVisible())) {
    await page.locator(`.list:has([id^="${list}-tab-"]) .more`).click();
    await page.locator(`[data-tab="${id}"]`).click();
  } else await tab.click();
}
export const closeDrawer = async (page: Page): Promise<void> => {
  const close = page.locator('.dock.drawer .icon-button').last();
  if (await close.isVisible().catch(() => false)) await close.click();
};

export const escape = (page: Page): Promise<void> => page.keyboard.press('Escape');
