import { message } from '../../messages';
import { copyFile, link, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UpbenchError, cancelled } from '../../tensor/errors';
import { systemCode, writeFailure } from '../../engine/files/fileErrors';
import { isDevice, partBeside } from '../atomicWrite';

/** A file to be: its name below the folder, and its bytes or the file they are in. */
export interface FileToWrite {
  readonly name: string;
  readonly content: string | Uint8Array | AsyncIterable<string> | { readonly path: string };
}

/** `results.json` -> `results-2.json` */
export function numbered(name: string, number: number): string {
  if (number === 1) return name;
  const dot = name.lastIndexOf('.');
  return dot > 0 ? `${name.slice(0, dot)}-${number}${name.slice(dot)}` : `${name}-${number}`;
}

/** Names in a folder, in lower case because some disks do not tell cases apart; none when it does not exist. */
export async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    return new Set((await readdir(folder)).map((name) => name.toLowerCase()));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return new Set();
    throw writeFailure(folder, error);
  }
}

/** The smallest number that makes every name free; one for all, so that files of one run stay together. */
export function freeNumber(names: readonly string[], taken: ReadonlySet<string>): number {
  for (let number = 1; ; number++) {
    if (names.every((name) => !taken.has(numbered(name, number).toLowerCase()))) return number;
  }
}

/** Puts a finished part in its place; without `force` never over something that is there. */
async function settle(part: string, path: string, force: boolean): Promise<void> {
  if (force) return rename(part, path);
  try {
    await link(part, path);
    await rm(part, { force: true });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw new UpbenchError('exists', message('made-by-other', { path }));
    // Disks without hard links.
    await rename(part, path);
  }
}

/**
 * Writes all files or none: each under a hidden name first, and only when all are complete, in their places.
 * A failure or an abort removes what was begun, and folders that were made for it.
 */
export async function writeFiles(
  folder: string,
  files: readonly FileToWrite[],
  force: boolean,
  signal: AbortSignal,
): Promise<void> {
  const parts: { part: string; path: string }[] = [];
  let made: string | undefined;
  try {
    made = await mkdir(folder, { recursive: true });
    for (const { name, content } of files) {
      if (signal.aborted) throw cancelled();
      const path = join(folder, name);
      const part = partBeside(path);
      parts.push({ part, path });
      try {
        if (typeof content === 'string' || content instanceof Uint8Array || Symbol.asyncIterator in content)
          await writeFile(part, content, { flag: 'wx', signal });
        else await copyFile(content.path, part);
      } catch (error) {
        throw signal.aborted ? cancelled() : writeFailure(path, error);
      }
    }
    if (signal.aborted) throw cancelled();
    for (const { part, path } of parts) {
      try {
        await settle(part, path, force);
      } catch (error) {
        throw writeFailure(path, error);
      }
    }
  } catch (error) {
    await Promise.all(parts.map(({ part }) => rm(part, { force: true }).catch(() => undefined)));
    if (made !== undefined) await removeEmpty(resolve(made), resolve(folder));
    throw writeFailure(folder, error);
  }
}

/**
 * Writes one file that the user named and returns its path: another number when the name is taken, unless `force`.
 * A device is written to as it is.
 */
export async function writeNamed(
  path: string,
  content: string | Uint8Array | AsyncIterable<string>,
  force: boolean,
  signal: AbortSignal,
): Promise<string> {
  if (await isDevice(path)) {
    try {
      await writeFile(path, content, { signal });
    } catch (error) {
      throw signal.aborted ? cancelled() : writeFailure(path, error);
    }
    return path;
  }
  const folder = dirname(path);
  const base = basename(path);
  const name = force ? base : numbered(base, freeNumber([base], await namesIn(folder)));
  await writeFiles(folder, [{ name, content }], force, signal);
  return join(folder, name);
}

/** Removes `folder` and its parents up to `first`, as far as they are empty. */
export async function removeEmpty(first: string, folder: string): Promise<void> {
  for (let at = folder; at.length >= first.length; at = dirname(at)) {
    try {
      if ((await readdir(at)).length > 0) return;
      await rm(at, { recursive: true });
    } catch {
      // An empty folder that stays is harmless, and the first error is the one to report.
      return;
    }
  }
}
