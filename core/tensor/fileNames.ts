/**
 * The names of the files that the product makes: for a folder of results, an archive, an export, a save dialog. How
 * outputs of a run are called is `experiment/outputNames.ts`; what happens to files that are there already is said in
 * `cli/outputFiles.ts`. Which file of the user's belongs to which is another matter: `experiment/givenNames.ts`.
 */

/** Whether Windows keeps a name for a device; with any ending it does, too. */
export const isDeviceName = (name: string): boolean => /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name);

/** `text` without characters that cause trouble in file systems or shells; may be empty. */
export function safeName(text: string): string {
  return text.replace(/[\u0000-\u001f<>:"/\\|?*\u007f]/g, '_').replace(/^[.\s]+|[.\s]+$/g, '');
}

/** The first characters of `text` that fit into so many bytes of UTF-8; no character is cut in two. */
export function shortened(text: string, bytes: number): string {
  const encoder = new TextEncoder();
  let used = 0;
  let out = '';
  for (const character of text) {
    used += encoder.encode(character).length;
    if (used > bytes) break;
    out += character;
  }
  return out;
}

/** Room for a method, a number and an ending within the 255 bytes of most file systems. */
const STEM_BYTES = 120;

/** The name of a picture without folder and ending, safe on every disk. */
export function stem(file: string): string {
  const [, name = ''] = /([^/]*)\/*$/.exec(file.replaceAll('\\', '/')) ?? [];
  const safe = safeName(name.replace(/\.[A-Za-z0-9]{1,5}$/, ''));
  return `${isDeviceName(safe) ? '_' : ''}${shortened(safe, STEM_BYTES)}` || 'picture';
}

/** What a file about these pictures is named after: the one picture, or how many they are. */
export function subjectOf(files: readonly string[]): string {
  const [only] = files;
  return only !== undefined && files.length === 1 ? stem(only) : `${files.length}-pictures`;
}

/** A whole name as every system takes it: no separators, no reserved or control characters, no device, no dot at the end. */
export function saveName(suggested: string): string {
  const plain = suggested.replace(/[\\/:*?"<>|\u0000-\u001f]/g, '_').replace(/[. ]+$/, '');
  return isDeviceName(plain) || plain === '' ? `_${plain}` : plain;
}

/** `results.json` -> `results-2.json`; the first has no number. */
export function numbered(name: string, number: number): string {
  if (number === 1) return name;
  const dot = name.lastIndexOf('.');
  return dot > 0 ? `${name.slice(0, dot)}-${number}${name.slice(dot)}` : `${name}-${number}`;
}

/** `name`, or `name-2`, `name-3`, ... until `isTaken` says no. */
export function freeName(name: string, isTaken: (candidate: string) => boolean): string {
  for (let number = 1; ; number++) {
    const candidate = numbered(name, number);
    if (!isTaken(candidate)) return candidate;
  }
}

/** The smallest number that makes every name free; one for all, so that files of one run stay together. `taken` is in lower case. */
export function freeNumber(names: readonly string[], taken: ReadonlySet<string>): number {
  for (let number = 1; ; number++) {
    if (names.every((name) => !taken.has(numbered(name, number).toLowerCase()))) return number;
  }
}
