// Bundles core/index.ts into out/core/index.js, for any runtime: nothing of Node, nothing of the page.
import { resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../../..');

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  resolve: { alias: { '@core': resolve(root, 'core') } },
  build: {
    // Tests build somewhere else.
    outDir: process.argv[2] ?? 'out/core',
    emptyOutDir: false,
    target: 'es2023',
    minify: false,
    lib: { entry: 'core/index.ts', formats: ['es'], fileName: () => 'index.js' },
  },
});
