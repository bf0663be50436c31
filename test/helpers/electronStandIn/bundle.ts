import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const here = import.meta.dirname;
const cache = resolve(here, '../../../node_modules/.cache/upbench');

export interface StandInBundle {
  /** Script for Node that runs a main process. */
  readonly run: string;
  /** Scripts for the two worlds of a page. */
  readonly mainWorld: string;
  readonly isolatedWorld: string;
  remove(): void;
}

/** Node and the page load no TypeScript, so the stand-in is bundled: half a second, once for each run of the tests. */
export async function bundleStandIn(): Promise<StandInBundle> {
  const folder = join(cache, `stand-in-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const shared = { configFile: false, logLevel: 'error', root: here } as const;
  await build({
    ...shared,
    build: {
      ssr: true,
      target: 'node20.19',
      outDir: folder,
      rolldownOptions: {
        input: { run: join(here, 'run.ts'), utilityChild: join(here, 'utilityChild.ts') },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
    ssr: { noExternal: true },
  });
  for (const name of ['mainWorld', 'isolatedWorld']) {
    await build({
      ...shared,
      build: {
        outDir: folder,
        emptyOutDir: false,
        minify: false,
        rolldownOptions: {
          input: { [name]: join(here, 'page', `${name}.ts`) },
          output: { format: 'iife', entryFileNames: '[name].js' },
        },
      },
    });
  }
  const read = (name: string): string => readFileSync(join(folder, `${name}.js`), 'utf8');
  return {
    run: join(folder, 'run.js'),
    mainWorld: read('mainWorld'),
    isolatedWorld: read('isolatedWorld'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
