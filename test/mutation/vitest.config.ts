import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The tests that say what operators, metrics and the checkerboard analysis are. */
export default defineConfig({
  resolve: { alias: { '@core': resolve('core') } },
  test: {
    environment: 'node',
    isolate: false,
    testTimeout: 60_000,
    include: ['test/core/{ops,metrics,checkerboard}/**/*.test.ts'],
  },
});
