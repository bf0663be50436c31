// Starts the served workbench as `npm start` does, opens it in a browser, and says on standard output how long each step
// took, as JSON. Arguments: a picture to open, and how often.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '../helpers/browser';

const [picture = '', rounds = '3'] = process.argv.slice(2);
const start = join(process.cwd(), 'core/cli/bin/start.mjs');
const LONGEST_MS = 120_000;

/** Steps in the order in which they come, with the seconds of every round. */
const steps = new Map<string, number[]>();
const note = (what: string, ms: number): void => {
  steps.set(what, [...(steps.get(what) ?? []), ms / 1000]);
};

/** Resolves in the page when so many methods show their output, with the moment. */
function shown(page: Page, many: 'one' | 'all'): Promise<number> {
  return page.evaluate(
    ({ isAll, longest }) =>
      new Promise<number>((done, fail) => {
        const began = performance.now();
        const look = (): void => {
          // Where the estimate of a slow machine is too long to begin without being asked.
          document.querySelector<HTMLElement>('button.run.button--primary:not(:disabled)')?.click();
          const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(
            ({ dataset }) => dataset['pane'] !== 'reference' && dataset['pane'] !== 'input',
          );
          const ready = panes.filter((pane) => pane.querySelector('.state, .notice') === null);
          if (panes.length > 0 && (isAll ? ready.length === panes.length : ready.length > 0))
            done(performance.timeOrigin + performance.now());
          else if (performance.now() - began > longest) fail(new Error('No output was shown.'));
          else requestAnimationFrame(look);
        };
        look();
      }),
    { isAll: many === 'all', longest: LONGEST_MS },
  );
}

async function round(page: Page): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'upbench-window-'));
  const began = performance.timeOrigin + performance.now();
  const child = spawn(process.execPath, [start, '--no-open'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary, UPBENCH_NO_ELECTRON: '1', UPBENCH_CACHE: '' },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      const read = (part: Buffer): void => {
        said += part.toString('utf8');
        const found = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(said)?.[0];
        if (found !== undefined) resolve(found);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', () => reject(new Error(`The workbench ended: ${said}`)));
    });
    note('npm start: the address', performance.timeOrigin + performance.now() - began);
    await page.goto(url, { waitUntil: 'commit' });
    await page.locator('[data-pane]').first().waitFor();
    note('npm start: the page and its panes', performance.timeOrigin + performance.now() - began);
    note("npm start: the sample's first output", (await shown(page, 'one')) - began);
    note('npm start: all outputs of the sample', (await shown(page, 'all')) - began);
    await page.getByRole('button', { name: /^Run again/ }).waitFor();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open pictures' }).first().click();
    const files = await chooser;
    const opened = performance.timeOrigin + performance.now();
    await files.setFiles([picture]);
    await page.getByRole('option', { name: new RegExp(`^${basename(picture)}`) }).waitFor();
    const decoded = performance.timeOrigin + performance.now();
    note('a picture of 1 megapixel opened: it is decoded', decoded - opened);
    // What was on screen goes first.
    await page.waitForFunction(() => document.querySelector('[data-pane] .state') !== null);
    note('from there to its first output', (await shown(page, 'one')) - decoded);
    note('from there to all outputs', (await shown(page, 'all')) - decoded);
  } finally {
    child.kill('SIGINT');
    await ended;
    rmSync(temporary, { recursive: true, force: true });
  }
}

const { executablePath, args, env } = findBrowser();
const browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args, env });
try {
  for (let i = 0; i < Number(rounds); i++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' });
    await round(await context.newPage());
    await context.close();
  }
} finally {
  await browser.close();
}
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
process.stdout.write(JSON.stringify([...steps].map(([what, seconds]) => ({ what, seconds: median(seconds) }))));
