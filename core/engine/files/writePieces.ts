import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file piece by piece, and says its length; nothing is left of one that fails. */
export function writePieces(path: string, pieces: Iterable<Uint8Array>): number {
  let bytes = 0;
  try {
    const file = openSync(path, 'w');
    try {
      for (const piece of pieces) {
        writeFileSync(file, piece);
        bytes += piece.length;
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
  return bytes;
}
