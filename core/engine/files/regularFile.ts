import { readFile, stat } from 'node:fs/promises';
import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { readFailure } from './fileErrors';

/** 2 GiB: more is no network, and no array of this program either. */
export const MOST_BYTES = 2 ** 31;

/**
 * The bytes of a file that has an end: devices and pipes have none.
 * @param name what sentences call it
 */
export async function readRegular(path: string, name = path): Promise<Buffer> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new UpbenchError('unreadable-file', message('not-a-regular-file', { name }));
    if (found.size > MOST_BYTES) throw new UpbenchError('too-large', message('onnx-too-large', { name }));
    return await readFile(path);
  } catch (error) {
    throw error instanceof UpbenchError ? error : readFailure(name, error);
  }
}
