#!/usr/bin/env node
// `npm run fit-defaults`: fits the weights that ship with the program, one small file each, from the built-in set.
import { mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensureBuilt.mjs';

const root = resolve(import.meta.dirname, '../../..');
const folder = join(root, 'resources/weights');

/** Textbook kernels at every scale (each method's own defaults), and the kernels with k6's footprint at x2. */
const textbook = [2, 3, 4].flatMap((scale) => [
  { scale, method: 'conv-transpose', name: `conv-transpose-k${2 * scale - (scale % 2)}` },
  { scale, method: 'nearest-conv', name: 'nearest-conv-k3' },
  { scale, method: 'pixel-shuffle', name: 'pixel-shuffle-k3' },
  { scale, method: 'unpooling:fill=conv', name: `unpooling-c${2 * scale + 1}` },
  { scale, method: 'unpooling:fill=conv,indices=top-left', name: `unpooling-top-left-c${2 * scale + 1}` },
]);
const matched = [
  { scale: 2, method: 'conv-transpose:kernelSize=6', name: 'conv-transpose-k6' },
  { scale: 2, method: 'nearest-conv:kernelSize=5', name: 'nearest-conv-k5' },
];

try {
  await ensureBuilt(root);
  mkdirSync(folder, { recursive: true });
  const { main } = await import(pathToFileURL(join(root, 'out/main/cli.js')).href);
  process.chdir(root);
  for (const { scale, method, name } of [...textbook, ...matched]) {
    const out = relative(root, join(folder, `${name}-x${String(scale)}.safetensors`));
    const code = await main(['fit', '--method', method, '--scale', String(scale), '--out', out, '--force']);
    if (code !== 0) process.exit(code);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
