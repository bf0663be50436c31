import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Folder of core whose own tests are to notice: operators, metrics, checkerboard analysis. */
const FOLDER = process.env['UPBENCH_MUTATED'] ?? '{ops,metrics,checkerboard}';

export default defineConfig({
  resolve: { alias: { '@core': resolve('core') } },
  test: {
    environment: 'node',
    isolate: false,
    testTimeout: 60_000,
    include: [`test/core/${FOLDER}/**/*.test.ts`],
  },
});
