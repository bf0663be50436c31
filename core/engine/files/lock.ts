import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { message } from '../../messages';
import { UpbenchError, cancelled } from '../../tensor/errors';
import { systemCode, writeFailure } from './fileErrors';
import { fateOf, parseOwner, thisProcess, type Owner } from './owner';

/** How often a process touches its lock, for hosts that cannot ask whether it runs. */
const BEAT_MS = 20_000;
/** After this long without a touch, such a process counts as ended. */
const SILENT_MS = 10 * 60_000;
const RETRY_MS = 100;
/** A stale file that cannot be moved away for this long belongs to another user. */
const STUBBORN_MS = 1000;

export interface Lock {
  release(): void;
}

/**
 * Takes the lock file at `path`, which ends with its owner: one that a killed process left is taken over, one of a process
 * that runs is waited for and then refused in a sentence.
 * @param what what sentences say is in use
 */
export async function lockFile(
  path: string,
  { what, waitMs = 0, signal }: { what: string; waitMs?: number; signal?: AbortSignal },
): Promise<Lock> {
  const own = thisProcess();
  const mine = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(mine, JSON.stringify(own), { flag: 'wx' });
  } catch (error) {
    throw writeFailure(path, error);
  }
  try {
    for (let waited = 0; !isTaken(mine, path); waited += RETRY_MS) {
      if (signal?.aborted === true) throw cancelled();
      const holder = holderOf(path);
      if (holder === undefined) continue;
      if (holder.isGone) {
        const denied = removeStale(path, holder.text);
        if (denied === null) continue;
        if (waited >= STUBBORN_MS) throw writeFailure(path, denied);
        await sleep(RETRY_MS);
      } else if (waited >= waitMs) {
        const { pid, host } = holder.owner ?? { pid: 0, host: '?' };
        throw new UpbenchError('exists', message('in-use', { name: what, pid, host }));
      } else await sleep(RETRY_MS);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  const beat = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // The folder was removed, so no lock is needed.
    }
  }, BEAT_MS);
  beat.unref();
  return {
    release: () => {
      clearInterval(beat);
      // Only our own: it may have been taken over while this process slept.
      if (holderOf(path)?.text === JSON.stringify(own)) rmSync(path, { force: true });
    },
  };
}

/** A link is made atomically, and never over an existing one. */
function isTaken(mine: string, path: string): boolean {
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return false;
    // Disks without hard links: made in one step as well, though its content comes a moment later.
    try {
      writeFileSync(path, readFileSync(mine), { flag: 'wx' });
      return true;
    } catch (second) {
      if (systemCode(second) === 'EEXIST') return false;
      throw writeFailure(path, second);
    }
  }
}

interface Holder {
  readonly text: string;
  readonly owner: Owner | undefined;
  readonly isGone: boolean;
}

/** Who holds it; undefined when nobody does. */
function holderOf(path: string): Holder | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    const silentFor = Date.now() - statSync(path).mtimeMs;
    const owner = parseOwner(text);
    const fate = owner === undefined ? 'unknown' : fateOf(owner);
    return { text, owner, isGone: fate === 'gone' || (fate === 'unknown' && silentFor > SILENT_MS) };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw writeFailure(path, error);
  }
}

/**
 * Takes the file away only if it is still the stale one: of two processes that want it, one may have been quicker.
 * What comes back is the error that kept it from being moved.
 */
function removeStale(path: string, stale: string): unknown {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    // Somebody else took it away; the next try sees what is there.
    return systemCode(error) === 'ENOENT' ? null : error;
  }
  try {
    if (readFileSync(aside, 'utf8') !== stale) isTaken(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
  return null;
}
