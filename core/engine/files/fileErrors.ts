import { UpbenchError } from '../../tensor/errors';

/** The code of a failed system call, `ENOENT`, or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** A failed read as a sentence that names the file. */
export function readFailure(name: string, error: unknown): UpbenchError {
  if (error instanceof UpbenchError) return error;
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new UpbenchError('missing-file', `Cannot find "${name}".`);
  if (code === 'EISDIR') return new UpbenchError('unreadable-file', `"${name}" is a folder, not a picture.`);
  if (code === 'EACCES' || code === 'EPERM')
    return new UpbenchError('unreadable-file', `No permission to read "${name}".`);
  if (code === 'ENAMETOOLONG')
    return new UpbenchError('missing-file', `Cannot find "${name.slice(0, 60)}...": the name is too long.`);
  if (code === 'ELOOP')
    return new UpbenchError('missing-file', `Cannot open "${name}": its links go round in a circle.`);
  if (code === 'EMFILE' || code === 'ENFILE')
    return new UpbenchError('unreadable-file', `Cannot read "${name}": too many files are open.`);
  return new UpbenchError('unreadable-file', `Cannot read "${name}" (${code ?? 'unknown fault'}).`);
}

/** A failed write as a sentence that names the file. */
export function writeFailure(name: string, error: unknown): UpbenchError {
  if (error instanceof UpbenchError) return error;
  const code = systemCode(error);
  if (code === 'EACCES' || code === 'EPERM')
    return new UpbenchError('unwritable-file', `No permission to write "${name}".`);
  if (code === 'EROFS') return new UpbenchError('unwritable-file', `Cannot write "${name}": the disk is read-only.`);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new UpbenchError('unwritable-file', `Cannot write "${name}": the disk is full.`);
  if (code === 'EFBIG')
    return new UpbenchError('unwritable-file', `Cannot write "${name}": the file would be too large.`);
  if (code === 'ENOENT')
    return new UpbenchError('unwritable-file', `Cannot write "${name}": its folder does not exist.`);
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new UpbenchError('unwritable-file', `Cannot write "${name}": a file is in the way.`);
  if (code === 'EISDIR') return new UpbenchError('unwritable-file', `Cannot write "${name}": it is a folder.`);
  if (code === 'ENAMETOOLONG')
    return new UpbenchError('unwritable-file', `Cannot write "${name.slice(0, 60)}...": the name is too long.`);
  return new UpbenchError('unwritable-file', `Cannot write "${name}" (${code ?? 'unknown fault'}).`);
}
