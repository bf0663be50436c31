import { message, type Said } from '../../messages';
import type { Raster } from '../raster';
import { checkSize, damaged } from './bytes';
import type { ReadRaster } from './pnm';

/** Truevision TGA: indexed, colour and grey, as they are or run-length coded. TGA File Format Specification 2.0, 1991. */

const HEADER = 18;
const LONGEST_RUN = 128;

interface Header {
  readonly mapFrom: number;
  readonly mapLength: number;
  readonly mapBits: number;
  readonly hasMap: boolean;
  readonly type: 1 | 2 | 3;
  readonly isRunLength: boolean;
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly alphaBits: number;
  readonly isTopDown: boolean;
  readonly isRightToLeft: boolean;
  /** Where map and pixels begin. */
  readonly at: number;
}

const MAP_BITS = [15, 16, 24, 32];

/** The header, or null where the bytes are not TGA: it has no magic number, so every field must be plausible. */
function headerOf(bytes: Uint8Array): Header | null {
  if (bytes.length <= HEADER) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [idLength, mapType, kind, bits, flags] = [bytes[0]!, bytes[1]!, bytes[2]!, bytes[16]!, bytes[17]!];
  const [mapFrom, mapLength, mapBits] = [view.getUint16(3, true), view.getUint16(5, true), bytes[7]!];
  const [width, height] = [view.getUint16(12, true), view.getUint16(14, true)];
  const type = kind & 7;
  const isIndexed = type === 1;
  const isKnown =
    [1, 2, 3, 9, 10, 11].includes(kind) &&
    mapType <= 1 &&
    (flags & 0xc0) === 0 &&
    width > 0 &&
    height > 0 &&
    (isIndexed
      ? mapType === 1 && bits === 8 && mapLength > 0
      : type === 3
        ? bits === 8 || bits === 16
        : MAP_BITS.includes(bits)) &&
    (mapType === 0 ? mapLength === 0 && mapBits === 0 : MAP_BITS.includes(mapBits));
  if (!isKnown) return null;
  return {
    mapFrom,
    mapLength,
    mapBits,
    hasMap: mapType === 1,
    width,
    height,
    bits,
    type: type as 1 | 2 | 3,
    isRunLength: kind > 8,
    alphaBits: flags & 15,
    isTopDown: (flags & 0x20) !== 0,
    isRightToLeft: (flags & 0x10) !== 0,
    at: HEADER + idLength,
  };
}

const FOOTER = 'TRUEVISION-XFILE.';

/** Whether the bytes are a TGA picture: by the footer of version 2, or by a header whose every field makes sense. */
export function isTga(bytes: Uint8Array): boolean {
  const header = headerOf(bytes);
  if (header === null) return false;
  if (String.fromCharCode(...bytes.subarray(-18, -1)) === FOOTER) return true;
  const size = Math.ceil(header.bits / 8);
  const map = header.mapLength * Math.ceil(header.mapBits / 8);
  const pixels = header.width * header.height;
  const least = header.isRunLength ? (pixels / LONGEST_RUN) * (size + 1) : pixels * size;
  return bytes.length >= header.at + map + least;
}

export function readTga(bytes: Uint8Array, name: string): ReadRaster {
  const fail = (): Error => damaged(name, 'TGA');
  const header = headerOf(bytes);
  if (header === null) throw fail();
  const { width, height, type, bits, isRunLength } = header;
  checkSize(name, 'TGA', width, height, 4);
  const pixels = width * height;
  const size = Math.ceil(bits / 8);
  const mapSize = Math.ceil(header.mapBits / 8);
  const from = header.at + header.mapLength * mapSize;
  const left = bytes.length - from;
  if (left < (isRunLength ? (pixels / LONGEST_RUN) * (size + 1) : pixels * size)) throw fail();
  const raw = isRunLength
    ? unpack(bytes.subarray(from), pixels, size, fail)
    : bytes.subarray(from, from + pixels * size);
  const place = (i: number): number => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return (header.isTopDown ? y : height - 1 - y) * width + (header.isRightToLeft ? width - 1 - x : x);
  };
  const notes = type === 1 ? [message('note-palette', { colour: true })] : [];
  if (type === 3) {
    const data = new Uint8Array(pixels);
    const alpha = bits === 16 ? new Uint8Array(pixels) : undefined;
    for (let i = 0; i < pixels; i++) {
      const to = place(i);
      data[to] = raw[i * size]!;
      if (alpha) alpha[to] = raw[i * size + 1]!;
    }
    return withAlpha({ width, height, channels: 1, bitDepth: 8, data }, alpha, notes);
  }
  const [colours, colourBits, colourSize] =
    type === 1 ? [bytes.subarray(header.at, from), header.mapBits, mapSize] : [raw, bits, size];
  const data = new Uint8Array(pixels * 3);
  const alpha = colourBits === 32 ? new Uint8Array(pixels) : undefined;
  for (let i = 0; i < pixels; i++) {
    const to = place(i);
    let at = i * size;
    if (type === 1) {
      const index = raw[i]! - header.mapFrom;
      if (index < 0 || index >= header.mapLength) throw fail();
      at = index * colourSize;
    }
    if (colourBits <= 16) {
      const value = colours[at]! | (colours[at + 1]! << 8);
      for (let c = 0; c < 3; c++) data[to * 3 + c] = Math.floor((((value >> (10 - 5 * c)) & 31) * 255) / 31);
    } else {
      for (let c = 0; c < 3; c++) data[to * 3 + c] = colours[at + 2 - c]!;
      if (alpha) alpha[to] = colours[at + 3]!;
    }
  }
  if (colourBits <= 16) notes.push(message('note-widened', { bits: 5, bitDepth: 8 }));
  return withAlpha({ width, height, channels: 3, bitDepth: 8, data }, alpha, notes);
}

function withAlpha(raster: Raster, alpha: Uint8Array | undefined, notes: Said[]): ReadRaster {
  const all = alpha ? [...notes, message('note-alpha')] : notes;
  return { raster: alpha ? { ...raster, alpha } : raster, notes: all };
}

/** Packets of a count and either one pixel for all or every pixel. */
function unpack(bytes: Uint8Array, pixels: number, size: number, fail: () => Error): Uint8Array {
  const raw = new Uint8Array(pixels * size);
  let [at, to] = [0, 0];
  while (to < raw.length) {
    const head = bytes[at++];
    if (head === undefined) throw fail();
    const count = Math.min((head & 127) + 1, (raw.length - to) / size);
    const isRun = head >= 128;
    const need = isRun ? size : count * size;
    if (at + need > bytes.length) throw fail();
    if (isRun) for (let i = 0; i < count; i++) raw.set(bytes.subarray(at, at + size), to + i * size);
    else raw.set(bytes.subarray(at, at + need), to);
    at += need;
    to += count * size;
  }
  return raw;
}
