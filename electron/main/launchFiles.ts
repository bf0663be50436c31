import { statSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The files a command line asks to open: everything after the program (and, unpackaged, the project folder) that is no switch
 * and exists as a file. `folder` is where relative names start.
 */
export function launchFiles(argv: readonly string[], options: { isPackaged: boolean; folder: string }): string[] {
  return argv
    .slice(options.isPackaged ? 1 : 2)
    .filter((argument) => !argument.startsWith('-'))
    .map((argument) => resolve(options.folder, argument))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}
