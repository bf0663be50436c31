// `npm run bench:fit`: bundles the benchmark of fitting with the thread it uses, compiles its yardstick, and runs it.
import { rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { assemblyScript } from '../../core/kernels/compiler/asc.mjs';
import { bundlePrograms } from './bundle.mjs';

const here = import.meta.dirname;
const root = resolve(here, '../..');
// Inside the project, so that sharp is found, and where no tool looks for sources.
const folder = join(here, 'node_modules/.cache/fit', String(process.pid));

/** Eight chains of multiply-adds that do not wait for one another: a loop of float64 vectors was found to go no faster. */
async function yardstick() {
  const names = [...'abcdefgh'];
  const text = `export function run(count: i32): f64 {
    const x = f64x2.splat(0.5), y = f64x2.splat(1e-9);
    ${names.map((name) => `let ${name} = y;`).join('\n')}
    for (let n = 0; n < count; n++) {
      ${names.map((name) => `${name} = f64x2.add(f64x2.mul(${name}, x), y);`).join('\n')}
    }
    return f64x2.extract_lane(${names.reduce((sum, name) => `f64x2.add(${sum}, ${name})`)}, 0);
  }`;
  const asc = await assemblyScript();
  const { binary, error, stderr } = await asc.compileString(text, { enable: ['simd'], runtime: 'stub' });
  if (error || binary === null) throw new Error(`The yardstick does not compile. ${stderr.toString()}`);
  return binary;
}

try {
  const file = (/** @type {string} */ path) => join(here, path);
  await bundlePrograms(folder, {
    fitMain: file('fitMain.ts'),
    fitChild: file('fitChild.ts'),
    trainingWorker: join(root, 'core/engine/weights/trainingWorker.ts'),
  });
  writeFileSync(join(folder, 'yardstick.wasm'), await yardstick());
  const { status } = spawnSync(process.execPath, [join(folder, 'fitMain.js'), root, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
