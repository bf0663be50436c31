import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WeightFile } from '../files/namedFile';

const ENDING = '.safetensors';

/** Weights fitted in this work folder, as files that methods may name; they outlive the engine process like pictures. */
export class FittedStore {
  private readonly folder: string;
  private readonly names: string[];

  constructor(workFolder: string) {
    this.folder = join(workFolder, 'fitted');
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.names = readdirSync(this.folder)
      .filter((name) => name.endsWith(ENDING))
      .sort();
  }

  files(): WeightFile[] {
    return this.names.map((name) => ({ name, path: join(this.folder, name) }));
  }

  /** Keeps a file under a name like `wanted` that nothing else has, and says which. */
  keep(wanted: string, bytes: Uint8Array): string {
    // `#` starts the name of a tensor, and a name must not leave the folder.
    const stem =
      wanted
        .replace(/[^\p{L}\p{N}._ -]+/gu, '-')
        .replace(/^\.+/, '')
        .slice(0, 100) || 'weights';
    let name = `${stem}${ENDING}`;
    for (let number = 2; this.names.includes(name); number++) name = `${stem}-${number}${ENDING}`;
    const path = join(this.folder, name);
    writeFileSync(`${path}.part`, bytes, { mode: 0o600 });
    renameSync(`${path}.part`, path);
    this.names.push(name);
    return name;
  }
}
