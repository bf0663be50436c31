import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { appendFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import type { NamedFile, WeightFile } from '../files/namedFile';
import { writeFailure } from '../files/fileErrors';

interface Opened {
  readonly folder: string;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly isMethod: boolean;
}

/** Networks that a page may have open side by side. */
export const MOST_NETWORKS = 64;

/**
 * Networks that pages opened, each in a folder of its own below the work folder, with what lies beside it. They do not
 * outlive the engine: a page gives them again.
 */
export class NetworkStore {
  private readonly folder: string;
  private readonly known = new Map<string, Opened>();

  constructor(workFolder: string) {
    this.folder = join(workFolder, 'networks');
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  /** A folder for the files; the oldest network is dropped for it. */
  open(files: Opened['files'], isMethod = false): string {
    const id = randomBytes(12).toString('hex');
    const folder = join(this.folder, id);
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      throw writeFailure('the network in the temporary folder', error);
    }
    this.known.set(id, { folder, files, isMethod });
    for (const oldest of [...this.known.keys()].slice(0, -MOST_NETWORKS)) this.drop(oldest);
    return id;
  }

  /** The next bytes of a file; says how many there are now. */
  async write(id: string, file: number, data: Uint8Array): Promise<number> {
    const { folder, files } = this.find(id);
    const place = files[file];
    if (!place) throw gone();
    const path = join(folder, place.name);
    try {
      await appendFile(path, data, { mode: 0o600 });
      return (await stat(path)).size;
    } catch (error) {
      throw writeFailure('the network in the temporary folder', error);
    }
  }

  /** Where the network lies: the first file of those that belong together. */
  file(id: string): { readonly path: string; readonly name: string } {
    const { folder, files } = this.find(id);
    const name = files[0]?.name ?? '';
    return { path: join(folder, name), name };
  }

  /** All files of a network, the network first. */
  allFiles(id: string): NamedFile[] {
    const { folder, files } = this.find(id);
    return files.map(({ name }) => ({ name, path: join(folder, name) }));
  }

  /** Networks by their names, as methods name them; of equal names the newest. */
  files(): readonly WeightFile[] {
    const byName = new Map<string, WeightFile>();
    for (const [id, { isMethod }] of this.known) {
      const file = this.file(id);
      if (isMethod) byName.set(file.name, file);
    }
    return [...byName.values()];
  }

  private find(id: string): Opened {
    const opened = this.known.get(id);
    if (!opened) throw gone();
    return opened;
  }

  private drop(id: string): void {
    const opened = this.known.get(id);
    this.known.delete(id);
    if (opened) rmSync(opened.folder, { recursive: true, force: true });
  }
}

const gone = (): UpbenchError => new UpbenchError('unavailable', message('network-gone'));
