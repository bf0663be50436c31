import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const project = resolve(import.meta.dirname, '../../..');

/** Builds the viewer alone, with generated pictures, the way the window is built. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  logLevel: 'error',
  plugins: [vue()],
  resolve: { alias: { '@core': resolve(project, 'core'), '@renderer': resolve(project, 'renderer/src') } },
  worker: { format: 'es' },
  build: { outDir: resolve(project, 'test-results/viewer-harness'), emptyOutDir: true, minify: false },
});
