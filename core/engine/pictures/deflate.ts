import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib';

/**
 * The data of a PNG file: a zlib stream of rows that is made strip by strip. Every strip stands alone, so that a reader may
 * begin with any. Nothing here loads more than it needs: a thread of its own runs it.
 */

/** Bytes of a strip on which the two ways are tried. */
const TRIED_BYTES = 2 ** 17;
/** Runs alone are looked for where the file grows by no more than this: they take half the time. */
const MOST_GROWTH = 1.03;
/** Deflate with a window of 32 KiB, no dictionary (RFC 1950). */
const ZLIB_HEADER = Uint8Array.of(0x78, 0x01);

/** One part of a PNG file: its length, name, content and check sum. */
export function chunk(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const out = new Uint8Array(length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  let at = 8;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  view.setUint32(length + 8, crc32(out.subarray(4, length + 8)));
  return out;
}

/** Strips of filtered rows, one after another -> IDAT chunks, one for each. */
export function* dataChunks(strips: Iterable<Uint8Array>, level: number): Generator<Uint8Array> {
  let sum = 1;
  let isFirst = true;
  let rows: Uint8Array | undefined;
  const deflated = (own: Uint8Array, isLast: boolean): Uint8Array => {
    sum = adler32(own, sum);
    const end = new Uint8Array(isLast ? 4 : 0);
    if (isLast) new DataView(end.buffer).setUint32(0, sum);
    const head = isFirst ? [ZLIB_HEADER] : [];
    isFirst = false;
    return chunk('IDAT', ...head, deflateStrip(own, level, isLast), end);
  };
  // One is held back, to know the last.
  for (const next of strips) {
    if (rows !== undefined) yield deflated(rows, false);
    rows = next;
  }
  if (rows === undefined) return;
  // A small picture is one strip, and its size counts for more than the time.
  yield isFirst ? chunk('IDAT', deflateSync(rows, { level })) : deflated(rows, true);
}

function deflateStrip(rows: Uint8Array, level: number, isLast: boolean): Uint8Array {
  return deflateRawSync(rows, {
    level,
    strategy: strategyFor(rows, level),
    finishFlush: isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
  });
}

/**
 * What is left of an enlarged picture after filtering is noise of few values: it repeats nothing, and looking for repeats
 * takes twice the time for a larger file. Text, drawings and patterns do repeat. A piece of the strip tells.
 */
function strategyFor(rows: Uint8Array, level: number): number {
  const start = Math.max(0, (rows.length - TRIED_BYTES) >> 1);
  const piece = rows.subarray(start, start + TRIED_BYTES);
  const size = (strategy: number): number => deflateRawSync(piece, { level, strategy }).length;
  return size(constants.Z_RLE) <= MOST_GROWTH * size(constants.Z_DEFAULT_STRATEGY)
    ? constants.Z_RLE
    : constants.Z_DEFAULT_STRATEGY;
}

/** The largest prime below 2^16, which the check sum of zlib counts by (RFC 1950). */
const BASE = 65521;

/** The check sum of zlib, of what comes after bytes of the sum `before`. */
export function adler32(bytes: Uint8Array, before = 1): number {
  let a = before & 0xffff;
  let b = before >>> 16;
  for (let i = 0; i < bytes.length;) {
    // So many sums of bytes stay below 2^31.
    const end = Math.min(bytes.length, i + 3800);
    for (; i < end; i++) {
      a += bytes[i]!;
      b += a;
    }
    a %= BASE;
    b %= BASE;
  }
  return ((b << 16) | a) >>> 0;
}
