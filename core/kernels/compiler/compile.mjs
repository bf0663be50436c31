// `npm run kernels`: compiles assembly/ into plain.generated.ts and relaxed.generated.ts. The generated files are committed,
// so a build never needs the compiler. `npm run kernels -- --check` compiles and says whether they are what is committed.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { assemblyScript } from './asc.mjs';

const kernels = resolve(import.meta.dirname, '..');
const FLAGS = [
  '--runtime',
  'stub',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
  '--enable',
  'simd',
  '--enable',
  'threads',
  '-O3',
  '--noAssert',
];
const BUILDS = [
  { name: 'PLAIN_MODULE', file: 'plain.generated.ts', flags: [] },
  { name: 'RELAXED_MODULE', file: 'relaxed.generated.ts', flags: ['--enable', 'relaxed-simd'] },
];
const asc = await assemblyScript();

/** @param {readonly string[]} flags */
async function compile(flags) {
  const folder = await mkdtemp(join(tmpdir(), 'kernels-'));
  try {
    const out = join(folder, 'module.wasm');
    const { error, stderr } = await asc.main([
      'assembly/index.ts',
      '--baseDir',
      kernels,
      ...FLAGS,
      ...flags,
      '-o',
      out,
    ]);
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    return await readFile(out);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const checks = process.argv[2] === '--check';
for (const { name, file, flags } of BUILDS) {
  const bytes = await compile(flags);
  const text = `// Written by \`npm run kernels\` from core/kernels/assembly; do not edit.\nexport const ${name} =\n  '${bytes.toString('base64')}';\n`;
  const path = join(kernels, file);
  if (!checks) await writeFile(path, text);
  else if ((await readFile(path, 'utf8')) !== text) {
    process.stderr.write(`${file} is not what core/kernels/assembly compiles to: run npm run kernels.\n`);
    process.exitCode = 1;
  }
}
if (checks && process.exitCode === undefined)
  process.stdout.write('The committed kernels are what their sources compile to.\n');
