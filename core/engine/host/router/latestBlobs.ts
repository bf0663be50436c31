import type { BlobStore } from '../blobStore';
import type { BlobRef } from '../../contract/contract';

/** Keeps what passes through it until `most` newer ones have: a host has copied or shown a blob long before. */
export function latestBlobs(blobs: BlobStore, most: number): (blob: BlobRef) => BlobRef {
  const kept: BlobRef[] = [];
  return (blob) => {
    kept.push(blob);
    if (kept.length > most) blobs.drop(kept.splice(0, 1).map(({ id }) => id));
    return blob;
  };
}
