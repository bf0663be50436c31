import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Browser } from '@playwright/test';
import { StandInApplication } from '../../helpers/electronStandIn/application';
import { bundleStandIn } from '../../helpers/electronStandIn/bundle';
import type { WorkbenchHost } from './host';

/** The unmodified built application, run by Node with a stand-in for Electron, its window in Chromium. */
export async function startStandIn(browser: Browser): Promise<WorkbenchHost & { application: StandInApplication }> {
  const bundle = await bundleStandIn();
  const application = await StandInApplication.start({ browser, bundle });
  const page = await application.firstPage();
  const folder = await mkdtemp(join(tmpdir(), 'upbench-saved-'));
  let saves = 0;
  return {
    application,
    page,
    async pick(paths, click) {
      application.pickNext(...paths);
      await click();
    },
    async save(click) {
      const path = join(folder, `saved-${String(++saves)}`);
      application.pickNext(path);
      await click();
      await expect.poll(() => existsSync(path), { timeout: 150_000 }).toBe(true);
      return readFile(path, 'utf8');
    },
    killEngine: async () => {
      expect(await application.main.ask<number>({ what: 'kill-utility' })).toBe(1);
    },
    problems: () => application.main.broken,
    async stop() {
      await application.quit();
      bundle.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
