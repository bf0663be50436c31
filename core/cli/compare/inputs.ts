import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Failure } from '../../experiment/schema';
import { message, type Message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { isPictureName } from '../../tensor/pictureKinds';
import { toFault } from '../../engine/files/fault';
import { readFailure } from '../../engine/files/fileErrors';
import { matchesGlob } from '../batch/glob';

/** Files left out that a sentence names one by one. */
const NAMED = 5;

const byName = new Intl.Collator('en', { numeric: true });

interface FolderContent {
  readonly pictures: string[];
  /** Files that are not pictures of a kind that opens, by their path below the folder. */
  readonly others: string[];
}

/** A hidden file belongs to a program, not to the user's pictures. */
const isHidden = (name: string): boolean => name.startsWith('.') || name === 'Thumbs.db' || name === 'desktop.ini';

async function contentOf(folder: string, recursive: boolean): Promise<FolderContent> {
  const entries = await readdir(folder, { withFileTypes: true });
  const pictures: string[] = [];
  const others: string[] = [];
  for (const entry of entries.sort((a, b) => byName.compare(a.name, b.name))) {
    const path = join(folder, entry.name);
    // Links to folders are not followed: they may lead back up.
    if (entry.isDirectory()) {
      if (!recursive) continue;
      const below = await contentOf(path, true);
      pictures.push(...below.pictures);
      others.push(...below.others);
    } else if (isPictureName(entry.name)) pictures.push(path);
    else if (!isHidden(entry.name)) others.push(path);
  }
  return { pictures, others };
}

/** "a.bmp, b.psd and 7 more" */
function someOf(folder: string, paths: readonly string[]): string | Message {
  const names = paths.slice(0, NAMED).map((path) => relative(folder, path));
  const text = names.join(', ');
  return paths.length <= NAMED ? text : message('left-out-rest', { names: text, more: paths.length - NAMED });
}

/** Which pictures of a folder are meant; patterns with a slash look at the path below the folder, others at the name. */
interface InputFilter {
  /** Any of these; all when there are none. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

const NO_FILTER: InputFilter = { include: [], exclude: [] };

export interface Inputs {
  readonly files: string[];
  readonly failed: Failure[];
  /** Files of the folders that are not pictures of a kind that opens. */
  readonly leftOut: string[];
  /** One sentence for each folder that holds such files. */
  readonly remarks: Message[];
}

/**
 * Files and folders as given -> picture files, each once, folders in natural order ("2" before "10"). A file is taken
 * whatever it is called; what cannot be looked at becomes a failure, and the rest goes on. What a folder holds besides
 * pictures is named.
 */
export async function findInputs(
  given: readonly string[],
  recursive: boolean,
  { include, exclude }: InputFilter = NO_FILTER,
): Promise<Inputs> {
  const files: string[] = [];
  const seen = new Set<string>();
  const add = (path: string): void => {
    const full = resolve(path);
    if (!seen.has(full)) files.push(path);
    seen.add(full);
  };
  const failed: Failure[] = [];
  const leftOut: string[] = [];
  const remarks: Message[] = [];
  for (const path of given) {
    try {
      if (!(await stat(path)).isDirectory()) {
        add(path);
        continue;
      }
      const { pictures: all, others } = await contentOf(path, recursive);
      const found = all.filter((file) => {
        const below = relative(path, file).split(sep).join('/');
        const fits = (pattern: string): boolean => matchesGlob(below, pattern);
        return (include.length === 0 || include.some(fits)) && !exclude.some(fits);
      });
      if (all.length > 0 && found.length === 0) {
        throw new UpbenchError('missing-file', message('filter-leaves-none', { count: all.length, folder: path }));
      }
      if (found.length === 0) throw new UpbenchError('missing-file', nothingIn(path, others, recursive));
      if (others.length > 0) {
        leftOut.push(...others);
        const names = someOf(path, others);
        remarks.push(message('left-out', { count: others.length, folder: path, names }));
      }
      for (const file of found) add(file);
    } catch (error) {
      const { code, message: sentence, said } = toFault(readFailure(path, error));
      failed.push({ file: path, code, message: sentence, said });
    }
  }
  return { files, failed, leftOut, remarks };
}

function nothingIn(folder: string, others: readonly string[], recursive: boolean): Message {
  if (others.length > 0)
    return message('no-pictures-of-kinds', { folder, count: others.length, names: someOf(folder, others) });
  return recursive ? message('no-pictures', { folder }) : message('no-pictures-here', { folder });
}
