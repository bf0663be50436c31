import { resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { closeDrawer, compare, escape, finish, go, openFiles, pickTab, RUN_MS, type Scene } from './steps';
import { lastScenes, stateScenes } from './stateScenes';

const SAMPLES = resolve(import.meta.dirname, '../../resources/samples');
const GOLDENS = resolve(import.meta.dirname, '../goldens');

async function drawRegion(page: Page): Promise<void> {
  await page.locator('[data-pane="bilinear"] .pane-picture').focus();
  const box = (await page.locator('[data-pane="bilinear"] .pane-picture').boundingBox())!;
  await page.keyboard.press('a');
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.7, { steps: 4 });
  await page.mouse.up();
}

const DOCK = ['metrics', 'cost', 'quality', 'ranking', 'sweep', 'region', 'errors', 'profile'] as const;
const NUMBERS = ['metrics', 'checkerboard', 'spectrum', 'equivalence', 'arrays', 'calibration'] as const;
/** Demonstrations that look like the first one. */
const LIKE_FIRST = [1, 2, 4, 5, 6];
const LAB = 11;
const MASKS = ['ranking', 'confusion', 'boundary', 'calibration', 'cost'] as const;

/**
 * Everything the window can show, one state after the other: what takes pictures of every view and what looks for
 * barriers go through the same list. In this order: each begins where the one before ended.
 */
