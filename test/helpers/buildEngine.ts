import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

/**
 * Node loads no TypeScript in a worker thread or a child process, so tests of whole processes need them bundled, with
 * the same names and formats as the product's own build. Done once for each state of the sources, shared by test files.
 */

const root = resolve(import.meta.dirname, '../..');
const cache = join(root, 'node_modules/.cache/upbench');
const ENTRIES = { conductor: 'core/engine/conductor.ts', servedEngine: 'core/server/servedEngine.ts', cli: 'core/cli/main.ts' };

export interface BuiltEngine {
  readonly conductor: URL;
  readonly servedEngine: URL;
  /** The command line as a module that exports `main`. */
  readonly cli: URL;
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const stat = statSync(path);
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  add(join(root, 'core'));
  add(join(root, 'package.json'));
  return hash.digest('hex').slice(0, 16);
}

async function bundle(into: string): Promise<void> {
  // A folder of its own first: another test file may be building the same.
  const part = `${into}.${process.pid}`;
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20.19',
      outDir: part,
      emptyOutDir: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, join(root, path)])),
        external: ['sharp'],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
    ssr: { noExternal: true, external: ['sharp'] },
  });
  try {
    renameSync(part, into);
  } catch {
    // The other one was faster.
    rmSync(part, { recursive: true, force: true });
  }
}

/** Where the bundled processes are; bundles them if the sources changed. */
export async function builtEngine(): Promise<BuiltEngine> {
  mkdirSync(cache, { recursive: true });
  const folder = join(cache, `engine-${fingerprint()}`);
  if (!existsSync(folder)) {
    await bundle(folder);
    for (const name of readdirSync(cache)) {
      const path = join(cache, name);
      const isOld = name.startsWith('engine-') && path !== folder && Date.now() - statSync(path).mtimeMs > 600_000;
      if (isOld) rmSync(path, { recursive: true, force: true });
    }
  }
  const at = (name: keyof typeof ENTRIES): URL => pathToFileURL(join(folder, `${name}.js`));
  return { conductor: at('conductor'), servedEngine: at('servedEngine'), cli: at('cli') };
}
