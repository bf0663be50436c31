import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type { WorkbenchHost } from './hosts/host';
import { openServed } from './hosts/served';
import { startStandIn } from './hosts/standIn';
import { formatSafetensors } from '@core/tensor/safetensors';
import { createTensor } from '@core/tensor/tensor';

// What a researcher does, row by row, on the page of whichever host: one window, step after step.
test.describe.configure({ mode: 'serial' });

const SAMPLES = resolve(import.meta.dirname, '../../resources/samples');
const LONG = 150_000;
let host: WorkbenchHost | undefined;
let page: Page;

test.beforeAll(async ({ browser }, { project }) => {
  test.setTimeout(240_000);
  host = project.name.endsWith('stand-in') ? await startStandIn(browser) : await openServed(browser);
  ({ page } = host);
});
test.afterAll(() => host?.stop());

const upToDate = () => page.getByRole('button', { name: 'Run again. Up to date' });
/** Waits for what runs by itself; presses Run where the estimate of a busy machine is too long for that. */
async function finish(): Promise<void> {
  await expect(async () => {
    const run = page.locator('button.run.button--primary');
    // It may begin by itself between the look and the click, and is disabled before there is a picture.
    if (await run.isEnabled({ timeout: 500 }).catch(() => false))
      await run.click({ timeout: 1000 }).catch(() => undefined);
    await expect(upToDate()).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: LONG });
}
const verdict = () => page.getByRole('region', { name: 'What the numbers say' });
const pane = (key: string) => page.locator(`[data-pane="${key}"]`);
const picture = (key: string) => pane(key).locator('.pane-picture');
/** Drops a file on a picture. */
async function drop(name: string, base64: string): Promise<void> {
  await pane('bicubic').evaluate(
    (target, [fileName, content]) => {
      const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], fileName));
      for (const type of ['dragenter', 'dragover', 'drop'])
        target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    },
    [name, base64] as const,
  );
}
const zoom = () => page.getByRole('combobox', { name: 'Zoom' });

test('an own picture is compared without a click, and opens where the methods differ most', async () => {
  test.setTimeout(LONG);
  await finish();
  await host!.pick([resolve(SAMPLES, 'text-page.png')], () =>
    page.getByRole('button', { name: 'Open pictures' }).first().click(),
  );
  await expect(page.getByRole('option', { name: /^text-page\.png/ })).toBeVisible({ timeout: 30_000 });
  await finish();
  await expect(verdict()).toContainText(/leads by|no difference/);
  await expect(page.getByText(/^Most different place 1 of \d$/)).toBeVisible({ timeout: 30_000 });
  await expect(zoom().locator('option').first()).toHaveText(/[23]00 %/);
  await page.keyboard.press('.');
  await expect(page.getByText(/^Most different place 2 of \d$/)).toBeVisible();
  await page.keyboard.press('Shift+.');
  await expect(page.getByText(/^Most different place 1 of \d$/)).toBeVisible();
});

test('a changed scale is computed by itself, and old pictures say that they are old', async () => {
  test.setTimeout(LONG);
  const zoomed = await zoom().locator('option').first().innerText();
  await page.getByText('×4', { exact: true }).click();
  await expect(page.getByText('×2 result').first()).toBeVisible({ timeout: 10_000 });
  await finish();
  await expect(page.getByText('×2 result')).toHaveCount(0);
  // What was looked at is still looked at.
  await expect(zoom().locator('option').first()).toHaveText(zoomed);
  // Any whole factor has its field, which covers nothing.
  await page.getByLabel('Another factor, 2 to 32').click();
  await page.keyboard.type('6');
  await page.keyboard.press('Enter');
  await finish();
  await expect(page.locator('#dock-panel')).toContainText('s6', { timeout: 30_000 });
  await page.getByText('×2', { exact: true }).click();
  await finish();
});

