import { randomBytes } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { writeFailure } from '../engine/files/fileErrors';
import { shortened } from '../engine/runs/fileNames';

/** A hidden name beside a file, for what is not complete yet; it fits where the file's own name does. */
export function partBeside(path: string): string {
  return join(dirname(path), `.${shortened(basename(path), 120)}.${randomBytes(6).toString('hex')}.part`);
}

/** Names of a process's own streams. */
const OWN_STREAMS = /^\/(dev\/(stdout|stderr|fd\/\d+)|proc\/[^/]+\/fd\/\d+)$/;

/**
 * Whether a name stands for a device or pipe instead of a file on a disk: `/dev/null`, a terminal, a named pipe. It is
 * written to; a file put in its place, or beside it under a number, would be a surprise.
 */
export async function isDevice(path: string): Promise<boolean> {
  if (process.platform !== 'win32' && OWN_STREAMS.test(resolve(path))) return true;
  try {
    const found = await stat(path);
    return !found.isFile() && !found.isDirectory();
  } catch {
    // Nothing there yet, or nothing we may look at: writing it says what is wrong.
    return false;
  }
}

/** Writes all files or none: each under a hidden name beside its target, then all renamed. Devices are written directly. */
export async function writeTogether(
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  const parts: { part: string; path: string }[] = [];
  try {
    for (const { path, bytes } of files) {
      const isDirect = await isDevice(path);
      const place = isDirect ? path : partBeside(path);
      if (!isDirect) parts.push({ part: place, path });
      await writeFile(place, bytes, { flag: isDirect ? 'w' : 'wx' }).catch((error: unknown) => {
        throw writeFailure(path, error);
      });
    }
    for (const { part, path } of parts) {
      await rename(part, path).catch((error: unknown) => {
        throw writeFailure(path, error);
      });
    }
  } finally {
    for (const { part } of parts) await rm(part, { force: true });
  }
}
