import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { median } from '@core/benchmark/statistics';
import { createGenerator } from '@core/init/random';
import { childrenOf } from '../helpers/processes';
import { openServed } from './hosts/served';

// `npm run soak`: random actions of a user for UPBENCH_SOAK minutes, from the seed in UPBENCH_SEED. Nothing may go wrong in
// any log, and memory has to stay what it was.

const MINUTES = Number(process.env['UPBENCH_SOAK']);
const SEED = Number(process.env['UPBENCH_SEED'] ?? 1);
const RUN_MS = 300_000;
/** What the server logs when a cancelled computation does not stop at once, as on a busy machine. */
const EXPECTED = /^Ended the computing thread: it did not stop within/;
/** How often memory is read and the page asked for a sign of life. */
const CHECK_EVERY = 25;
/** Bytes by which memory may end above where it began: caches fill, and what is collected is not always given back. */
const SLACK = { page: 64e6, processes: 512e6 };

const SAMPLES = resolve(import.meta.dirname, '../../resources/samples');
const PICTURES = ['still-life.png', 'text-page.png', 'zone-plate.png'].map((name) => resolve(SAMPLES, name));

const random = createGenerator(SEED);
const below = (count: number): number => Math.floor(random.uniform() * count);
const oneOf = <T>(values: readonly T[]): T => values[below(values.length)]!;

const KEYS = [
  'Escape',
  'Enter',
  'Space',
  'Tab',
  'Shift+Tab',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'Delete',
  'F6',
  ...'?+-0123abdfghilmprswx',
  ...['Enter', '.', 'z', 'Shift+z', 'Shift+p', ',', 'o', 's'].map((key) => `Control+${key}`),
];
const TEXTS = [
  '',
  '0',
  '1',
  '2',
  '3',
  '-1',
  '2.5',
  '7',
  '1e9',
  'fitted',
  '<b>&"',
  'F.interpolate(scale_factor=2)',
  '汉字 😀',
];
const SIZES = [
  { width: 1280, height: 800 },
  { width: 900, height: 620 },
  { width: 1920, height: 1080 },
];

/** The point in the middle of one of the elements that can be used and seen. */
const somewhere = (page: Page, selector: string): Promise<{ x: number; y: number; name: string } | null> =>
  page.evaluate(
    ([wanted, share]) => {
      const usable = [...document.querySelectorAll<HTMLElement>(wanted)].filter((element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        if (width === 0 || height === 0 || element.matches(':disabled, [aria-disabled="true"]')) return false;
        const hit = document.elementFromPoint(left + width / 2, top + height / 2);
        return hit !== null && (element.contains(hit) || hit.contains(element));
      });
      const element = usable[Math.floor(share * usable.length)];
      if (!element) return null;
      const { left, top, width, height } = element.getBoundingClientRect();
      const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
      return { x: left + width / 2, y: top + height / 2, name: `${element.tagName} ${name.trim().slice(0, 40)}` };
    },
    [selector, random.uniform()] as const,
  );

const USABLE =
  'button, [role="button"], [role="tab"], [role="option"], [role="menuitem"], [role="switch"], [role="slider"], [role="combobox"], input[type="checkbox"], input[type="radio"], select, summary';
const WRITABLE = 'input[type="text"], input[type="number"], input[type="search"], input:not([type]), textarea';
const PANES = 'canvas, [role="img"]';

/** What a user may do, by how often; each says what it did. */
const ACTIONS: readonly { weight: number; act: (page: Page) => Promise<string> }[] = [
  {
    weight: 40,
    act: async (page) => {
      const target = await somewhere(page, USABLE);
      if (!target) return 'nothing to click';
      await page.mouse.click(target.x, target.y);
      return `click ${target.name}`;
    },
  },
  {
    weight: 25,
    act: async (page) => {
      const key = oneOf(KEYS);
      await page.keyboard.press(key);
      return `press ${key}`;
    },
  },
  {
    weight: 10,
    act: async (page) => {
      const target = await somewhere(page, WRITABLE);
      if (!target) return 'nothing to write into';
      const text = oneOf(TEXTS);
      await page.mouse.click(target.x, target.y);
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(text);
      if (below(2) === 0) await page.keyboard.press('Enter');
      return `write ${JSON.stringify(text)} into ${target.name}`;
    },
  },
  {
    weight: 15,
    act: async (page) => {
      const target = await somewhere(page, PANES);
      if (!target) return 'nothing to move';
      await page.mouse.move(target.x, target.y);
      await page.mouse.wheel(0, oneOf([-480, -120, 120, 480]));
      if (below(2) === 0) return `turn the wheel over ${target.name}`;
      await page.mouse.down();
      await page.mouse.move(target.x + below(200) - 100, target.y + below(200) - 100, { steps: 4 });
      await page.mouse.up();
      return `drag ${target.name}`;
    },
  },
  {
    weight: 3,
    act: async (page) => {
      const size = oneOf(SIZES);
      await page.setViewportSize(size);
      return `resize to ${size.width}x${size.height}`;
    },
  },
  {
    weight: 2,
    act: async (page) => {
      const colorScheme = oneOf(['light', 'dark'] as const);
      await page.emulateMedia({ colorScheme });
      return `turn ${colorScheme}`;
    },
  },
  {
    weight: 1,
    act: async (page) => {
      await page.reload();
      return 'reload';
    },
  },
];
const DECK = ACTIONS.flatMap(({ weight, act }) => Array<typeof act>(weight).fill(act));

