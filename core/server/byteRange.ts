/** Bytes of a file, both ends included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What the Range header of a request wants of a file: the bytes, `outside` where it has none of them, null where the whole file
 * is to be sent: without a header, and where it says anything but one range (RFC 9110, 14.2 allows that).
 */
export function byteRange(header: string | null | undefined, bytes: number): ByteRange | 'outside' | null {
  const found = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '');
  if (found === null) return null;
  const from = Number(found[1]);
  const to = found[2] === '' ? bytes - 1 : Math.min(Number(found[2]), bytes - 1);
  if (found[2] !== '' && Number(found[2]) < from) return null;
  return from < bytes ? { from, to } : 'outside';
}

/**
 * Headers of an answer that holds a range. No cache keeps it: a page reads parts of files of hundreds of megabytes, and keeps
 * for itself what it needs again.
 */
export const rangeHeaders = ({ from, to }: ByteRange, bytes: number): Record<string, string> => ({
  'Content-Length': String(to - from + 1),
  'Content-Range': `bytes ${from}-${to}/${bytes}`,
  'Accept-Ranges': 'bytes',
  'Cache-Control': 'no-store',
});
