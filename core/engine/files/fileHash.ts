import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { message } from '../../messages';
import { cancelled, UpbenchError } from '../../tensor/errors';

/** SHA-256 of bytes that were read already, hexadecimal. */
export const bytesHash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * SHA-256 of a file's bytes, hexadecimal; rejects with the system's error. Regular files only: others may have no end,
 * or keep whoever opens them waiting.
 */
export async function fileHash(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  // Without waiting: a pipe would keep a plain open until somebody writes to it.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await file.stat()).isFile())
      throw new UpbenchError('unreadable-file', message('file-not-regular', { name: path }));
    const chunk = Buffer.allocUnsafe(1 << 20);
    for (;;) {
      if (signal?.aborted) throw cancelled();
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
