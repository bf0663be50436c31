import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';

/** The preload script's source as a sandboxed window would run it; throws what Electron prints when it cannot. */
export function readPreload(path: string): string {
  const source = readFileSync(path, 'utf8');
  // Sandboxed scripts are CommonJS whatever the file's ending says.
  const wrapped = `(function (require, module, exports) { ${source}\n})`;
  try {
    new Script(wrapped, { filename: path });
  } catch (error) {
    throw new Error(`Unable to load preload script: ${path}\n${String(error)}`, { cause: error });
  }
  return wrapped;
}
