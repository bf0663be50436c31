import { defineConfig } from '@playwright/test';
import { findElectron } from './test/e2e/hosts/electron';
import { findBrowser } from './test/helpers/browser';

const { executablePath, args, env } = findBrowser();

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  forbidOnly: true,
  timeout: 60_000,
  workers: 1,
  reporter: 'line',
  use: {
    launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args, env },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    viewport: { width: 1440, height: 900 },
  },
  // The same scenario on every host there is.
  projects: [
    { name: 'served', testIgnore: 'standIn.spec.ts' },
    { name: 'stand-in' },
    ...(findElectron() === null ? [] : [{ name: 'electron', testIgnore: 'standIn.spec.ts' }]),
  ],
});
