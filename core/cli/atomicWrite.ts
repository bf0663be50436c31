import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { UpbenchError } from '../tensor/errors';

/** Writes all files or none: each under a temporary name beside its target, then all renamed. */
export async function writeTogether(files: readonly { readonly path: string; readonly bytes: Uint8Array }[]) {
  const suffix = `.${randomBytes(6).toString('hex')}.partial`;
  try {
    for (const { path, bytes } of files) await writeFile(path + suffix, bytes, { flag: 'wx' });
    for (const { path } of files) await rename(path + suffix, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UpbenchError(
      'unwritable-file',
      `Could not write ${files.map((file) => file.path).join(', ')}: ${reason}.`,
    );
  } finally {
    for (const { path } of files) await rm(path + suffix, { force: true });
  }
}
