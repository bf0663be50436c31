import { createHash } from 'node:crypto';
import { UpbenchError } from '../../tensor/errors';
import { openRegular } from './regularFile';

/** SHA-256 of bytes that were read already, hexadecimal. */
export const bytesHash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** SHA-256 of a regular file's bytes, hexadecimal. A file can be huge: `checkpoint` is called before each part. */
export async function fileHash(path: string, checkpoint: () => void): Promise<string> {
  const hash = createHash('sha256');
  const file = await openRegular(path);
  try {
    const chunk = Buffer.allocUnsafe(1 << 20);
    for (;;) {
      checkpoint();
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** The same, or undefined for a file that is not there or cannot be read. A cancel still ends it. */
export async function hashIfReadable(path: string, checkpoint: () => void): Promise<string | undefined> {
  try {
    return await fileHash(path, checkpoint);
  } catch (error) {
    if (error instanceof UpbenchError && error.code === 'cancelled') throw error;
    return undefined;
  }
}
