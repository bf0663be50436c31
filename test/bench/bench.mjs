// `npm run bench`: installs the peers, bundles the benchmark, runs it. Peers are of this folder alone.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { bundlePrograms } from './bundle.mjs';

const here = import.meta.dirname;
const root = resolve(here, '../..');
const modules = join(here, 'node_modules');
/** In here bare imports of the bundles find the peers. */
const cache = join(modules, '.cache/upbench');

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @param {'inherit' | 'ignore'} [out]
 * @returns {Promise<number>}
 */
function run(command, args, env = process.env, out = 'inherit') {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: out === 'ignore' ? here : process.cwd(),
      env,
      stdio: ['ignore', out, 'inherit'],
    });
    child.on('error', () => done(1));
    child.on('exit', (code) => done(code ?? 1));
  });
}

async function installPeers() {
  const { devDependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  const names = Object.keys(devDependencies);
  if (names.every((name) => existsSync(join(modules, name, 'package.json')))) return;
  process.stderr.write('Installing the peers of the benchmark ...\n');
  // The native library is in the package; its install script would fetch what only a graphics processor needs.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], env, 'ignore');
  if (code !== 0) process.stderr.write('Some peers could not be installed; they are left out.\n');
}

/** @param {string} folder */
function hashOf(folder) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const add = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = join(path, entry.name);
      if (entry.name === 'node_modules') continue;
      if (entry.isDirectory()) add(inner);
      else hash.update(inner).update(readFileSync(inner));
    }
  };
  add(folder);
  return hash.digest('hex').slice(0, 12);
}

async function bundle() {
  const folder = join(cache, `bundle-${hashOf(join(root, 'core'))}${hashOf(here)}`);
  if (!existsSync(folder)) {
    for (const old of existsSync(cache) ? readdirSync(cache) : [])
      if (old.startsWith('bundle-')) rmSync(join(cache, old), { recursive: true, force: true });
    const file = (/** @type {string} */ path) => join(here, path);
    await bundlePrograms(folder, {
      main: file('main.ts'),
      ours: file('ours.ts'),
      expected: file('expected.ts'),
      limitsChild: file('limitsChild.ts'),
      ort: file('peers/ort.ts'),
      tfjs: file('peers/tfjs.ts'),
      opencv: file('peers/opencv.ts'),
      sharp: file('peers/sharp.ts'),
      poolWorker: join(root, 'core/engine/thread/poolWorker.ts'),
    });
    cpSync(file('peers/native.py'), join(folder, 'native.py'));
  }
  return folder;
}

mkdirSync(cache, { recursive: true });
if (process.argv.includes('--shapes')) {
  // Against the reference alone: no peer is needed.
  const folder = join(cache, 'shapes');
  await bundlePrograms(folder, { shapes: join(here, 'shapes.ts') });
  process.exit(await run(process.execPath, ['--experimental-wasm-relaxed-simd', join(folder, 'shapes.js')]));
}
await installPeers();
const bundles = await bundle();
// The expected outputs depend on the reference and on the rows.
const ops = createHash('sha256')
  .update(hashOf(join(root, 'core/ops')))
  .update(readFileSync(join(here, 'rows.ts')))
  .update(readFileSync(join(here, 'arrays.ts')))
  .digest('hex');
const data = join(cache, `data-${ops.slice(0, 12)}`);
for (const old of readdirSync(cache))
  if (old.startsWith('data-') && join(cache, old) !== data) rmSync(join(cache, old), { recursive: true, force: true });
process.exitCode = await run(process.execPath, [
  '--experimental-wasm-relaxed-simd',
  join(bundles, 'main.js'),
  bundles,
  data,
  root,
  ...process.argv.slice(2),
]);
