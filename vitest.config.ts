import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => resolve(import.meta.dirname, path);
const alias = {
  '@core': at('core'),
  '@renderer': at('renderer/src'),
  // In plain Node the real package answers with a download.
  electron: at('test/helpers/electronStub.ts'),
};

export default defineConfig({
  resolve: { alias },
  test: {
    // A busy machine is no failure; what must be fast says so in its own test.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      reportsDirectory: 'coverage',
      include: ['core/**/*.ts'],
      exclude: ['core/kernels/assembly/**', '**/*.generated.ts'],
    },
    projects: [
      {
        extends: true,
        test: { name: 'core', environment: 'node', include: ['test/core/**/*.test.ts', 'test/electron/**/*.test.ts'] },
      },
      {
        extends: true,
        plugins: [vue()],
        test: { name: 'renderer', environment: 'happy-dom', include: ['test/renderer/**/*.test.ts'] },
      },
    ],
  },
});
