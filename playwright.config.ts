import { defineConfig } from '@playwright/test';
import { findElectron } from './test/e2e/hosts/electron';
import { findBrowser } from './test/helpers/browser';

// Nothing is kept between runs: a fit of an older state must not hide what changed.
process.env['UPBENCH_CACHE'] ??= '';

const { executablePath, args, env } = findBrowser();

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  forbidOnly: true,
  // A busy machine is no failure.
  timeout: 240_000,
  expect: { timeout: 20_000 },
  // Two files at a time; what measures frames or memory has the machine to itself.
  workers: process.env['UPBENCH_FRAMES'] === '1' || process.env['UPBENCH_SOAK'] === '1' ? 1 : 2,
  reporter: [['line'], ['./test/e2e/hosts/reporter.ts']],
  use: {
    launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args, env },
    screenshot: 'only-on-failure',
    viewport: { width: 1440, height: 900 },
  },
  // The same scenario on every host there is; what is the page's alone is looked at once.
  projects: [
    { name: 'served', testMatch: ['workbench.spec.ts', 'barriers.spec.ts', 'tiles.spec.ts'], grepInvert: /@window/ },
    {
      name: 'stand-in',
      testMatch: ['standIn.spec.ts', 'desktop.spec.ts', 'workbench.spec.ts', 'tiles.spec.ts'],
      grepInvert: /@page|@served/,
    },
    ...(findElectron() === null
      ? []
      : [
          {
            name: 'electron',
            testMatch: 'workbench.spec.ts',
            grepInvert: /@page|@served|@stand-in/,
          },
        ]),
    ...(process.env['UPBENCH_FRAMES'] === '1' ? [{ name: 'frames', testMatch: 'frames.spec.ts' }] : []),
    // The tasks of a researcher, on the served page and in the desktop window.
    ...(process.env['UPBENCH_WINDOW'] === '1'
      ? [
          { name: 'window', testMatch: 'window.spec.ts' },
          { name: 'window-stand-in', testMatch: 'window.spec.ts' },
        ]
      : []),
    ...(process.env['UPBENCH_PICTURES'] === '1' ? [{ name: 'pictures', testMatch: 'pictures.spec.ts' }] : []),
    ...(process.env['UPBENCH_DOCS_PICTURES'] === '1'
      ? [{ name: 'docs-pictures', testMatch: 'docsPictures.spec.ts' }]
      : []),
    ...(process.env['UPBENCH_SOAK'] === undefined ? [] : [{ name: 'soak', testMatch: 'soak.spec.ts' }]),
  ],
});
