import { readRegular } from '../engine/files/regularFile';
import { message } from '../messages';
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
  const bytes = await readRegular(path);
  return member === undefined ? parseNpy(bytes, path) : parseNpzMember(bytes, member, path);
}
