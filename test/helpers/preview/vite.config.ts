import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const at = (path: string): string => resolve(import.meta.dirname, '../../..', path);

/** Builds the preview page: `npx vite build -c test/helpers/preview/vite.config.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  resolve: { alias: { '@core': at('core'), '@renderer': at('renderer/src') } },
  plugins: [vue()],
  build: { outDir: at('out/preview'), emptyOutDir: true, minify: false, assetsInlineLimit: 0 },
});
