#!/usr/bin/env node
// `npm start`: opens the window where Electron can run, else serves the same workbench to the browser and says why.
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findElectron, whyNoWindow } from './electronBinary.mjs';
import { ensureBuilt } from './ensureBuilt.mjs';

const root = resolve(import.meta.dirname, '../../..');
const args = process.argv.slice(2);
/** An Electron that fails sooner than this never showed its window: a system library is missing, or no display. */
const EARLY_END_MS = 5_000;

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`);

/**
 * @param {string} binary
 * @returns {Promise<{ code: number } | { reason: string }>}
 */
function openWindow(binary) {
  return new Promise((done) => {
    const started = Date.now();
    const child = spawn(binary, [root, ...args], { stdio: 'inherit' });
    child.on('error', (error) => {
      done({ reason: `Electron did not start (${error.message})` });
    });
    child.on('exit', (code, signal) => {
      const failedEarly = code !== 0 && signal === null && Date.now() - started < EARLY_END_MS;
      done(failedEarly ? { reason: `Electron ended at once with code ${String(code)}` } : { code: code ?? 0 });
    });
  });
}

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
  const window = await openWindow(electron.binary);
  return 'reason' in window ? serve(window.reason) : window.code;
}

try {
  process.exitCode = await start();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