test('a click on a pixel says what it is made of, in every pane', async () => {
  test.setTimeout(LONG);
  // Nearest + conv is the same function as the transposed convolution here: it is seen in its pane.
  await expect(pane('nearest-conv')).toHaveCount(0);
  await expect(pane('conv-transpose').locator('.same')).toBeVisible();
  for (const key of ['conv-transpose', 'bilinear', 'unpooling', 'pixel-shuffle', 'nearest', 'bicubic']) {
    await picture(key).click({ position: { x: 60, y: 60 } });
    await expect(page.getByText('The sum equals the stored value.')).toBeVisible({ timeout: 60_000 });
    const shown = Number(await page.locator('[data-shown]').innerText());
    const sum = Number((await page.locator('[data-sum]').innerText()).replace('−', '-'));
    expect(Math.abs(shown - sum)).toBeLessThanOrEqual(0.51);
    expect(await page.locator('[data-taps] tbody tr').count()).toBeGreaterThan(0);
    if (key === 'unpooling') await expect(page.getByText(/Index \d+ of the original/)).toBeVisible();
  }
  // The input pixels are outlined on the input, and titles count them.
  const rows = await page.locator('[data-taps] tbody tr').count();
  expect(await pane('input').locator('.mark').count()).toBeGreaterThanOrEqual(rows);
  await expect(pane('input').locator('.origin')).toHaveText(`${rows} pixels make the marked one`);
  await expect(pane('nearest').locator('.origin')).toHaveText('1 pixel');
  await expect(pane('unpooling').locator('.origin')).toHaveText(/^index \d+, \d+ pixels?$/);
  // Arrows move the pixel; in the list they go to the next method, which may be one without a pane of its own.
  const sentence = page.locator('.where > p').first();
  const before = await sentence.innerText();
  await picture('bicubic').focus();
  await page.keyboard.press('ArrowRight');
  await expect(sentence).not.toHaveText(before, { timeout: 60_000 });
  await page.locator('.methods tr', { hasText: 'Nearest + conv' }).click();
  await expect(page.locator('.where header h2')).toHaveText('Nearest + conv');
  await expect(page.getByText('The sum equals the stored value.')).toBeVisible({ timeout: 60_000 });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy as Python' }).click();
  await expect(page.getByRole('region', { name: 'Notice' })).toContainText('Copied the Python');
  await page.keyboard.press('P');
  await expect(page.locator('[data-taps]')).toHaveCount(0);
});

