import { availableParallelism } from 'node:os';
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

/** Tests that start engines, servers and tools: a project of their own, so that the quick ones can be run alone. */
const PROCESSES = [
  'test/core/engine/**/*.test.ts',
  'test/core/server/**/*.test.ts',
  'test/core/cli/**/*.test.ts',
  'test/core/kernels/random.test.ts',
  'test/core/kernels/memory.test.ts',
  'test/core/importRules.test.ts',
  'test/core/launchers.test.ts',
  'test/electron/standIn.test.ts',
];
/** These put modules of their own in place of the product's, so they share no process with other files. */
const ALONE = ['test/core/cli/randomExperiments.test.ts', 'test/core/madeUp.test.ts'];
/** Packs the whole application: `npm run test:pack`. */
const PACK = 'test/pack/pack.test.ts';

// Nothing is kept between runs: a fit of an older state must not hide what changed.
process.env['UPBENCH_CACHE'] ??= '';

export default defineConfig({
  resolve: { alias },
  test: {
    // A busy machine is no failure; what must be fast says so in its own test.
    testTimeout: 120_000,
    // Sentences are held to their English words whatever the machine's language is.
    env: { UPBENCH_LANGUAGE: 'en' },
    hookTimeout: 240_000,
    // Left alone, one core would only wait for the other.
    maxWorkers: availableParallelism(),
    coverage: {
      provider: 'v8',
      reportsDirectory: 'coverage',
      include: ['core/**/*.ts'],
      exclude: ['core/kernels/assembly/**', '**/*.generated.ts'],
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'core',
          environment: 'node',
          // Pure functions share nothing, so a module is loaded once for all files.
          isolate: false,
          include: ['test/core/**/*.test.ts', 'test/electron/**/*.test.ts'],
          exclude: [...PROCESSES, PACK, ...ALONE],
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          environment: 'node',
          // What is shared is source text; processes and folders are each file's own.
          isolate: false,
          include: process.env['UPBENCH_PACK'] === '1' ? [...PROCESSES, PACK] : PROCESSES,
          exclude: ALONE,
        },
      },
      {
        extends: true,
        test: { name: 'alone', environment: 'node', include: ALONE },
      },
      {
        extends: true,
        plugins: [vue()],
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          // Frames stay empty, and say nothing of it.
          environmentOptions: {
            happyDOM: { settings: { disableIframePageLoading: true, handleDisabledFileLoadingAsSuccess: true } },
          },
          // The storage of these tests is the made-up window's, not the one that Node has of its own from 25 on.
          execArgv: Number.parseInt(process.versions.node, 10) < 25 ? [] : ['--no-experimental-webstorage'],
          isolate: false,
          include: ['test/renderer/**/*.test.ts'],
        },
      },
    ],
  },
});
