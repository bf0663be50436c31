import { message } from '../../messages';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, parse } from 'node:path';
import { UpbenchError } from '../../tensor/errors';
import { blobPath, type BlobKind } from './blobPath';
import type { BlobRef } from '../contract/contract';
import { writeFailure } from '../files/fileErrors';
import { writePieces } from '../files/writePieces';

/**
 * Writes one blob below `folder`: whole or not at all. Synchronous, because the computing thread calls it between
 * two methods and must not wait for its own message loop.
 */
export function writeBlob(folder: string, kind: BlobKind, bytes: Uint8Array | string): BlobRef {
  return writeParts(folder, kind, [typeof bytes === 'string' ? Buffer.from(bytes) : bytes]);
}

/** The same of a file that comes part by part. */
export function writeParts(folder: string, kind: BlobKind, parts: Iterable<Uint8Array>): BlobRef {
  const { path, ref } = newBlob(folder, kind);
  const part = `${path}.part`;
  try {
    const bytes = writePieces(part, parts);
    renameSync(part, path);
    return { ...ref, bytes };
  } catch (error) {
    throw blobFailure(error);
  }
}

/** The sentence for a picture that could not be written. */
export const blobFailure = (error: unknown): unknown => writeFailure('a picture in the temporary folder', error);

/** A name for a blob that is yet to be written. */
export function newBlob(folder: string, kind: BlobKind): { path: string; ref: Omit<BlobRef, 'bytes'> } {
  const id = `${kind}-${randomBytes(16).toString('hex')}`;
  const place = blobPath(folder, id);
  if (place === null) throw new UpbenchError('internal', message('no-blob-kind', { kind }));
  return { path: place.path, ref: { id, mediaType: place.mediaType } };
}

/** The folder of blobs: files with unguessable names that live as long as something refers to them. */
export class BlobStore {
  private readonly known = new Set<string>();

  constructor(readonly folder: string) {
    mkdirSync(join(folder, 'blobs'), { recursive: true, mode: 0o700 });
    // Blobs of a previous engine may still be shown by a page.
    for (const file of readdirSync(join(folder, 'blobs')))
      if (!file.endsWith('.part')) this.known.add(parse(file).name);
  }

  write(kind: BlobKind, bytes: Uint8Array | string): BlobRef {
    return this.keep(writeBlob(this.folder, kind, bytes));
  }

  /** Takes over a blob that the computing thread wrote. */
  keep(blob: BlobRef): BlobRef {
    this.known.add(blob.id);
    return blob;
  }

  has(id: string): boolean {
    return this.known.has(id);
  }

  get size(): number {
    return this.known.size;
  }

  drop(ids: Iterable<string>): void {
    for (const id of ids) {
      if (!this.known.delete(id)) continue;
      const place = blobPath(this.folder, id);
      if (place !== null) rmSync(place.path, { force: true });
    }
  }

  /** Removes what a thread that was ended in the middle left behind. Only to be called while no thread writes. */
  sweep(): void {
    for (const file of readdirSync(join(this.folder, 'blobs'))) {
      if (file.endsWith('.part') || !this.known.has(parse(file).name))
        rmSync(join(this.folder, 'blobs', file), { force: true });
    }
  }
}
