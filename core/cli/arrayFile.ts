import { readFailure } from '../engine/files/fileErrors';
import { message } from '../messages';
import { readFile } from 'node:fs/promises';
import { UpbenchError } from '../tensor/errors';
import { parseNpy, type NpyArray } from '../tensor/npy';
import { parseNpzMember } from '../tensor/npz';

/** Reads `x.npy` or `file.npz:name`. */
export async function readArray(given: string): Promise<NpyArray> {
  const [, archive, member] = /^(.+\.npz):([^/\\]+)$/i.exec(given) ?? [];
  const path = archive ?? given;
  if (member === undefined && /\.npz$/i.test(path)) {
    throw new UpbenchError('invalid-parameter', message('array-name-missing', { path }));
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw readFailure(path, error);
  }
  return member === undefined ? parseNpy(bytes, path) : parseNpzMember(bytes, member, path);
}
