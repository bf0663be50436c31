import { copyFileSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';
import sharp from 'sharp';
import { closeDrawer, compare, escape, finish, go, openFiles, pickTab, RUN_MS, type Scene } from './steps';

/** What the window shows seldom: borders, names alike, many pictures, refusals, long jobs, nothing at all. */

const SAMPLES = resolve(import.meta.dirname, '../../resources/samples');
const TRAINING = resolve(import.meta.dirname, '../../resources/training');
const GOLDENS = resolve(import.meta.dirname, '../goldens');
const made = mkdtempSync(join(tmpdir(), 'upbench-scenes-'));
const METHODS = 7;

/** Puts the left panel on screen where it is a drawer. */
async function openLeft(page: Page): Promise<void> {
  if (
    !(await page
      .locator('.disclose')
      .first()
      .isVisible()
      .catch(() => false))
  )
    await page.keyboard.press('Control+b');
}
async function closeLeft(page: Page): Promise<void> {
  if (page.viewportSize()!.width < 1100) await page.keyboard.press('Control+b');
}

/** Files by their names, written where nobody else looks. */
function write(name: string, content: string): string {
  const path = join(made, name);
  writeFileSync(path, content);
  return path;
}

async function addCandidates(page: Page, entry: number, files: readonly string[]): Promise<void> {
  await compare(page);
  await openLeft(page);
  await page
    .getByRole('button', { name: /^(Add finished outputs|添加现成输出)$/ })
    .first()
    .click();
  const chooser = page.waitForEvent('filechooser');
  await page.locator('.menu-item').nth(entry).click();
  await (await chooser).setFiles([...files]);
}

const opaque = JSON.stringify({
  schema: 'upbench.network/1',
  inputs: [{ id: 'x', shape: [1, 3, 16, 16] }],
  steps: [
    {
      name: 'body',
      kind: 'Conv2d',
      inputs: ['x'],
      outputs: [{ id: 'a', shape: [1, 8, 16, 16] }],
      parameters: { kernelSize: [3, 3], padding: [1, 1] },
    },
    { name: 'attention', kind: 'Magic', opaque: true, inputs: ['a'], outputs: [{ id: 'b', shape: [1, 8, 16, 16] }] },
  ],
  outputs: ['b'],
});

/** They take long: they are looked at in pictures, and by axe where it asks about every scene. */
const extra = (all: readonly Scene[]): Scene[] => all.map((scene) => ({ ...scene, isExtra: true }));

export const stateScenes: readonly Scene[] = extra([
  {
    name: 'border',
    async show(page) {
      await compare(page);
      await page.locator('[data-pane="pixel-shuffle"] .pane-picture').click({ position: { x: 60, y: 60 } });
      await expect(page.locator('[data-taps] tbody tr').first()).toBeVisible({ timeout: RUN_MS });
      // To the first pixel of the picture: further than it is large.
      for (let i = 0; i < 400; i++) await page.keyboard.press(i % 2 === 0 ? 'ArrowLeft' : 'ArrowUp');
      await expect(page.locator('[data-taps] tbody tr').first()).toBeVisible({ timeout: RUN_MS });
    },
    async leave(page) {
      await page.keyboard.press('p');
    },
  },
  ...Array.from({ length: METHODS }, (_, at): Scene => ({
    name: `form-${String(at + 1)}`,
    async show(page) {
      await compare(page);
      await openLeft(page);
      await page.locator('.disclose').nth(at).click();
      await page.locator('.disclose').nth(at).scrollIntoViewIfNeeded();
    },
    async leave(page) {
      await page.locator('.disclose').nth(at).click();
      await closeLeft(page);
    },
  })),
  {
    name: 'exposure',
    async show(page) {
      await compare(page);
      await page.locator('.pane-picture').first().focus();
      for (let i = 0; i < 3; i++) await page.keyboard.press('e');
    },
    async leave(page) {
      for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+e');
    },
  },
  {
    name: 'quality-table',
    async show(page) {
      await compare(page);
      await pickTab(page, 'dock', 'quality');
      await page
        .getByText(/^(Table|表格)$/)
        .first()
        .click();
      await expect(page.locator('[data-paper-table]')).toBeVisible({ timeout: RUN_MS });
    },
    leave: closeDrawer,
  },
  {
    name: 'sets',
    async show(page) {
      await compare(page);
      await openLeft(page);
      await page
        .getByRole('button', { name: /^(Sets|数据集|图像集)/ })
        .first()
        .click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    async leave(page) {
      await escape(page);
      await closeLeft(page);
    },
  },
  {
    name: 'numbers-cause',
    async show(page) {
      await go(page, 'numbers');
      await pickTab(page, 'numbers', 'metrics');
      await page.locator('[data-their-metric]').selectOption('ssim');
      await page.locator('#numbers-theirs').fill('0.9026');
      await page.locator('#numbers-theirs').press('Enter');
      await page.locator('#numbers-theirs').blur();
    },
  },
  {
    name: 'numbers-nested',
    async show(page) {
      await go(page, 'numbers');
      await pickTab(page, 'numbers', 'equivalence');
      await page.getByRole('button', { name: /^(Fit them|拟合这些层)$/ }).click();
      await expect(page.locator('#numbers-panel table').nth(1)).toBeVisible({ timeout: RUN_MS });
    },
  },
  {
    name: 'numbers-rule',
    async show(page) {
      await go(page, 'numbers');
      await pickTab(page, 'numbers', 'arrays');
      for (const [at, file] of ['dialects/x.npy', 'dialects/pillow_BICUBIC_32x48.npy'].entries()) {
        const chooser = page.waitForEvent('filechooser');
        await page.locator('.slot').nth(at).click();
        await (await chooser).setFiles(resolve(GOLDENS, file));
      }
      await expect(page.locator('.arrays section').first()).toBeVisible({ timeout: RUN_MS });
    },
  },
  {
    name: 'network-latents',
    async show(page) {
      await go(page, 'network');
      await openFiles(page, [resolve(GOLDENS, 'onnx/dcgan.onnx')]);
      await expect(page.locator('.network tbody tr').nth(3)).toBeVisible({ timeout: RUN_MS });
    },
  },
  {
    name: 'network-opaque',
    async show(page) {
      await go(page, 'network');
      await openFiles(page, [write('opaque.upbench-net.json', opaque)]);
      await expect(page.locator('.network')).toContainText('attention', { timeout: RUN_MS });
    },
  },
  {
    name: 'network-refused',
    async show(page) {
      await go(page, 'network');
      await page.locator('.network .icon-button').first().click();
      await page
        .locator('.network textarea')
        .fill('# x: 1×3×32×32\nconv = nn.Conv2d(3, 8, 3, padding=1)\nup = nn.ConvTranspose2d(16, 8, 4, 2, 1)\n');
      await expect(page.locator('.network [data-problem], .network .bad').first()).toBeVisible({ timeout: RUN_MS });
    },
  },
  {
    name: 'performance-running',
    async show(page) {
      await go(page, 'performance');
      await page.locator('.performance form button[type="submit"]').click();
    },
  },
  {
    name: 'performance-cancelled',
    async show(page) {
      await go(page, 'performance');
      const cancel = page.locator('.performance form button').last();
      await cancel.click().catch(() => undefined);
    },
  },
  {
    name: 'candidates',
    async show(page) {
      const names = ['net-large-epoch-0100', 'net-large-epoch-0200', 'net-large-epoch-0200-ema'];
      const files = names.map((name) => join(made, `siemens-star_${name}.png`));
      for (const [at, file] of files.entries())
        await sharp(resolve(SAMPLES, 'siemens-star.png'))
          .blur(0.4 + 0.3 * at)
          .toFile(file);
      await addCandidates(page, 0, files);
      await finish(page);
    },
    leave: closeLeft,
  },
  {
    name: 'candidates-profile',
    async show(page) {
      await compare(page);
      await pickTab(page, 'dock', 'errors');
      await page.locator('[data-pane="bilinear"] .pane-picture').hover({ position: { x: 30, y: 30 } });
    },
    leave: closeDrawer,
  },
  {
    name: 'candidate-network',
    async show(page) {
      await addCandidates(page, 1, [resolve(GOLDENS, 'onnx/cubic-x2.onnx')]);
      await finish(page);
      await page.locator('[data-drop="candidates"] .disclose').last().click();
    },
    leave: closeLeft,
  },
  {
    name: 'ranking-many',
    async show(page) {
      await compare(page);
      const names = readdirSync(TRAINING).filter((name) => name.endsWith('.png'));
      await openFiles(
        page,
        names.slice(0, 20).map((name) => resolve(TRAINING, name)),
      );
      await finish(page);
      await pickTab(page, 'dock', 'ranking');
    },
    leave: closeDrawer,
  },
  {
    name: 'failure-picture',
    async show(page) {
      await compare(page);
      await openLeft(page);
      await openFiles(page, [write('broken.png', 'not a picture')]);
      await expect(page.locator('.failure').first()).toBeVisible({ timeout: RUN_MS });
    },
    leave: closeLeft,
  },
  {
    // A file of a newer version is refused where pictures are listed.
    name: 'newer-session',
    async show(page) {
      await compare(page);
      await openLeft(page);
      const chooser = page.waitForEvent('filechooser');
      await page.keyboard.press('Control+Shift+o');
      await (await chooser).setFiles(write('newer.json', JSON.stringify({ schema: 'upbench.session/9' })));
      await expect(page.locator('.failure').first()).toBeVisible({ timeout: RUN_MS });
    },
    leave: closeLeft,
  },
]);

/** What nothing can come after. */
export const lastScenes: readonly Scene[] = extra([
  {
    name: 'masks-ignored',
    async show(page) {
      await compare(page);
      const truth = join(made, 'ignored.png');
      const { data, info } = await sharp(resolve(GOLDENS, 'masks/truth.png'))
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const levels = [...new Set(data)].sort((a, b) => a - b);
      const labels = Uint8Array.from(data, (value, at) => (at % info.width < 40 ? 255 : levels.indexOf(value)));
      await sharp(labels, { raw: { width: info.width, height: info.height, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toFile(truth);
      copyFileSync(resolve(GOLDENS, 'masks/logits.npy'), join(made, 'ignored.npy'));
      await openFiles(page, [join(made, 'ignored.npy'), truth]);
      await expect(page.getByText(/255/).first()).toBeVisible({ timeout: RUN_MS });
    },
  },
  {
    name: 'empty',
    async show(page) {
      await go(page, 'compare');
      await openLeft(page);
      const list = page.getByRole('listbox').first();
      for (let left = 40; left > 0 && (await list.getByRole('option').count()) > 0; left--) {
        await list.getByRole('option').first().click();
        await page.keyboard.press('Delete');
      }
      await closeLeft(page);
      await expect(page.locator('.welcome')).toBeVisible({ timeout: RUN_MS });
    },
  },
]);
