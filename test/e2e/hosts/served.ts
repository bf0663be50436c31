import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from '@playwright/test';
import type { WorkbenchHost } from './host';

/** The built command line's `serve`, as a user starts it; resolves with the address it prints. */
export interface ServedWorkbench {
  readonly url: string;
  readonly child: ChildProcess;
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
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`serve ended with ${String(code)}:\n${said}`)));
  });
  return {
    url,
    child,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGINT');
      }),
  };
}

/** The page of a served workbench in a browser. */
export async function openServed(browser: Browser): Promise<WorkbenchHost & { readonly url: string }> {
  const workbench = await startServed();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(workbench.url);
  return {
    url: workbench.url,
    page,
    async pick(paths, click) {
      const chooser = page.waitForEvent('filechooser');
      await click();
      await (await chooser).setFiles([...paths]);
    },
    async save(click) {
      const download = page.waitForEvent('download', { timeout: 60_000 });
      await click();
      return readFile(await (await download).path(), 'utf8');
    },
    async killEngine() {
      const children = await readFile(
        `/proc/${String(workbench.child.pid)}/task/${String(workbench.child.pid)}/children`,
        'utf8',
      );
      for (const pid of children.trim().split(/\s+/)) process.kill(Number(pid), 'SIGKILL');
    },
    problems: () => [],
    async stop() {
      await context.close();
      await workbench.stop();
    },
  };
}
