// Builds before a launcher starts, when the sources changed; says so on standard error only.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runNode } from './child.mjs';
import { isFresh } from './freshness.mjs';

const POLL_MS = 250;

/** @param {string} lock */
function tryLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  // A builder that was interrupted leaves its lock behind; the next one starts over.
  if (!isRunning(lock)) rmSync(lock, { force: true });
  return false;
}

/** @param {string} lock */
function isRunning(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // Empty for the moment between its creation and its content.
    return pid === 0 || process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * One builder at a time: a second command started beside the first waits for its build and uses it.
 * @param {string} root
 * @param {(line: string) => void} [say]
 */
export async function ensureBuilt(root, say = (line) => void process.stderr.write(`${line}\n`)) {
  if (isFresh(root)) return;
  const lock = join(root, 'node_modules', '.upbench-build-lock');
  while (!tryLock(lock)) await sleep(POLL_MS);
  try {
    if (isFresh(root)) return;
    say('Building Upbench (about ten seconds, only after a change) ...');
    const { code, output } = await runNode([join(import.meta.dirname, 'build.mjs')], { cwd: root });
    if (code !== 0) throw new Error(output.trimEnd());
  } finally {
    rmSync(lock, { force: true });
  }
}
