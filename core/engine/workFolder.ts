import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemCode, writeFailure } from './fileErrors';

const PREFIX = 'upbench-';

/** Whether the process runs; one that we may not signal runs too. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/**
 * A fresh folder for pictures and blobs, readable by this user only. The host makes it and removes it when it ends;
 * it outlives the engine process, which is how a restarted engine still knows the pictures.
 * Folders of hosts that were killed are removed on the way.
 */
export function createWorkFolder(parent = tmpdir()): string {
  removeOrphans(parent);
  try {
    // mkdtemp gives mode 0700 and a name nobody can guess.
    const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
    // Tells our folders from anything else that begins with the same letters.
    writeFileSync(join(folder, 'owner'), String(process.pid));
    return folder;
  } catch (error) {
    throw writeFailure(join(parent, PREFIX), error);
  }
}

export function removeWorkFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
}

function removeOrphans(parent: string): void {
  let names: string[];
  try {
    names = readdirSync(parent);
  } catch {
    return;
  }
  for (const name of names) {
    const pid = /^upbench-(\d+)-[A-Za-z0-9]{6}$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      if (readdirSync(join(parent, name)).includes('owner')) removeWorkFolder(join(parent, name));
    } catch {
      // Another user's, or already gone.
    }
  }
}