/** Resident bytes of a process and all it started. */
function residentBytes(pid: number): number {
  const status = existsSync(`/proc/${pid}`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '';
  const own = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  return childrenOf(pid).reduce((sum, child) => sum + residentBytes(child), own);
}

/** Bytes in use by scripts after a collection. */
async function scriptBytes(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize;
}

test(`random actions for ${MINUTES} minutes from seed ${SEED}`, async ({ browser }) => {
  test.setTimeout(MINUTES * 60_000 + 3 * RUN_MS);
  const host = await openServed(browser);
  const { page } = host;
  const actions: string[] = [];
  const problems: string[] = [];
  const note = (text: string): void => void problems.push(`${text} (after: ${actions.slice(-8).join('; ')})`);
  page.on('pageerror', (error) => note(error.stack ?? error.message));
  page.on('console', (message) => message.type() === 'error' && note(message.text()));
  page.on('crash', () => note('The page crashed.'));
  page.on('dialog', (dialog) => void dialog.dismiss());
  page.on('download', (download) => void download.delete().catch(() => undefined));
  page.on('filechooser', (chooser) => void chooser.setFiles(oneOf(PICTURES)).catch(() => undefined));
  await page.addInitScript(() => void (window.print = () => undefined));
  const run = page.getByRole('button', { name: /^(Run|运行)/ });
  const samples: { page: number; processes: number }[] = [];
  try {
    await expect(run).toBeEnabled({ timeout: RUN_MS });
    const devtools = await page.context().newCDPSession(page);
    const end = performance.now() + MINUTES * 60_000;
    while (performance.now() < end && problems.length === 0) {
      const act = oneOf(DECK);
      actions.push(await act(page).catch((error: unknown) => `could not: ${String(error).split('\n')[0]}`));
      if (actions.length % CHECK_EVERY !== 0) continue;
      await expect(page.getByRole('contentinfo')).toBeVisible({ timeout: 120_000 });
      samples.push({ page: await scriptBytes(devtools), processes: residentBytes(host.pid) });
    }
    // As it was left: what was chosen at random may fail, the window may not.
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await expect(run).toBeEnabled({ timeout: RUN_MS });
  } finally {
    await writeFile(test.info().outputPath('actions.txt'), `${actions.join('\n')}\n`);
    problems.push(...host.said().filter((line) => !EXPECTED.test(line)));
    await host.stop();
  }
  expect(problems).toEqual([]);
  const fifth = Math.floor(samples.length / 5);
  const growth = (of: 'page' | 'processes'): readonly [number, number] => [
    median(samples.slice(fifth, 2 * fifth).map((each) => each[of])),
    median(samples.slice(-fifth).map((each) => each[of])),
  ];
  const [pageAt, pageEnd] = growth('page');
  const [processesAt, processesEnd] = growth('processes');
  const mb = (bytes: number): string => (bytes / 1e6).toFixed(0);
  process.stdout.write(
    `${actions.length} actions in ${MINUTES} minutes: scripts ${mb(pageAt)} to ${mb(pageEnd)} MB, ` +
      `processes ${mb(processesAt)} to ${mb(processesEnd)} MB (median of the second and of the last fifth)\n`,
  );
  expect(pageEnd).toBeLessThan(pageAt * 1.5 + SLACK.page);
  expect(processesEnd).toBeLessThan(processesAt * 1.5 + SLACK.processes);
});
