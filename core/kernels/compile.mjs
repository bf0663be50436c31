// Compiles assembly/ into plain.generated.ts and relaxed.generated.ts: `npm run kernels`. With a folder as argument it
// writes there, so that a test can compare. The generated files are committed: a build never needs the compiler.
import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url));
const FLAGS = [
  ...['--runtime', 'stub', '--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ...['--enable', 'simd', '--enable', 'threads', '-O3', '--noAssert'],
];
const BUILDS = [
  { name: 'PLAIN_MODULE', file: 'plain.generated.ts', flags: [] },
  { name: 'RELAXED_MODULE', file: 'relaxed.generated.ts', flags: ['--enable', 'relaxed-simd'] },
];

async function compile(flags) {
  const folder = await mkdtemp(join(tmpdir(), 'kernels-'));
  try {
    const out = join(folder, 'module.wasm');
    const { error, stderr } = await asc.main(['assembly/index.ts', '--baseDir', here, ...FLAGS, ...flags, '-o', out]);
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    return await readFile(out);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const target = process.argv[2] ?? here;
for (const { name, file, flags } of BUILDS) {
  const bytes = await compile(flags);
  const text = `// Written by \`npm run kernels\` from core/kernels/assembly; do not edit.\nexport const ${name} =\n  '${bytes.toString('base64')}';\n`;
  await writeFile(join(target, file), text);
}
