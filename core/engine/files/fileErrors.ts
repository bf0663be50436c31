import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';

/** The code of a failed system call, `ENOENT`, or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  // Node's own errors are called ERR_...: those are mistakes of the caller, not of a file.
  return /^E(?!RR_)[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

/** A failed read as a sentence that names the file. Other errors are returned unchanged. */
export function readFailure(name: string, error: unknown): unknown {
  const code = systemCode(error);
  if (error instanceof UpbenchError || code === undefined) return error;
  const refuse = (kind: 'missing-file' | 'unreadable-file', said: ReturnType<typeof message>): UpbenchError =>
    new UpbenchError(kind, said, {}, error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return refuse('missing-file', message('file-missing', { name }));
  if (code === 'EISDIR') return refuse('unreadable-file', message('file-is-folder', { name }));
  if (code === 'EACCES' || code === 'EPERM') return refuse('unreadable-file', message('file-no-permission', { name }));
  if (code === 'ENAMETOOLONG') return refuse('missing-file', message('file-name-too-long', { name }));
  if (code === 'ELOOP') return refuse('missing-file', message('file-link-circle', { name }));
  if (code === 'EMFILE' || code === 'ENFILE') return refuse('unreadable-file', message('file-too-many-open', { name }));
  return refuse('unreadable-file', message('file-unreadable', { name, cause: code }));
}

/** A failed write as a sentence that names the file. Other errors are returned unchanged. */
export function writeFailure(name: string, error: unknown): unknown {
  const code = systemCode(error);
  if (error instanceof UpbenchError || code === undefined) return error;
  const refuse = (said: ReturnType<typeof message>): UpbenchError =>
    new UpbenchError('unwritable-file', said, {}, error);
  if (code === 'EACCES' || code === 'EPERM') return refuse(message('write-no-permission', { name }));
  if (code === 'EROFS') return refuse(message('write-read-only', { name }));
  if (code === 'ENOSPC' || code === 'EDQUOT') return refuse(message('write-disk-full', { name }));
  if (code === 'EFBIG') return refuse(message('write-too-large', { name }));
  if (code === 'ENOENT') return refuse(message('write-no-folder', { name }));
  if (code === 'ENOTDIR' || code === 'EEXIST') return refuse(message('write-file-in-way', { name }));
  if (code === 'EISDIR') return refuse(message('write-is-folder', { name }));
  if (code === 'ENAMETOOLONG') return refuse(message('write-name-too-long', { name }));
  return refuse(message('write-failed', { name, cause: code }));
}
