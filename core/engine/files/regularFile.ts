import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { message } from '../../messages';
import { cancelled, UpbenchError } from '../../tensor/errors';
import { readFailure } from './fileErrors';

/** 2 GiB: more is no network, and no array of this program either. */
const MOST_BYTES = 2 ** 31;

/** Without waiting: a pipe would keep a plain open until somebody writes to it. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;

function refuseIrregular(found: Stats, name: string): void {
  if (found.isDirectory()) throw new UpbenchError('unreadable-file', message('file-is-folder', { name }));
  if (!found.isFile()) throw new UpbenchError('unreadable-file', message('file-not-regular', { name }));
}

/**
 * Opens a file for reading. Regular files only: devices and pipes may have no end, or keep whoever opens them waiting.
 * Rejects with a sentence that calls the file `name`.
 */
export async function openRegular(path: string, name = path): Promise<FileHandle> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | NO_WAIT);
    // On the open file, so that nothing can change between the look and the read.
    refuseIrregular(await file.stat(), name);
    return file;
  } catch (error) {
    await file?.close();
    throw readFailure(name, error);
  }
}

/** The same at once, as a descriptor, for reading or for reading and writing. */
export function openRegularSync(path: string, how: 'read' | 'read and write'): number {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, (how === 'read' ? constants.O_RDONLY : constants.O_RDWR) | NO_WAIT);
    refuseIrregular(fstatSync(descriptor), path);
    return descriptor;
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    throw readFailure(path, error);
  }
}

export interface ReadLimits {
  /** What sentences call the file; the path by default. */
  readonly name?: string;
  /** A larger file is refused before any of it is read. */
  readonly most?: number;
  readonly signal?: AbortSignal | undefined;
}

/** The bytes of a regular file. Every reader of files that users name goes through here. */
export async function readRegular(
  path: string,
  { name = path, most = MOST_BYTES, signal }: ReadLimits = {},
): Promise<Buffer> {
  const file = await openRegular(path, name);
  try {
    const { size } = await file.stat();
    if (size > most) throw tooManyBytes(name, size, most);
    return await file.readFile({ signal });
  } catch (error) {
    if (signal?.aborted) throw cancelled();
    throw readFailure(name, error);
  } finally {
    await file.close();
  }
}

export function tooManyBytes(name: string, bytes: number, most: number): UpbenchError {
  const [found, limit] = [Math.ceil(bytes / 2 ** 20), most / 2 ** 20];
  return new UpbenchError('too-large', message('file-bytes', { name, found, limit }));
}
