import { message, type Code } from '../../messages';
import { sentenceOf, UpbenchError, type ErrorCode } from '../../tensor/errors';

/** The code of a failed system call, `ENOENT`, or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  // Node's own codes are words with an underscore: they are faults of a call, not of a file.
  return typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

type Rows = Readonly<Record<string, readonly [code: ErrorCode, said: Code & `file-${string}`]>>;

const READING: Rows = {
  ENOENT: ['missing-file', 'file-not-found'],
  ENOTDIR: ['missing-file', 'file-not-found'],
  EISDIR: ['unreadable-file', 'file-is-folder'],
  EACCES: ['unreadable-file', 'file-no-reading'],
  EPERM: ['unreadable-file', 'file-no-reading'],
  ENAMETOOLONG: ['missing-file', 'file-name-too-long'],
  ELOOP: ['missing-file', 'file-circle'],
  EMFILE: ['unreadable-file', 'file-too-many-open'],
  ENFILE: ['unreadable-file', 'file-too-many-open'],
};

const WRITING: Rows = {
  EACCES: ['unwritable-file', 'file-no-writing'],
  EPERM: ['unwritable-file', 'file-no-writing'],
  EROFS: ['unwritable-file', 'file-read-only'],
  ENOSPC: ['unwritable-file', 'file-disk-full'],
  EDQUOT: ['unwritable-file', 'file-disk-full'],
  EFBIG: ['unwritable-file', 'file-too-large'],
  ENOENT: ['unwritable-file', 'file-no-folder'],
  ENOTDIR: ['unwritable-file', 'file-in-the-way'],
  EEXIST: ['unwritable-file', 'file-in-the-way'],
  EISDIR: ['unwritable-file', 'file-folder-there'],
  ENAMETOOLONG: ['unwritable-file', 'file-long-name'],
};

/** A failed read as a sentence that names the file; what no system call said is a fault of ours and stays one. */
export function readFailure(name: string, error: unknown): UpbenchError {
  return failure(name, error, READING, ['unreadable-file', 'file-unreadable']);
}

/** A failed write as a sentence that names the file; what no system call said is a fault of ours and stays one. */
export function writeFailure(name: string, error: unknown): UpbenchError {
  return failure(name, error, WRITING, ['unwritable-file', 'file-unwritable']);
}

function failure(
  name: string,
  error: unknown,
  rows: Rows,
  [otherCode, otherSaid]: readonly [ErrorCode, 'file-unreadable' | 'file-unwritable'],
): UpbenchError {
  if (error instanceof UpbenchError) return error;
  const code = systemCode(error);
  if (code === undefined)
    return new UpbenchError('internal', message('file-fault', { name, fault: sentenceOf(error) }), {}, error);
  const row = rows[code];
  if (row === undefined) return new UpbenchError(otherCode, message(otherSaid, { name, code }), {}, error);
  const [kind, said] = row;
  const shown = code === 'ENAMETOOLONG' ? name.slice(0, 60) : name;
  return new UpbenchError(kind, { code: said, values: { name: shown } }, {}, error);
}
