import { basename, extname } from 'node:path';
import type { Results } from '../../experiment/schema';
import { isDeviceName } from '../../tensor/fileName';
import type { PicturePaths } from '../thread/jobs';

/** `text` without characters that cause trouble in file systems or shells; may be empty. */
export function safeName(text: string): string {
  return text.replace(/[\u0000-\u001f<>:"/\\|?*\u007f]/g, '_').replace(/^[.\s]+|[.\s]+$/g, '');
}

/** The first characters of `text` that fit into so many bytes of UTF-8; no character is cut in two. */
export function shortened(text: string, bytes: number): string {
  let used = 0;
  let out = '';
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    out += character;
  }
  return out;
}

/** Room for a method, a number and an ending within the 255 bytes of most file systems. */
const STEM_BYTES = 120;

/** The name of a picture without folder and ending, safe on every disk. */
export function stem(file: string): string {
  const safe = safeName(basename(file.replaceAll('\\', '/')).replace(/\.[A-Za-z0-9]{1,5}$/, ''));
  return `${isDeviceName(safe) ? '_' : ''}${shortened(safe, STEM_BYTES)}` || 'picture';
}

/** What a file about these pictures is named after: the one picture, or how many they are. */
export function subjectOf(files: readonly string[]): string {
  const [only] = files;
  return only !== undefined && files.length === 1 ? stem(only) : `${files.length}-pictures`;
}

/** `name`, or `name-2`, `name-3`, ... until `isTaken` says no; upper and lower case are the same to some disks. */
export function freeName(name: string, isTaken: (candidate: string) => boolean): string {
  if (!isTaken(name)) return name;
  const dot = name.lastIndexOf('.');
  const [head, tail] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let n = 2; ; n++) {
    const candidate = `${head}-${n}${tail}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/** `photo__conv-transpose-2_x2.png` for every picture of a run, unique among themselves; arrays keep their ending. */
export function outputFileNames(
  results: Results,
  pictures: readonly PicturePaths[],
): { results: Results; names: readonly Readonly<Record<string, string>>[] } {
  const taken = new Set<string>();
  const names = results.images.map((image, index) => {
    const own: Record<string, string> = {};
    const head = stem(image.file);
    for (const [key, path] of Object.entries(pictures[index] ?? {})) {
      // Floats and bands are arrays.
      const ending = extname(path) === '.npy' ? 'npy' : 'png';
      const name = freeName(
        `${head}__${key.replaceAll('#', '-')}_x${results.experiment.scale}.${ending}`,
        (candidate) => taken.has(candidate.toLowerCase()),
      );
      taken.add(name.toLowerCase());
      own[key] = name;
    }
    return own;
  });
  const images = results.images.map((image, index) => ({
    ...image,
    methods: image.methods.map((method) => {
      const output = names[index]?.[method.key];
      return output === undefined ? method : { ...method, output };
    }),
  }));
  return { results: { ...results, images }, names };
}
