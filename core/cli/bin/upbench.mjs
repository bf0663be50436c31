#!/usr/bin/env node
// `npm run upbench -- ...`: builds if needed, then runs the built command line. Standard output belongs to the command.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { keepCompiled } from './compileCache.mjs';
import { ensureBuilt } from './ensureBuilt.mjs';

keepCompiled();
const root = resolve(import.meta.dirname, '../../..');

try {
  await ensureBuilt(root);
  const { main } = await import(pathToFileURL(join(root, 'out/main/cli.js')).href);
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