test('a region that is drawn shows its numbers, and its crops are saved as one sheet', async () => {
  test.setTimeout(LONG);
  await page.getByRole('button', { name: 'Region', exact: true }).click();
  const box = (await picture('bicubic').boundingBox())!;
  await page.mouse.move(box.x + 30, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + 90, box.y + 80, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByRole('tab', { name: 'Region', selected: true })).toBeVisible();
  await expect(page.locator('#dock-panel tbody tr', { hasText: 'Bicubic' })).not.toContainText('…', {
    timeout: 60_000,
  });
  // The page makes the sheet itself: a download on both hosts.
  const download = page.waitForEvent('download', { timeout: 60_000 });
  await page.locator('#dock-panel').getByRole('button', { name: 'Save crop sheet (PNG)' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.png$/);
  await page.locator('#dock-panel').getByRole('button', { name: 'Clear the region' }).click();
  await expect(page.getByRole('tab', { name: 'Metrics', selected: true })).toBeVisible();
});

test('another protocol gives other numbers at once', async () => {
  test.setTimeout(LONG);
  const receipt = page.locator('.receipt');
  const before = await receipt.innerText();
  await page.getByLabel('Protocol', { exact: true }).selectOption('wang-2004');
  await expect(receipt).not.toHaveText(before, { timeout: 30_000 });
  await finish();
  await page.getByLabel('Protocol', { exact: true }).selectOption('saved-file');
  await finish();
});

test('a pane has a menu: another reference, alone, saved', async () => {
  test.setTimeout(LONG);
  await picture('bicubic').click({ button: 'right', position: { x: 60, y: 60 } });
  await page.getByRole('menuitem', { name: 'Make this the reference' }).click();
  await expect(pane('bicubic').locator('.tag')).toHaveText('REF');
  // Titles, deltas, table and receipt speak of the new reference.
  await expect(pane('nearest').locator('.pane-title')).toContainText('against Bicubic');
  await expect(page.locator('.receipt')).toContainText('against Bicubic', { timeout: 60_000 });
  await expect(verdict()).toContainText('Against Bicubic, not against the original.', { timeout: 60_000 });
  await expect(page.locator('tbody tr', { hasText: 'Bicubic' }).locator('.tag')).toHaveText('REF');
  // Maps of SSIM and FLIP against it, with a value under the cursor and a colour bar that says against what.
  await page.keyboard.press('D');
  for (const [kind, name] of [
    ['ssim', 'SSIM'],
    ['flip', 'FLIP'],
  ] as const) {
    await page.getByLabel('Kind of error').selectOption(kind);
    await expect(page.getByText(`Computing ${name}`)).toHaveCount(0, { timeout: 60_000 });
    await expect(page.getByRole('complementary', { name: `${name} against Bicubic, from` })).toBeVisible();
    await picture('nearest').hover({ position: { x: 80, y: 60 } });
    await expect(pane('nearest').locator('.value')).toHaveText(new RegExp(`^${name} \\d\\.\\d{4}$`), {
      timeout: 30_000,
    });
    // The original is a picture like any other here.
    await expect(pane('reference').locator('.value')).toContainText(name);
  }
  await page.getByLabel('Kind of error').selectOption('absolute');
  await page.keyboard.press('G');
  await picture('bicubic').click({ button: 'right', position: { x: 60, y: 60 } });
  await page.getByRole('menuitem', { name: 'Compare with the original again' }).click();
  await expect(pane('reference').locator('.tag')).toHaveText('REF');
  await pane('bicubic').locator('.pane-title').dblclick();
  await expect(page.locator('.pane')).toHaveCount(1);
  await page.locator('.pane .pane-title').dblclick();
  await expect(page.locator('.pane')).toHaveCount(7);
});

test('one function has one pane, and a menu gives each its own', async () => {
  test.setTimeout(LONG);
  await expect(page.locator('tbody tr', { hasText: 'Nearest + conv' })).toHaveCount(1);
  await picture('conv-transpose').click({ button: 'right', position: { x: 60, y: 60 } });
  await page.getByRole('menuitem', { name: 'A pane for each of the same function' }).click();
  await expect(page.locator('.pane')).toHaveCount(8);
  await expect(pane('nearest-conv').locator('.same')).toBeVisible();
  await picture('nearest-conv').click({ button: 'right', position: { x: 60, y: 60 } });
  await page.getByRole('menuitem', { name: 'One pane for the same function' }).click();
  await expect(page.locator('.pane')).toHaveCount(7);
});

test('why k3 s2 makes a checkerboard, with random and 5 % wrong weights beside', async () => {
  test.setTimeout(LONG);
  await page.getByRole('button', { name: 'Parameters of Transposed conv' }).click();
  await page.locator('#conv-transpose-kernelSize').fill('3');
  await page.locator('#conv-transpose-kernelSize').press('Enter');
  // It does not fit: the pane itself offers what would.
  await pane('conv-transpose').getByRole('button', { name: 'Use outputPadding 1' }).click({ timeout: 60_000 });
  const badge = pane('conv-transpose').locator('button.badge');
  await expect(badge).toBeVisible({ timeout: 60_000 });
  await finish();
  await badge.click();
  const note = page.getByRole('dialog', { name: 'Checkerboard of Transposed conv' });
  await expect(note).toContainText('3 is not a multiple of 2');
  await expect(note).toContainText('Taps that meet 1-2-2-4');
  await note.getByRole('button', { name: 'Show random and 5 % wrong weights beside' }).click();
  await finish();
  await expect(page.locator('.pane')).toHaveCount(10);
  // Random weights show in the picture what the note says.
  await expect(pane('conv-transpose#2').locator('button.badge')).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await page.locator('.pane-picture').first().focus();
  await page.keyboard.press('Control+Z');
  await expect(page.locator('.pane')).toHaveCount(8);
  await page.keyboard.press('Control+Z');
  await page.keyboard.press('Control+Z');
  await finish();
  await page.getByRole('button', { name: 'Parameters of Transposed conv' }).click();
});

test('only this method, and undo says what it took back', async () => {
  test.setTimeout(LONG);
  await page.locator('[data-row="bicubic"] input[type="checkbox"]').click({ modifiers: ['Alt'] });
  await expect(page.locator('.pane')).toHaveCount(2);
  await page.keyboard.press('Control+Z');
  await expect(page.locator('.pane')).toHaveCount(7);
  await expect(page.getByRole('region', { name: 'Notice' })).toContainText('Undone: only Bicubic');
});

test('undo belongs to what is on screen', async () => {
  test.setTimeout(LONG);
  await page.locator('[data-row="bilinear"] input[type="checkbox"]').click();
  await expect(page.locator('.pane')).toHaveCount(6);
  await page.getByRole('button', { name: 'Lab', exact: true }).click();
  await expect(page.locator('[data-topic="inverse"]')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Control+Z');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  // What was out of sight is as it was.
  await expect(page.locator('.pane')).toHaveCount(6);
  await page.keyboard.press('Control+Z');
  await expect(page.locator('.pane')).toHaveCount(7);
  await expect(page.getByRole('region', { name: 'Notice' })).toContainText('Undone: Bilinear switched');
  await finish();
});

test('an output is saved as a file, from its menu and by dragging its title', async () => {
  test.setTimeout(LONG);
  const bytes = await host!.save(async () => {
    await picture('bicubic').click({ button: 'right', position: { x: 60, y: 60 } });
    await page.getByRole('menuitem', { name: 'Save the picture' }).click();
  });
  expect(bytes.slice(1, 4)).toBe('PNG');
  const dragged = await pane('bicubic')
    .locator('.pane-title')
    .evaluate((title) => {
      const dataTransfer = new DataTransfer();
      title.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true, cancelable: true }));
      return dataTransfer.getData('DownloadURL');
    });
  expect(dragged).toMatch(/^image\/png:text-page__bicubic_x2\.png:/);
});

