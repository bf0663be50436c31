#!/usr/bin/env node
// `npm start`: opens the window where Electron can run, else serves the same workbench to the browser and says why. An
// Electron that ends without having shown a window counts as one that cannot run.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findElectron, whyNoWindow } from './electronBinary.mjs';
import { openWindow } from './electronWindow.mjs';
import { keepCompiled } from './compileCache.mjs';
import { ensureBuilt } from './ensureBuilt.mjs';

keepCompiled();
const root = resolve(import.meta.dirname, '../../..');
const args = process.argv.slice(2);
/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`);

/** @param {string} reason */
async function serve(reason) {
  say(`Serving the workbench to your browser instead of opening a window, because ${reason}.`);
  const { main } = await import(pathToFileURL(join(root, 'out/main/cli.js')).href);
  return main(['serve', ...args]);
}

async function start() {
  await ensureBuilt(root, say);
  const against = whyNoWindow({ env: process.env, platform: process.platform, uid: process.getuid?.() });
  if (against !== undefined) return serve(against);
  const electron = await findElectron(root, { say });
  if ('reason' in electron) return serve(electron.reason);
  const window = await openWindow(electron.binary, [root, ...args], { folder: join(root, 'node_modules/electron') });
  return 'reason' in window ? serve(window.reason) : window.code;
}

try {
  process.exitCode = await start();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