export const scenes: readonly Scene[] = [
  {
    name: 'tour',
    isNeeded: true,
    show: finish,
  },
  {
    name: 'compare',
    isNeeded: true,
    async show(page) {
      await finish(page);
      // The tour has a scene of its own.
      await page.locator('.tour .icon-button').click();
      await compare(page);
    },
  },
  { name: 'compare-one', show: (page) => compare(page, 'o') },
  { name: 'compare-wipe', show: (page) => compare(page, 'w') },
  { name: 'compare-difference', show: (page) => compare(page, 'd') },
  {
    name: 'compare-where-from',
    async show(page) {
      await compare(page);
      await page.locator('[data-pane="pixel-shuffle"] .pane-picture').click({ position: { x: 60, y: 60 } });
      await expect(page.locator('[data-taps] tbody tr').first()).toBeVisible({ timeout: RUN_MS });
    },
    async leave(page) {
      await page.keyboard.press('p');
      await expect(page.locator('[data-taps]')).toHaveCount(0);
    },
  },
  {
    name: 'compare-form',
    async show(page) {
      await compare(page);
      if (!(await page.locator('.disclose').first().isVisible())) await page.keyboard.press('Control+b');
      await page.locator('.disclose').first().click();
    },
    async leave(page) {
      await page.locator('.disclose').first().click();
      if (page.viewportSize()!.width < 1100) await page.keyboard.press('Control+b');
    },
  },
  {
    name: 'dock-metrics-several',
    isNeeded: true,
    async show(page) {
      await compare(page);
      await openFiles(
        page,
        ['siemens-star.png', 'colour-edges.png', 'text-page.png'].map((name) => resolve(SAMPLES, name)),
      );
      await expect(page.locator('.pane-title').first()).toContainText(/siemens-star|colour-edges|text-page/);
      await finish(page);
      await pickTab(page, 'dock', 'metrics');
    },
    leave: closeDrawer,
  },
  ...DOCK.map((id): Scene => ({
    name: `dock-${id}`,
    isExtra: id === 'sweep',
    async show(page) {
      await compare(page);
      if (id === 'region') await drawRegion(page);
      await pickTab(page, 'dock', id);
      if (id === 'profile' || id === 'errors') await page.locator('[data-pane="bilinear"] .pane-picture').hover();
      if (id === 'sweep') {
        const start = page.locator('.sweep button[type="submit"]');
        if (!(await page.locator('.sweep figure').isVisible())) await start.click();
        await expect(page.locator('.sweep figure')).toBeVisible({ timeout: RUN_MS });
        await expect(start).toBeVisible({ timeout: RUN_MS });
      }
    },
    leave: closeDrawer,
  })),
  ...NUMBERS.map((id): Scene => ({
    name: `numbers-${id}`,
    async show(page) {
      await go(page, 'numbers');
      await pickTab(page, 'numbers', id);
      await expect(page.getByText(/^(Measuring|正在测量|…)$/)).toHaveCount(0, { timeout: RUN_MS });
    },
  })),
  {
    name: 'network',
    show: (page) => go(page, 'network'),
  },
  {
    name: 'network-file',
    async show(page) {
      await go(page, 'network');
      await openFiles(page, [resolve(GOLDENS, 'onnx/k3-uneven.onnx')]);
      await expect(page.locator('.network .verdict')).toContainText(/makes a grid|网格/, { timeout: RUN_MS });
      await page.locator('.network tbody tr').nth(3).click();
    },
  },
  ...Array.from({ length: LAB }, (_, at): Scene => ({
    name: `lab-${String(at + 1)}`,
    isExtra: LIKE_FIRST.includes(at),
    async show(page) {
      await go(page, 'lab');
      await page.locator('[data-topic]').nth(at).click();
      const stage = page.getByTestId('lab-stage');
      await expect(stage.or(page.locator('.lab .centre svg, .lab .centre h2').first()).first()).toBeVisible();
      if (await stage.isVisible()) for (let step = 0; step < 3; step++) await stage.press('ArrowRight');
    },
  })),
  {
    name: 'performance',
    async show(page) {
      await go(page, 'performance');
    },
  },
  {
    name: 'performance-measured',
    isExtra: true,
    async show(page) {
      const box = (text: RegExp) => page.locator('.performance form label', { hasText: text }).locator('input');
      for (const size of [/^1024×/, /^2048×/, /^4096×/])
        if (
          await box(size)
            .isChecked()
            .catch(() => false)
        )
          await box(size).uncheck();
      for (const size of [/^256×/, /^512×/])
        await box(size)
          .check()
          .catch(() => undefined);
      await page.locator('.performance form button[type="submit"]').click();
      await expect(page.locator('.performance table tbody tr').first()).toBeVisible({ timeout: RUN_MS });
      await expect(page.locator('.performance form button[type="submit"]')).toBeVisible({ timeout: RUN_MS });
    },
  },
  {
    name: 'report',
    async show(page) {
      await go(page, 'report');
      await expect(page.frameLocator('iframe').locator('h1').first()).toBeVisible({ timeout: RUN_MS });
    },
  },
  { name: 'settings', show: (page) => go(page, 'settings') },
  {
    name: 'palette',
    async show(page) {
      await compare(page);
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'keys',
    async show(page) {
      await compare(page);
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'explain',
    async show(page) {
      await compare(page);
      await page.keyboard.press('F1');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'about',
    async show(page) {
      await compare(page);
      await page.keyboard.press('Control+k');
      await page.keyboard.type((await page.locator('html').getAttribute('lang')) === 'en' ? 'About' : '关于');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: escape,
  },
  ...(['open', 'export'] as const).map((which): Scene => ({
    name: `menu-${which}`,
    isMenu: true,
    async show(page) {
      await compare(page);
      await page
        .getByRole('button', { name: which === 'open' ? /^(Open|打开)$/ : /^(Export|导出)$/ })
        .first()
        .click();
      await expect(page.getByRole('menu')).toBeVisible();
    },
    leave: escape,
  })),
  {
    name: 'pane-menu',
    isMenu: true,
    async show(page) {
      await compare(page);
      await page.locator('[data-pane="bicubic"] .pane-picture').click({ button: 'right', position: { x: 40, y: 30 } });
      await expect(page.getByRole('menu')).toBeVisible();
    },
    leave: escape,
  },
  ...stateScenes,
  {
    name: 'masks',
    async show(page) {
      await compare(page);
      await openFiles(page, [resolve(GOLDENS, 'masks/logits.npy'), resolve(GOLDENS, 'masks/truth.png')]);
      await expect(page.getByText(/10\.6/).first()).toBeVisible({ timeout: RUN_MS });
    },
  },
  ...MASKS.map((id): Scene => ({
    name: `masks-${id}`,
    show: (page) => pickTab(page, 'mask-dock', id),
    leave: closeDrawer,
  })),
  ...lastScenes,
];