test('weights of another shape are dropped anywhere, and the layer takes their size', async () => {
  test.setTimeout(LONG);
  const taps = Array.from({ length: 36 }, () => 1 / 9);
  const file = Buffer.from(formatSafetensors({ weight: createTensor([1, 1, 6, 6], taps) })).toString('base64');
  await page.getByRole('button', { name: 'Parameters of Transposed conv' }).click();
  await drop('mine.safetensors', file);
  await page.getByRole('button', { name: /^Use kernelSize 6/ }).click({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(page.locator('#conv-transpose-kernelSize')).toHaveValue('6');
  await finish();
  await page.locator('.pane-picture').first().focus();
  await page.keyboard.press('Control+Z');
  await finish();
  await expect(page.locator('#conv-transpose-kernelSize')).toHaveValue('4');
  await page.getByRole('button', { name: 'Parameters of Transposed conv' }).click();
});

test('a report is in the language of the window', async () => {
  test.setTimeout(LONG);
  await page.getByRole('button', { name: /Switch to Chinese/ }).click();
  const report = await host!.save(async () => {
    await page.getByRole('button', { name: '导出' }).click();
    await page.getByRole('menuitem', { name: /HTML/ }).first().click();
  });
  expect(report).toContain('<html lang="zh-CN"');
  expect(report).toContain('双三次');
  expect(report).not.toContain('>Bicubic');
  await page
    .getByRole('button', { name: /English|切换/ })
    .last()
    .click();
  await expect(page.getByRole('button', { name: 'Export' })).toBeVisible();
});

test('a layer is fitted on the open pictures, and takes its weights', async () => {
  test.setTimeout(LONG);
  await page.getByRole('button', { name: 'Parameters of Pixel shuffle' }).click();
  await page.getByRole('button', { name: 'Fit weights…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Fit Pixel shuffle' });
  await dialog.getByRole('radio', { name: 'This picture: text-page.png' }).check();
  await dialog.getByRole('button', { name: 'Fit', exact: true }).click();
  await expect(dialog.getByText(/\d+\.\d+ dB, 1 picture/).first()).toBeVisible({ timeout: 120_000 });
  await expect(dialog.getByText('Frequency response')).toBeVisible();
  // In sight, however long the result is.
  const use = dialog.getByRole('button', { name: 'Use these weights' });
  const box = (await use.boundingBox())!;
  expect(box.y + box.height).toBeLessThanOrEqual(800);
  await use.click();
  await finish();
  await expect(page.locator('tbody tr', { hasText: 'Pixel shuffle' }).first()).toContainText('k3');
  await page.locator('.pane-picture').first().focus();
  await page.keyboard.press('Control+Z');
  await finish();
  await page.getByRole('button', { name: 'Parameters of Pixel shuffle' }).click();
});

test('a saved report is opened again, with the experiment it was made of', async () => {
  test.setTimeout(LONG);
  const report = await host!.save(async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: /HTML/ }).first().click();
  });
  await page.locator('[data-row="bilinear"] input[type="checkbox"]').click();
  await expect(page.locator('.pane')).toHaveCount(6);
  await drop('report.html', Buffer.from(report).toString('base64'));
  await expect(page.locator('.pane')).toHaveCount(7, { timeout: 60_000 });
  await finish();
});

