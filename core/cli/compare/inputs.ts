import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Failure } from '../../experiment/schema';
import { UpbenchError } from '../../tensor/errors';
import { isPictureName } from '../../tensor/pictureKinds';
import { readFailure } from '../../engine/files/fileErrors';
import { matchesGlob } from '../batch/glob';

const byName = new Intl.Collator('en', { numeric: true });

async function picturesIn(folder: string, recursive: boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => byName.compare(a.name, b.name))) {
    const path = join(folder, entry.name);
    // Links to folders are not followed: they may lead back up.
    if (entry.isDirectory() && recursive) found.push(...(await picturesIn(path, true)));
    else if (!entry.isDirectory() && isPictureName(entry.name)) found.push(path);
  }
  return found;
}

/** Which pictures of a folder are meant; patterns with a slash look at the path below the folder, others at the name. */
export interface InputFilter {
  /** Any of these; all when there are none. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

const NO_FILTER: InputFilter = { include: [], exclude: [] };

/**
 * Files and folders as given -> picture files, each once, folders in natural order ("2" before "10"). A file is taken
 * whatever it is called; what cannot be looked at becomes a failure, and the rest goes on.
 */
export async function findInputs(
  given: readonly string[],
  recursive: boolean,
  { include, exclude }: InputFilter = NO_FILTER,
): Promise<{ files: string[]; failed: Failure[] }> {
  const files: string[] = [];
  const seen = new Set<string>();
  const add = (path: string): void => {
    const full = resolve(path);
    if (!seen.has(full)) files.push(path);
    seen.add(full);
  };
  const failed: Failure[] = [];
  for (const path of given) {
    try {
      if (!(await stat(path)).isDirectory()) {
        add(path);
        continue;
      }
      const all = await picturesIn(path, recursive);
      const found = all.filter((file) => {
        const below = relative(path, file).split(sep).join('/');
        const fits = (pattern: string): boolean => matchesGlob(below, pattern);
        return (include.length === 0 || include.some(fits)) && !exclude.some(fits);
      });
      if (all.length > 0 && found.length === 0) {
        throw new UpbenchError(
          'missing-file',
          `--include and --exclude leave none of the ${all.length} pictures of "${path}".`,
        );
      }
      if (found.length === 0) {
        const below = recursive ? '' : ' (--recursive looks into its folders, too)';
        throw new UpbenchError('missing-file', `"${path}" is a folder without pictures${below}.`);
      }
      for (const file of found) add(file);
    } catch (error) {
      const { code, message } = readFailure(path, error);
      failed.push({ file: path, code, message });
    }
  }
  return { files, failed };
}
