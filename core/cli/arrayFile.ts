import { readFile } from 'node:fs/promises';
import { UpbenchError } from '../tensor/errors';
import { parseNpy, type NpyArray } from '../tensor/npy';
import { parseNpzMember } from '../tensor/npz';

/** Reads `x.npy` or `file.npz:name`. */
export async function readArray(given: string): Promise<NpyArray> {
  const [, archive, member] = /^(.+\.npz):([^/\\]+)$/i.exec(given) ?? [];
  const path = archive ?? given;
  if (member === undefined && /\.npz$/i.test(path)) {
    throw new UpbenchError('invalid-parameter', `Expected the name of an array after ${path}, as in ${path}:weight.`);
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new UpbenchError('missing-file', `There is no file ${path}.`);
    throw new UpbenchError('unreadable-file', `Could not read ${path}${code === undefined ? '' : ` (${code})`}.`);
  }
  return member === undefined ? parseNpy(bytes, path) : parseNpzMember(bytes, member, path);
}