test('a network that does not fit says where, and a click mends it', async () => {
  test.setTimeout(LONG);
  await page.getByRole('button', { name: 'Network', exact: true }).click();
  await page
    .locator('.code textarea')
    .fill(
      [
        '# x: 1x3x45x45',
        'enc1 = nn.Conv2d(3, 8, 3, padding=1)',
        'pool1 = nn.MaxPool2d(2)',
        'up1 = nn.ConvTranspose2d(8, 8, 2, stride=2)',
        'cat1 = torch.cat([up1, enc1], dim=1)',
        'head = nn.Conv2d(16, 3, 1)',
        '',
      ].join('\n'),
    );
  await expect(page.getByText('1 mismatch.')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('cat1 does not fit').first()).toBeVisible();
  await page.getByRole('button', { name: 'Apply', exact: true }).first().click();
  await expect(page.getByText('1 mismatch.')).toHaveCount(0);
  await expect(page.locator('.code textarea')).toHaveValue(/output_padding=1/);
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
});

test('operators are timed, with a speed-up, in a table that is not cut', async () => {
  test.setTimeout(2 * LONG);
  await page.getByRole('button', { name: 'Performance', exact: true }).click();
  for (const size of ['512×512', '1024×1024']) await page.getByText(size, { exact: true }).click();
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  const rows = page.locator('.data-table tbody tr');
  await expect(rows.first()).toBeVisible({ timeout: LONG });
  await expect(page.getByRole('button', { name: 'Measure', exact: true })).toBeVisible({ timeout: LONG });
  await expect(rows.first()).toContainText('×');
  const table = page.locator('.data-table').first();
  expect(
    await table.evaluate((own) => own.getBoundingClientRect().width - own.parentElement!.clientWidth),
  ).toBeLessThanOrEqual(0.5);
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
});

test('20 pictures are ranked, with a table by picture that sorts and jumps', async () => {
  test.setTimeout(2 * LONG);
  const folder = resolve(import.meta.dirname, '../../resources/training');
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.png'))
    .slice(0, 20);
  await host!.pick(
    files.map((name) => resolve(folder, name)),
    () => page.getByRole('button', { name: 'Open pictures' }).first().click(),
  );
  await expect(page.getByRole('option', { name: new RegExp(`^${files.at(-1)}`) })).toBeAttached({ timeout: 60_000 });
  await finish();
  await page.getByRole('tab', { name: 'Ranking' }).click();
  const ranking = page.locator('[data-ranking]');
  await expect(ranking.locator('tbody tr')).toHaveCount(7, { timeout: LONG });
  for (const head of ['Mean', 'Median', 'Wins']) await expect(ranking.locator('thead')).toContainText(head);
  // Both tables are whole beside each other.
  for (const table of [ranking, page.locator('[data-ranking-pictures]')])
    expect(
      await table.evaluate((own) => own.getBoundingClientRect().width - own.parentElement!.clientWidth),
    ).toBeLessThanOrEqual(0.5);
  const rows = page.locator('[data-ranking-pictures] tbody tr');
  expect(await rows.count()).toBeGreaterThanOrEqual(20);
  // The pictures where the first loses are on top; a click on the head turns the order round.
  const top = await rows.first().innerText();
  await page.getByRole('button', { name: 'First over second' }).click();
  expect(await rows.first().innerText()).not.toBe(top);
  // One selection: the row, the list and the panes.
  await rows.nth(3).click();
  const name = (await rows.nth(3).locator('th, td').first().innerText()).trim();
  await expect(pane('reference').locator('.pane-title')).toContainText(name);
  await page.keyboard.press('Alt+ArrowDown');
  await expect(pane('reference').locator('.pane-title')).not.toContainText(name);
  await page.getByRole('tab', { name: 'Metrics' }).click();
});

