import { join } from 'node:path';

/** What an engine hands out, and the ending of the file it is kept in. The id begins with the kind. */
export const BLOB_KINDS = {
  png: 'image/png',
  /** Values that a PNG cannot hold: floats, bands. */
  npy: 'application/octet-stream',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  tex: 'application/x-tex',
  svg: 'image/svg+xml',
  zip: 'application/zip',
  bin: 'application/octet-stream',
  /** .safetensors */
  st: 'application/octet-stream',
} as const;
export type BlobKind = keyof typeof BLOB_KINDS;

const ID = /^([a-z]{2,4})-[0-9a-f]{32}$/;

/**
 * Where a host finds the blob `id` below the engine's folder, or null for anything that is no id of ours.
 * Nothing of the id reaches the file system but letters, digits and one dash.
 */
export function blobPath(folder: string, id: string): { path: string; mediaType: string; kind: BlobKind } | null {
  const kind = ID.exec(id)?.[1];
  if (kind === undefined || !Object.hasOwn(BLOB_KINDS, kind)) return null;
  const known = kind as BlobKind;
  return { path: join(folder, 'blobs', `${id}.${known}`), mediaType: BLOB_KINDS[known], kind: known };
}
