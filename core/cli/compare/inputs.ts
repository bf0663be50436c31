import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../experiment/schema';
import { UpbenchError } from '../../tensor/errors';
import { readFailure } from '../../engine/fileErrors';

const PICTURE = /\.(png|apng|jpe?g|jpe|jfif|webp|avif|tiff?|gif)$/i;
const byName = new Intl.Collator('en', { numeric: true });

async function picturesIn(folder: string, recursive: boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => byName.compare(a.name, b.name))) {
    const path = join(folder, entry.name);
    // Links to folders are not followed: they may lead back up.
    if (entry.isDirectory() && recursive) found.push(...(await picturesIn(path, true)));
    else if (!entry.isDirectory() && PICTURE.test(entry.name)) found.push(path);
  }
  return found;
}

/**
 * Files and folders as given -> picture files, folders in natural order ("2" before "10"). A file is taken whatever it
 * is called; what cannot be looked at becomes a failure, and the rest goes on.
 */
export async function findInputs(
  given: readonly string[],
  recursive: boolean,
): Promise<{ files: string[]; failed: Failure[] }> {
  const files: string[] = [];
  const failed: Failure[] = [];
  for (const path of given) {
    try {
      if (!(await stat(path)).isDirectory()) {
        files.push(path);
        continue;
      }
      const found = await picturesIn(path, recursive);
      if (found.length === 0) {
        const below = recursive ? '' : ' (--recursive looks into its folders, too)';
        throw new UpbenchError('missing-file', `"${path}" is a folder without pictures${below}.`);
      }
      files.push(...found);
    } catch (error) {
      const { code, message } = readFailure(path, error);
      failed.push({ file: path, code, message });
    }
  }
  return { files, failed };
}
