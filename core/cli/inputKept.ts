import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';

/** Refuses an output that names a file the command reads: writing it would lose the input. Links are followed. */
export async function keepInputs(
  inputs: readonly (string | undefined)[],
  outputs: readonly (string | undefined)[],
): Promise<void> {
  const read = new Set<string>();
  for (const input of inputs) {
    if (input !== undefined) read.add(await placeOf(input.replace(/(\.npz):[^/\\]+$/i, '$1')));
  }
  for (const output of outputs) {
    if (output === undefined || output === '-') continue;
    if (read.has(await placeOf(output)))
      throw new UpbenchError('invalid-parameter', message('output-is-input', { path: output }));
  }
}

/** Where a file lies without links; one that is not there yet, by its folder. */
async function placeOf(path: string): Promise<string> {
  const full = resolve(path);
  try {
    return await realpath(full);
  } catch {
    const folder = await realpath(dirname(full)).catch(() => dirname(full));
    return join(folder, basename(full));
  }
}
