import { mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeFailure } from '../../engine/files/fileErrors';
import { lockFile, type Lock } from '../../engine/files/lock';
import { removeEmpty } from '../outputFiles';

export interface Hold {
  release(): Promise<void>;
}

/**
 * Keeps a folder of results to this process until it is released: two runs that write there at once would mix their
 * journals. The lock lies beside the folder, which itself comes into being with the first file.
 */
export async function holdFolder(folder: string, signal: AbortSignal): Promise<Hold> {
  const path = resolve(folder);
  const parent = dirname(path);
  let made: string | undefined;
  try {
    made = await mkdir(parent, { recursive: true });
  } catch (error) {
    throw writeFailure(folder, error);
  }
  const release = async (lock?: Lock): Promise<void> => {
    lock?.release();
    if (made !== undefined) await removeEmpty(made, parent);
  };
  const places = [join(parent, `.${basename(path)}.upbench-lock`), join(path, '.upbench-lock')];
  for (const [index, place] of places.entries()) {
    try {
      const lock = await lockFile(place, { what: folder, signal });
      return { release: () => release(lock) };
    } catch (error) {
      // Where nothing may be written beside the folder, something may be written in it.
      const isDenied = error instanceof Error && error.cause !== undefined;
      if (isDenied && index === 0 && existsSync(path)) continue;
      await release();
      // What cannot be written is the folder, for the user; the lock is our own affair.
      throw isDenied ? writeFailure(folder, error.cause) : error;
    }
  }
  throw new Error('Unreachable: the last place either gave a lock or an error.');
}
