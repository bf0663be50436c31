import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { isFresh } from '../../core/cli/bin/freshness.mjs';

/**
 * Node loads no TypeScript in a worker thread or a child process, so tests of whole processes need them bundled. The
 * product's build is taken when it is fresh; otherwise a bundle with the same names and formats is made, once for each
 * state of the sources and shared by test files.
 */

const root = resolve(import.meta.dirname, '../..');
const cache = join(root, 'node_modules/.cache/upbench');
/** Stay packages of their own, as in the product's build. */
const EXTERNAL = ['sharp', 'node-sqlite3-wasm', 'onnxruntime-web'];
const ENTRIES = {
  computeWorker: 'core/engine/thread/computeWorker.ts',
  poolWorker: 'core/engine/thread/poolWorker.ts',
  encodeWorker: 'core/engine/thread/encodeWorker.ts',
  trainingWorker: 'core/engine/weights/trainingWorker.ts',
  limitsWorker: 'core/engine/thread/limitsWorker.ts',
  runtimeWorker: 'core/engine/networks/runtimeWorker.ts',
  servedEngine: 'core/server/servedEngine.ts',
  cli: 'core/cli/main.ts',
};

export interface BuiltEngine {
  readonly computeWorker: URL;
  readonly servedEngine: URL;
  readonly runtimeWorker: URL;
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
  // Rarely needed, and slow to load.
  const { build } = await import('vite');
  // A folder of its own first, so that an interrupted build is never taken for a whole one.
  const part = `${into}.${process.pid}`;
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    // As in the product's build.
    resolve: { alias: [{ find: /^fflate$/, replacement: 'fflate/browser' }] },
    build: {
      ssr: true,
      target: 'node20.19',
      outDir: part,
      emptyOutDir: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, join(root, path)])),
        external: EXTERNAL,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
    ssr: { noExternal: true, external: EXTERNAL },
  });
  renameSync(part, into);
}

/** True for the one process that may build; a lock whose owner is gone is taken away for the next try. */
function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  try {
    const owner = Number(readFileSync(lock, 'utf8'));
    // Empty for the moment between its creation and its content.
    if (owner !== 0) process.kill(owner, 0);
  } catch {
    rmSync(lock, { force: true });
  }
  return false;
}

async function bundled(): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const folder = join(cache, `engine-${fingerprint()}`);
  // The entries find the resources as seen from out/main.
  const resources = join(cache, '../resources');
  try {
    symlinkSync(join(root, 'resources'), resources);
  } catch (error) {
    // Another process may have made it a moment ago.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const lock = `${folder}.lock`;
  while (!existsSync(folder)) {
    if (!tryLock(lock)) {
      await sleep(200);
      continue;
    }
    try {
      if (!existsSync(folder)) await bundle(folder);
    } finally {
      rmSync(lock, { force: true });
    }
  }
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    const isOld = stat !== undefined && path !== folder && Date.now() - stat.mtimeMs > 3_600_000;
    if (isOld && name.startsWith('engine-')) rmSync(path, { recursive: true, force: true });
  }
  return folder;
}

/** Where the bundled processes are. */
export async function builtEngine(): Promise<BuiltEngine> {
  const folder = isFresh(root) ? join(root, 'out/main') : await bundled();
  const at = (name: 'computeWorker' | 'runtimeWorker' | 'servedEngine' | 'cli'): URL =>
    pathToFileURL(join(folder, `${name}.js`));
  return {
    computeWorker: at('computeWorker'),
    runtimeWorker: at('runtimeWorker'),
    servedEngine: at('servedEngine'),
    cli: at('cli'),
  };
}
