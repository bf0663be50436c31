import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFailure } from '../files/fileErrors';
import { fateOf, parseOwner, thisProcess } from '../files/owner';

const PREFIX = 'upbench-';

/** What was left longer ago is not what the user was just doing. */
const RECOVERED_MS = 7 * 24 * 3600 * 1000;
/** How often a host touches its folder, and after which silence a host that cannot be asked counts as ended. */
const LIFE_MS = 3600 * 1000;
const SILENT_MS = 24 * LIFE_MS;

/**
 * A fresh folder for pictures and blobs, readable by this user only. The host makes it and removes it when it ends;
 * it outlives the engine process, which is how a restarted engine still knows the pictures.
 * Folders of hosts that were killed are removed on the way; with `recover` the newest one that holds pictures becomes
 * the new host's, so that a crash loses nothing that was open.
 */
export function createWorkFolder(parent = tmpdir(), { recover = false } = {}): string {
  const orphans = orphansIn(parent);
  const found = recover ? newestWithPictures(orphans) : undefined;
  for (const orphan of orphans) if (orphan !== found) removeQuietly(orphan);
  try {
    // mkdtemp gives mode 0700 and a random name.
    const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
    if (found !== undefined) {
      for (const name of readdirSync(found)) renameSync(join(found, name), join(folder, name));
      removeQuietly(found);
    }
    // Tells our folders from anything else that begins with the same letters.
    writeFileSync(join(folder, 'owner'), JSON.stringify(thisProcess()));
    showLife(folder);
    return folder;
  } catch (error) {
    throw writeFailure(join(parent, PREFIX), error);
  }
}

/** Hosts of other machines and containers cannot ask whether this process runs; they see that the file is touched. */
function showLife(folder: string): void {
  const timer = setInterval(() => {
    try {
      utimesSync(join(folder, 'owner'), new Date(), new Date());
    } catch {
      // Removed: the host has ended.
      clearInterval(timer);
    }
  }, LIFE_MS);
  timer.unref();
}

export function removeWorkFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
}

function removeQuietly(folder: string): void {
  try {
    removeWorkFolder(folder);
  } catch {
    // It belongs to another user, or is already removed.
  }
}

/** This user's work folders whose host does not run any more. */
function orphansIn(parent: string): string[] {
  let names: string[];
  try {
    names = readdirSync(parent);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    if (!/^upbench-\d+-[A-Za-z0-9]{6}$/.test(name)) return [];
    const folder = join(parent, name);
    try {
      const { uid } = lstatSync(folder);
      // Another user's pictures must not be shown.
      if (process.getuid !== undefined && uid !== process.getuid()) return [];
      const file = join(folder, 'owner');
      const owner = parseOwner(readFileSync(file, 'utf8'));
      const fate = owner === undefined ? 'unknown' : fateOf(owner);
      const isSilent = Date.now() - statSync(file).mtimeMs > SILENT_MS;
      return fate === 'gone' || (fate === 'unknown' && isSilent) ? [folder] : [];
    } catch {
      return [];
    }
  });
}

function newestWithPictures(folders: readonly string[]): string | undefined {
  const ages = folders.flatMap((folder) => {
    try {
      if (!readdirSync(join(folder, 'pictures')).some((name) => name.endsWith('.json'))) return [];
      return [{ folder, age: Date.now() - lstatSync(join(folder, 'pictures')).mtimeMs }];
    } catch {
      return [];
    }
  });
  return ages.filter(({ age }) => age < RECOVERED_MS).sort((a, b) => a.age - b.age)[0]?.folder;
}
