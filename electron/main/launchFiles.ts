import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Asks for the served workbench; the start script of the Linux packages gives it where no window opens. */
export const SERVE_SWITCH = '--serve';

/**
 * The files a command line asks to open: everything after the program (and, unpackaged, the project folder) that is no switch
 * and exists as a file. Linux desktops give addresses (`file:///...`) in place of paths. `folder` is where relative names
 * start.
 */
export function launchFiles(argv: readonly string[], options: { isPackaged: boolean; folder: string }): string[] {
  return argv
    .slice(options.isPackaged ? 1 : 2)
    .filter((argument) => !argument.startsWith('-'))
    .map((argument) => resolve(options.folder, pathOf(argument)))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

function pathOf(argument: string): string {
  if (!argument.startsWith('file://')) return argument;
  try {
    return fileURLToPath(argument);
  } catch {
    // An address of another machine, or no valid address: it is not a file here.
    return argument;
  }
}