test('the palette finds samples, methods, protocols and scales', async () => {
  for (const [query, name] of [
    ['zone', /Open the sample Zone plate/],
    ['add bicubic', /Add Bicubic/],
    ['wang', /Measure by Wang 2004/],
    ['scale 3', /Scale ×3/],
  ] as const) {
    const field = page.getByRole('combobox', { name: 'Find a command' });
    // The one before has to be gone, or the key closes it.
    await expect(field).toHaveCount(0);
    await expect(async () => {
      if ((await field.count()) === 0) await page.keyboard.press('Control+K');
      await field.fill(query, { timeout: 2000 });
    }).toPass({ timeout: 30_000 });
    await expect(page.getByRole('option', { name }).first()).toBeVisible();
    await page.keyboard.press('Escape');
  }
});

/** Nothing of the window lies outside of it, and no tool of the bars is cut. */
async function expectNothingCut(width: number): Promise<void> {
  // A busy page is laid out a moment after the window got its size.
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { timeout: 20_000 })
    .toBeLessThanOrEqual(width);
  for (const name of ['Up to date', 'Settings', 'Open', 'Export', 'Fit', '1:1', 'How to look']) {
    const button = page.getByRole('button', { name, exact: name !== 'Up to date' }).first();
    const box = (await button.boundingBox())!;
    expect(box.x, name).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width, name).toBeLessThanOrEqual(width);
  }
  const tools = page.getByRole('toolbar').locator('> *').first();
  expect(await tools.evaluate((row) => row.scrollWidth - row.clientWidth)).toBeLessThanOrEqual(0.5);
}

// 640 by 400 is what 1280 by 800 leaves at 200 %.
for (const [width, height] of [
  [900, 600],
  [640, 400],
  [1280, 800],
  [2560, 1440],
] as const) {
  test(`nothing is cut at ${width} by ${height}`, async () => {
    await page.setViewportSize({ width, height });
    for (const key of ['D', 'W', 'G']) {
      await page.locator('.pane-picture').first().focus();
      await page.keyboard.press(key);
      await expectNothingCut(width);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });
}

test('in a small window panels and results are drawers, and the pictures stay where they are', async () => {
  await page.setViewportSize({ width: 900, height: 600 });
  // A busy page is laid out a moment after the window got its size.
  await expect
    .poll(async () => (await picture('bicubic').boundingBox())!.x, { timeout: 20_000 })
    .toBeLessThanOrEqual(900);
  const before = (await picture('bicubic').boundingBox())!;
  await page.getByRole('button', { name: 'Methods', exact: true }).click();
  await expect(page.locator('[data-row="bicubic"]')).toBeVisible();
  expect(await picture('bicubic').boundingBox()).toEqual(before);
  await page.locator('[data-row="bicubic"] input').focus();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-row="bicubic"]')).toHaveCount(0);
  await page.getByRole('tab', { name: 'Metrics' }).click();
  await expect(page.locator('.receipt')).toBeVisible();
  expect(await picture('bicubic').boundingBox()).toEqual(before);
  // Tabs without room wait under More.
  await page.getByRole('button', { name: 'More…' }).click();
  await page.getByRole('menuitem', { name: 'Line profile' }).click();
  await expect(page.getByRole('tab', { name: 'Line profile', selected: true })).toBeVisible();
  await page.getByRole('tab', { name: 'Line profile' }).focus();
  await page.keyboard.press('Escape');
  await expect(page.locator('#dock-panel')).toHaveCount(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('tab', { name: 'Metrics' }).click();
});
