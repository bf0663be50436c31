/** NumPy's .npz files: a zip of .npy members. */
import { unzipSync, zipSync, type UnzipFileInfo } from 'fflate';
import { UpbenchError } from './errors';
import { formatNpy, parseNpy, type NpyArray } from './npy';
import type { IndexTensor, Tensor } from './tensor';

/** Deflate cannot shrink further than this; a larger claim is a lie and would only cost memory. */
const MAX_RATIO = 1032;
const STORED = 0;

function corrupt(name: string, what: string): UpbenchError {
  return new UpbenchError('corrupt-file', `${name} is no readable .npz file: ${what}.`);
}

/** The bytes of all members whose name passes `wanted`. */
function unzip(bytes: Uint8Array, name: string, wanted: (member: string) => boolean): Record<string, Uint8Array> {
  const filter = (file: UnzipFileInfo): boolean => {
    if (!wanted(file.name)) return false;
    const most = file.compression === STORED ? file.size : file.size * MAX_RATIO + 64;
    if (file.size > bytes.length || file.originalSize > most) {
      throw corrupt(name, `its member ${file.name} claims ${file.originalSize} bytes`);
    }
    return true;
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof UpbenchError) throw error;
    throw corrupt(name, error instanceof Error ? error.message : 'the zip is damaged');
  }
}

/** Names of the arrays, without `.npy`. */
export function listNpz(bytes: Uint8Array, name = 'The file'): string[] {
  const names: string[] = [];
  unzip(bytes, name, (member) => {
    if (member.endsWith('.npy')) names.push(member.slice(0, -4));
    return false;
  });
  return names;
}

/** One array of the file; refuses a name it does not have by listing those it has. */
export function parseNpzMember(bytes: Uint8Array, member: string, name = 'The file'): NpyArray {
  const found = Object.entries(unzip(bytes, name, (entry) => entry === `${member}.npy`))[0];
  if (found === undefined) {
    const known = listNpz(bytes, name);
    const has = known.length === 0 ? 'no arrays' : known.slice(0, 20).join(', ');
    throw new UpbenchError('invalid-parameter', `${name} has no array "${member}"; it has ${has}.`);
  }
  return parseNpy(found[1], `${name}:${member}`);
}

/** Every array of the file, by name. */
export function parseNpz(bytes: Uint8Array, name = 'The file'): Map<string, NpyArray> {
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
