import { message, type Message } from '../../messages';
import { checkSize, damaged, notRead } from './bytes';
import type { ReadRaster } from './pnm';

/** Radiance RGBE: three mantissas and one exponent a pixel, scanlines run-length coded. Ward, Graphics Gems II, 1991. */

/** The longest header that is read, in bytes. */
const LONGEST_HEADER = 65_536;
/** The new run-length coding is for widths within. */
const [NARROWEST, WIDEST] = [8, 32_767];
const LONGEST_RUN = 127;

/** 2^(e - 136), by exponent byte. */
const SCALES = Float64Array.from({ length: 256 }, (_, e) => (e === 0 ? 0 : 2 ** (e - 136)));

interface Header {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  /** Whether scanlines are rows, and which way pixels and scanlines go. */
  readonly isRows: boolean;
  readonly isBottomUp: boolean;
  readonly isRightToLeft: boolean;
  readonly at: number;
}

export function readHdr(bytes: Uint8Array, name: string): ReadRaster {
  const fail = (): Error => damaged(name, 'Radiance HDR');
  const header = headerOf(bytes, fail);
  const { lines, width, height, isRows } = header;
  const format =
    lines
      .find((line) => line.startsWith('FORMAT='))
      ?.slice(7)
      .trim() ?? '32-bit_rle_rgbe';
  if (format !== '32-bit_rle_rgbe') throw notRead(name, 'Radiance HDR', format.slice(0, 40));
  checkSize(name, 'Radiance HDR', width, height, 3);
  const [length, count] = isRows ? [width, height] : [height, width];
  const line = new Uint8Array(length * 4);
  // Runs of the old coding have no limit: such a file is decoded once without keeping it, before memory is allocated.
  if (length * count * 4 > (bytes.length - header.at) * LONGEST_RUN)
    for (let s = 0, at = header.at; s < count; s++) at = readScanline(bytes, at, line, length, fail);
  const data = new Float32Array(width * height * 3);
  let at = header.at;
  for (let s = 0; s < count; s++) {
    at = readScanline(bytes, at, line, length, fail);
    for (let i = 0; i < length; i++) {
      const [along, across] = [i, s];
      const x0 = isRows ? along : across;
      const y0 = isRows ? across : along;
      const x = header.isRightToLeft ? width - 1 - x0 : x0;
      const y = header.isBottomUp ? height - 1 - y0 : y0;
      const scale = SCALES[line[i * 4 + 3]!]!;
      for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = line[i * 4 + c]! * scale;
    }
  }
  const exposure = lines.flatMap((text) => /^(?:EXPOSURE|COLORCORR)=/.exec(text)?.[0] ?? []);
  const notes: Message[] = [
    message('note-linear'),
    ...(exposure.length > 0 ? [message('note-exposure', { lines: exposure.length })] : []),
    message('note-floats', { bits: 8 }),
  ];
  return { raster: { width, height, channels: 3, bitDepth: 32, data }, notes };
}

function headerOf(bytes: Uint8Array, fail: () => Error): Header {
  const lines: string[] = [];
  let at = 0;
  const line = (): string => {
    const from = at;
    while (at < bytes.length && bytes[at] !== 10) at++;
    if (at >= bytes.length || at > LONGEST_HEADER) throw fail();
    return String.fromCharCode(...bytes.subarray(from, Math.min(at++, from + 256))).replace(/\r$/, '');
  };
  for (let text = line(); text !== ''; text = line()) lines.push(text);
  const [, first = '', one = '', second = '', two = ''] =
    /^([+-][XY])\s+(\d+)\s+([+-][XY])\s+(\d+)\s*$/.exec(line()) ?? [];
  if (first === '' || first[1] === second[1]) throw fail();
  const isRows = first[1] === 'Y';
  const [y, x] = isRows ? [first, second] : [second, first];
  const [height, width] = isRows ? [Number(one), Number(two)] : [Number(two), Number(one)];
  return { width, height, lines, isRows, isBottomUp: y[0] === '+', isRightToLeft: x[0] === '-', at };
}

/** One scanline into `line`, four bytes a pixel; gives back where the next begins. */
function readScanline(bytes: Uint8Array, from: number, line: Uint8Array, length: number, fail: () => Error): number {
  let at = from;
  const isNew =
    length >= NARROWEST &&
    length <= WIDEST &&
    bytes[at] === 2 &&
    bytes[at + 1] === 2 &&
    (bytes[at + 2] ?? 255) * 256 + (bytes[at + 3] ?? 0) === length;
  if (!isNew) return readOldScanline(bytes, at, line, length, fail);
  at += 4;
  for (let c = 0; c < 4; c++) {
    for (let i = 0; i < length;) {
      const head = bytes[at++];
      if (head === undefined || head === 0) throw fail();
      const isRun = head > 128;
      const count = isRun ? head - 128 : head;
      if (i + count > length || at + (isRun ? 1 : count) > bytes.length) throw fail();
      for (let k = 0; k < count; k++, i++) line[i * 4 + c] = bytes[isRun ? at : at + k]!;
      at += isRun ? 1 : count;
    }
  }
  return at;
}

/** Pixels one by one; 1, 1, 1, n repeats the one before, and such pixels in a row are digits to the base 256. */
function readOldScanline(bytes: Uint8Array, from: number, line: Uint8Array, length: number, fail: () => Error): number {
  let [at, shift] = [from, 0];
  for (let i = 0; i < length;) {
    if (at + 4 > bytes.length) throw fail();
    const [r, g, b, e] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
    at += 4;
    if (r === 1 && g === 1 && b === 1) {
      const count = e * 2 ** shift;
      if (i === 0 || i + count > length) throw fail();
      for (let k = 0; k < count; k++, i++) line.copyWithin(i * 4, i * 4 - 4, i * 4);
      shift += 8;
      if (shift > 24) throw fail();
    } else {
      line.set([r, g, b, e], i * 4);
      i++;
      shift = 0;
    }
  }
  return at;
}
