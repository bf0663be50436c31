import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/**
 * Bundles programs of the benchmarks for Node, core included; sharp is found where it is installed.
 *
 * @param {string} folder emptied first
 * @param {Record<string, string>} input program's name to its source
 * @param {readonly string[]} external packages that are found where they are installed
 */
export async function bundlePrograms(folder, input, external = ['sharp']) {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    resolve: { alias: [{ find: '@core', replacement: join(root, 'core') }] },
    build: {
      ssr: true,
      target: 'node20.19',
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: {
        input,
        external: [...external],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
    ssr: { noExternal: true, external: [...external] },
  });
}
