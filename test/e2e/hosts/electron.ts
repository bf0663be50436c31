import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, expect } from '@playwright/test';
import type { WorkbenchHost } from './host';

const ROOT = resolve(import.meta.dirname, '../../..');
const PACKAGE = join(ROOT, 'node_modules/electron');

/** The installed binary; null when it was never downloaded. Asking the package itself would start a download. */
export function findElectron(): string | null {
  try {
    const path = join(PACKAGE, 'dist', readFileSync(join(PACKAGE, 'path.txt'), 'utf8').trim());
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** The real thing. */
export async function startElectron(): Promise<WorkbenchHost> {
  const executablePath = findElectron();
  if (executablePath === null) throw new Error('The Electron binary is not installed: run "npx install-electron".');
  const folder = await mkdtemp(join(tmpdir(), 'upbench-electron-'));
  let saves = 0;
  // Chromium's sandbox refuses the root user, who is whom containers run as.
  const rootArgs = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const application = await _electron.launch({
    executablePath,
    env: { ...(process.env as Record<string, string>), TMPDIR: folder, TEMP: folder, TMP: folder },
    args: ['.', ...rootArgs, `--user-data-dir=${join(folder, 'user')}`],
    cwd: ROOT,
  });
  const page = await application.firstWindow();
  return {
    page,
    async pick(paths, click) {
      await application.evaluate(({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [...filePaths] });
      }, paths);
      await click();
    },
    async save(click) {
      const path = join(folder, `saved-${String(++saves)}`);
      await application.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, path);
      await click();
      await expect.poll(() => existsSync(path), { timeout: 150_000 }).toBe(true);
      return readFile(path, 'utf8');
    },
    async killEngine() {
      const pid = await application.evaluate(({ app }) => {
        return app.getAppMetrics().find(({ type, name }) => type === 'Utility' && name === 'Upbench engine')?.pid;
      });
      if (pid === undefined) throw new Error('There is no engine process.');
      process.kill(pid, 'SIGKILL');
    },
    problems: () => [],
    async stop() {
      await application.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
