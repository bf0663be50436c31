#!/usr/bin/env node
// `npm run fit-defaults`: fits the weights that ship with the program again. Each file says the command that made it; a
// new one is made by `upbench fit --out resources/weights/NAME.safetensors`.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from '../../core/cli/bin/ensureBuilt.mjs';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'resources/weights');

/** @param {string} path @returns {string[]} the words of the command in its metadata, without the program's name */
function commandIn(path) {
  const bytes = readFileSync(path);
  const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString('utf8');
  return String(JSON.parse(header).__metadata__.command).split(' ').slice(1);
}

try {
  await ensureBuilt(root);
  const { main } = await import(pathToFileURL(join(root, 'out/main/cli.js')).href);
  process.chdir(root);
  for (const file of readdirSync(folder)) {
    const code = await main(commandIn(join(folder, file)));
    if (code !== 0) process.exit(code);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
