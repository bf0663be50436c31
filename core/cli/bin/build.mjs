// `npm run build`: the application (main, preload, renderer) and the library (one ES module with its types) into out/.
import { readdirSync, readFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runNode } from './child.mjs';
import { fingerprint, writeStamp } from './freshness.mjs';
import { writeLicences } from './licences.mjs';

const root = resolve(import.meta.dirname, '../../..');
const library = join(root, 'out/core');

/**
 * @param {string} name
 * @param {readonly string[]} args
 */
async function step(name, args) {
  const started = performance.now();
  const { code, output } = await runNode(args, { cwd: root });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code !== 0) throw new Error(`${output.trimEnd()}\nBuilding the ${name} failed.`);
  process.stdout.write(`built the ${name} in ${seconds} s\n`);
}

/** Node resolves only relative imports that name a file, so the declarations get the names spelled out. */
function spellOutImports() {
  for (const path of readdirSync(library, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.d.ts')) continue;
    const file = join(library, path);
    const text = readFileSync(file, 'utf8').replace(
      /((?:from|import\()\s*(["']))(\.{1,2}\/[^"']+)\2/g,
      (_, before, quote, target) => {
        const isFolder = existsSync(join(dirname(file), target, 'index.d.ts'));
        return `${before}${target}${isFolder ? '/index' : ''}.js${quote}`;
      },
    );
    writeFileSync(file, text);
  }
}

async function buildLibrary() {
  rmSync(library, { recursive: true, force: true });
  await step('library', [join(import.meta.dirname, 'buildLibrary.mjs')]);
  // Types are checked by `npm run typecheck`; here they are only written down.
  const tsc = [join(root, 'node_modules/typescript-7/bin/tsc'), '-p', 'tsconfig.core.json', '--noCheck'];
  await step('declarations', [
    ...tsc,
    '--noEmit',
    'false',
    '--declaration',
    '--emitDeclarationOnly',
    '--rootDir',
    'core',
    '--outDir',
    library,
  ]);
  spellOutImports();
}

export async function build() {
  const print = fingerprint(root);
  const electronVite = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const all = await Promise.allSettled([step('application', [electronVite, 'build']), buildLibrary()]);
  for (const one of all) if (one.status === 'rejected') throw one.reason;
  writeLicences(root);
  writeStamp(root, print);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await build();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
