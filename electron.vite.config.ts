import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { licencesPlugin } from './core/cli/bin/licences.mjs';

const at = (path: string): string => resolve(import.meta.dirname, path);
const alias = { '@core': at('core'), '@renderer': at('renderer/src') };
// fflate's Node build declares a `require` of its own, which the bundler's one collides with; this one needs neither.
const withoutRequire = { find: /^fflate$/, replacement: 'fflate/browser' };
const mainAlias = [...Object.entries(alias).map(([find, replacement]) => ({ find, replacement })), withoutRequire];

export default defineConfig({
  main: {
    resolve: { alias: mainAlias },
    // Libraries leave out their development assertions: a chart that is drawn a little off is better than none.
    define: { 'process.env.NODE_ENV': JSON.stringify('production') },
    plugins: [licencesPlugin(at('.'))],
    build: {
      // Not Electron's own Node: the same files also run the served workbench and the command line.
      target: 'node20.19',
      outDir: 'out/main',
      rolldownOptions: {
        // Each process and each worker thread is an entry: the bundler does not rewrite worker URLs in a Node build,
        // so the entries know their neighbours by these names.
        input: {
          index: at('electron/main/index.ts'),
          engine: at('electron/engine.ts'),
          servedEngine: at('core/server/servedEngine.ts'),
          computeWorker: at('core/engine/thread/computeWorker.ts'),
          poolWorker: at('core/engine/thread/poolWorker.ts'),
          encodeWorker: at('core/engine/thread/encodeWorker.ts'),
          trainingWorker: at('core/engine/weights/trainingWorker.ts'),
          limitsWorker: at('core/engine/thread/limitsWorker.ts'),
          runtimeWorker: at('core/engine/networks/runtimeWorker.ts'),
          cli: at('core/cli/main.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      // A sandboxed preload script must be one CommonJS file with nothing but `electron` to require.
      externalizeDeps: false,
      outDir: 'out/preload',
      rolldownOptions: {
        input: { index: at('electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    resolve: { alias },
    plugins: [vue(), licencesPlugin(at('renderer'))],
    build: {
      outDir: at('out/renderer'),
      minify: true,
      // The content security policy allows no data: fonts.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 3000,
      rolldownOptions: { input: { index: at('renderer/index.html') } },
    },
  },
});
