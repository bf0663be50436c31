import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { systemCode, readFailure } from '../../engine/files/fileErrors';
import type { Message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { isPictureName } from '../../tensor/pictureKinds';
import { fillPattern, patternExpression, stemOf } from '../../experiment/givenNames';

/** Finds the file that goes with a picture: by equal stem in a folder, or by a pattern with `{file}`. */

const byName = new Intl.Collator('en', { numeric: true });

/** What a path is; null where nothing is there. */
export async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(systemCode(error) ?? '')) return null;
    throw readFailure(path, error);
  }
}

/** A picture file below a folder, with the folders between. */
interface Below {
  readonly path: string;
  readonly folders: readonly string[];
}

/** Every picture below a folder, in natural order. */
export async function picturesBelow(folder: string): Promise<Below[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => !entry.isDirectory() && isPictureName(entry.name))
      .map((entry) => {
        const between = relative(folder, entry.parentPath);
        return { path: join(entry.parentPath, entry.name), folders: between === '' ? [] : between.split(sep) };
      })
      .sort((a, b) => byName.compare(a.path, b.path));
  } catch (error) {
    throw readFailure(folder, error);
  }
}

/** Of several files those whose folders are most like the picture's own: `a/x.png` goes with `out/a/x.png`. */
export function nearestTo(file: string, found: readonly Below[]): readonly Below[] {
  if (found.length < 2) return found;
  const own = dirname(file.replaceAll('\\', '/')).split('/');
  const shared = ({ folders }: Below): number => {
    const tail = own.slice(own.length - folders.length);
    return folders.length <= own.length && folders.every((folder, i) => folder === tail[i]) ? folders.length : -1;
  };
  const best = Math.max(...found.map(shared));
  return best < 0 ? found : found.filter((one) => shared(one) === best);
}

/** Files that fit a pattern for one picture: `{file}` is its stem, `{scale}` the factor, `*` anything within a name. */
export async function filesOfPattern(pattern: string, file: string, scale: number): Promise<string[]> {
  const path = fillPattern(pattern, stemOf(file), scale);
  if (!pattern.includes('*')) return (await kindOf(path)) === 'file' ? [path] : [];
  const folder = dirname(path);
  const expression = patternExpression(basename(pattern), stemOf(file), scale);
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw readFailure(folder, error);
  });
  return names
    .filter((name) => expression.test(name))
    .sort(byName.compare)
    .map((name) => join(folder, name));
}

/** Names in a sentence before it says "...". */
export const SHOWN = 8;

/** Exactly one file for every picture; refused where several fit one picture, or none does. */
export async function oneForEach(
  files: readonly string[],
  find: (file: string) => Promise<readonly string[]>,
  words: {
    readonly parameter: string;
    several(picture: string, found: readonly string[]): Message;
    none(count: number, pictures: readonly string[]): Message;
  },
): Promise<ReadonlyMap<string, string>> {
  const { parameter } = words;
  const matched = new Map<string, string>();
  const missing: string[] = [];
  for (const file of files) {
    const found = await find(file);
    if (found.length > 1)
      throw new UpbenchError('invalid-parameter', words.several(file, found.slice(0, SHOWN)), { parameter });
    if (found[0] === undefined) missing.push(file);
    else matched.set(file, found[0]);
  }
  if (missing.length > 0)
    throw new UpbenchError('missing-file', words.none(missing.length, missing.slice(0, SHOWN)), { parameter });
  return matched;
}
