import { constants, deflateRawSync } from 'node:zlib';

/** A zlib stream of rows that is made strip by strip, so that several threads can work on it; each can be read alone. */

export interface Strip {
  /** Filtered rows. */
  readonly rows: Uint8Array;
  readonly level: number;
  readonly isLast: boolean;
}

export interface Deflated {
  readonly bytes: Uint8Array;
  /** Adler-32 of the strip's rows. */
  readonly sum: number;
}

/** Deflates strips that follow one another; `together` of them are worth giving at once. */
export interface Deflater {
  readonly together: number;
  deflate(strips: readonly Strip[]): readonly Deflated[];
}

/** Bytes of a strip on which the two ways are tried. */
const TRIED_BYTES = 2 ** 17;
/** Runs alone are looked for where the file grows by no more than this: they take half the time. */
const MOST_GROWTH = 1.03;

export function deflateStrip({ rows, level, isLast }: Strip): Deflated {
  const bytes = deflateRawSync(rows, {
    level,
    strategy: strategyFor(rows, level),
    finishFlush: isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
  });
  return { bytes, sum: adler32(rows) };
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

/** On this thread alone. */
export const deflateHere: Deflater = { together: 1, deflate: (strips) => strips.map(deflateStrip) };

/** The largest prime below 2^16, which the check sum of zlib counts by (RFC 1950). */
const BASE = 65521;

/** The check sum of zlib. */
export function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
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

/** The sum of two parts, one behind the other, from the sums of both and the length of the second. */
export function joinSums(first: number, second: number, length: number): number {
  const [a1, b1] = [first & 0xffff, first >>> 16];
  const [a2, b2] = [second & 0xffff, second >>> 16];
  const a = (a1 + a2 - 1 + BASE) % BASE;
  // Every byte of the second part counts the sum of the first once more, of which 1 is in the second's own.
  const b = (b1 + b2 + (length % BASE) * ((a1 - 1 + BASE) % BASE)) % BASE;
  return ((b << 16) | a) >>> 0;
}
