/** NumPy's .npz files: a zip of .npy members. */
import { message, type Said } from '../messages';
import { unzipSync, zipSync, type UnzipFileInfo } from 'fflate';
import { UpbenchError } from './errors';
import { formatNpy, parseNpy, type NpyArray } from './npy';
import type { IndexTensor, Tensor } from './tensor';

/** Deflate cannot shrink further than this; a larger claim is false and would only waste memory. */
const MAX_RATIO = 1032;
const STORED = 0;

function corrupt(name: Said, what: Said): UpbenchError {
  return new UpbenchError('corrupt-file', message('npz-corrupt', { name, what }));
}

/** The bytes of all members whose name passes `wanted`. */
function unzip(bytes: Uint8Array, name: Said, wanted: (member: string) => boolean): Record<string, Uint8Array> {
  const filter = (file: UnzipFileInfo): boolean => {
    if (!wanted(file.name)) return false;
    const most = file.compression === STORED ? file.size : file.size * MAX_RATIO + 64;
    if (file.size > bytes.length || file.originalSize > most) {
      throw corrupt(name, message('npz-member', { member: file.name, bytes: file.originalSize }));
    }
    return true;
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof UpbenchError) throw error;
    throw corrupt(name, error instanceof Error ? error.message : message('npz-zip'));
  }
}

/** Names of the arrays, without `.npy`. */
export function listNpz(bytes: Uint8Array, name: Said = message('array-file')): string[] {
  const names: string[] = [];
  unzip(bytes, name, (member) => {
    if (member.endsWith('.npy')) names.push(member.slice(0, -4));
    return false;
  });
  return names;
}

/** One array of the file; refuses a name it does not have by listing those it has. */
export function parseNpzMember(bytes: Uint8Array, member: string, name: Said = message('array-file')): NpyArray {
  const found = Object.entries(unzip(bytes, name, (entry) => entry === `${member}.npy`))[0];
  if (found === undefined) {
    const known = listNpz(bytes, name);
    throw new UpbenchError('invalid-parameter', message('npz-no-array', { name, member, known: known.slice(0, 20) }));
  }
  return parseNpy(found[1], `${name}:${member}`);
}

/** Every array of the file, by name. */
export function parseNpz(bytes: Uint8Array, name: Said = message('array-file')): Map<string, NpyArray> {
  const members = unzip(bytes, name, (entry) => entry.endsWith('.npy'));
  return new Map(
    Object.entries(members).map(([entry, content]) => {
      const member = entry.slice(0, -4);
      return [member, parseNpy(content, `${name}:${member}`)];
    }),
  );
}

export function formatNpz(arrays: Readonly<Record<string, Tensor | IndexTensor>>): Uint8Array {
  const members = Object.entries(arrays).map(([name, tensor]) => [`${name}.npy`, formatNpy(tensor)] as const);
  return zipSync(Object.fromEntries(members));
}
