import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Browser } from '@playwright/test';
import { childrenOf } from '../../helpers/processes';
import type { WorkbenchHost } from './host';

/** The built command line's `serve`, as a user starts it; resolves with the address it prints. */
export interface ServedWorkbench {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it logged since its address was known, by line. */
  said(): readonly string[];
  stop(): Promise<void>;
}

const CLI = fileURLToPath(new URL('../../../core/cli/bin/upbench.mjs', import.meta.url));

export async function startServed(...args: string[]): Promise<ServedWorkbench> {
  // A folder of its own: what another host left behind when it was killed is not this test's to recover.
  const temporary = await mkdtemp(join(tmpdir(), 'upbench-e2e-'));
  const child = spawn(process.execPath, [CLI, 'serve', '--no-open', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
  });
  let said = '';
  let heard = 0;
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      if (heard > 0) return;
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(said)?.[0];
      if (found === undefined) return;
      heard = said.length;
      resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`serve ended with ${String(code)}:\n${said}`)));
  });
  return {
    url,
    child,
    said: () => said.slice(heard).split('\n').filter(Boolean),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGINT');
      }),
  };
}

interface ServedHost extends Pick<ServedWorkbench, 'url' | 'said'> {
  readonly pid: number;
}

/** The page of a served workbench in a browser. */
export async function openServed(browser: Browser): Promise<WorkbenchHost & ServedHost> {
  const workbench = await startServed();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(workbench.url);
  return {
    url: workbench.url,
    said: workbench.said,
    pid: workbench.child.pid!,
    page,
    async pick(paths, click) {
      // A chooser that opens before the browser was told to hand it over is lost.
      await expect(async () => {
        const chooser = page.waitForEvent('filechooser', { timeout: 15_000 });
        await click();
        await (await chooser).setFiles([...paths]);
      }).toPass({ timeout: 120_000 });
    },
    async save(click) {
      const download = page.waitForEvent('download', { timeout: 60_000 });
      await click();
      return readFile(await (await download).path(), 'utf8');
    },
    killEngine() {
      for (const pid of childrenOf(workbench.child.pid!)) process.kill(pid, 'SIGKILL');
      return Promise.resolve();
    },
    problems: () => [],
    async stop() {
      await context.close();
      await workbench.stop();
    },
  };
}
