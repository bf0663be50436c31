import { deflateSync, inflateSync } from 'node:zlib';
import { message } from '../../messages';
import type { Labels } from '../../segmentation';
import { UpbenchError } from '../../tensor/errors';
import { chunk } from './deflate';
import { SIGNATURE } from './png';

/**
 * PNG of one sample per pixel (grey or indexed), value for value: the decoder for pictures turns indices into colours
 * and stretches few bits over 0..255, and labels are neither. https://www.w3.org/TR/png-3/
 */
interface SamplePng {
  readonly width: number;
  readonly height: number;
  /** [height * width] as stored: indices, or grey values at the file's depth. */
  readonly data: Int32Array;
  /** Of an indexed PNG: [r, g, b] by index. */
  readonly palette: readonly (readonly [number, number, number])[] | null;
}

const GREY = 0;
const INDEXED = 3;
/** Start and step of the seven passes of an interlaced picture: x, y, dx, dy. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

function corrupt(name: string): UpbenchError {
  return new UpbenchError('corrupt-file', message('label-png-damaged', { name }));
}

interface Chunks {
  readonly header: DataView;
  readonly palette: Uint8Array | null;
  readonly data: Uint8Array;
}

function readChunks(bytes: Uint8Array, name: string): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let header: DataView | undefined;
  let palette: Uint8Array | null = null;
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (at + 12 + length > bytes.length) break;
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = new DataView(content.buffer, content.byteOffset, content.byteLength);
    else if (type === 'PLTE') palette = content;
    else if (type === 'IDAT') parts.push(content);
    else if (type === 'IEND') break;
    at += 12 + length;
  }
  if (header === undefined || header.byteLength < 13 || parts.length === 0) throw corrupt(name);
  return { header, palette, data: Buffer.concat(parts) };
}

/** Undoes one row's filter in place; `above` is the row before it, all zeros for the first. */
function unfilter(kind: number, row: Uint8Array, above: Uint8Array, step: number): void {
  for (let i = 0; i < row.length; i++) {
    const a = i >= step ? row[i - step]! : 0;
    const b = above[i]!;
    const c = i >= step ? above[i - step]! : 0;
    let predicted = 0;
    if (kind === 1) predicted = a;
    else if (kind === 2) predicted = b;
    else if (kind === 3) predicted = (a + b) >> 1;
    else if (kind === 4) {
      const p = a + b - c;
      const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
      predicted = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
    row[i] = row[i]! + predicted;
  }
}

function sampleAt(row: Uint8Array, x: number, depth: number): number {
  if (depth === 16) return row[2 * x]! * 256 + row[2 * x + 1]!;
  if (depth === 8) return row[x]!;
  const perByte = 8 / depth;
  const shift = 8 - depth * ((x % perByte) + 1);
  return (row[Math.floor(x / perByte)]! >> shift) & ((1 << depth) - 1);
}

/** Whether the PNG holds one sample per pixel, so that `readSamplePng` can read it. */
export function holdsSamples(bytes: Uint8Array): boolean {
  return bytes.length > 25 && (bytes[25] === GREY || bytes[25] === INDEXED);
}

export function readSamplePng(bytes: Uint8Array, name: string, maxPixels: number): SamplePng {
  const { header, palette, data } = readChunks(bytes, name);
  const width = header.getUint32(0);
  const height = header.getUint32(4);
  const depth = header.getUint8(8);
  const isInterlaced = header.getUint8(12) === 1;
  if (width === 0 || height === 0 || ![1, 2, 4, 8, 16].includes(depth)) throw corrupt(name);
  if (width * height > maxPixels)
    throw new UpbenchError('too-large', message('label-png-too-large', { name, width, height, maxPixels }));
  const passes = isInterlaced ? PASSES : ([[0, 0, 1, 1]] as const);
  const sizes = passes.map(([x, y, dx, dy]) => [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)] as const);
  const lengths = sizes.map(([columns, rows]) =>
    columns <= 0 || rows <= 0 ? 0 : rows * (1 + Math.ceil((columns * depth) / 8)),
  );
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let raw: Uint8Array;
  try {
    raw = inflateSync(data, { maxOutputLength: total + 1024 });
  } catch {
    throw corrupt(name);
  }
  if (raw.length < total) throw corrupt(name);
  const out = new Int32Array(width * height);
  let at = 0;
  for (const [pass, [left, top, dx, dy]] of passes.entries()) {
    const [columns, rows] = sizes[pass]!;
    if (lengths[pass] === 0) continue;
    const bytesPerRow = Math.ceil((columns * depth) / 8);
    let above: Uint8Array = new Uint8Array(bytesPerRow);
    for (let y = 0; y < rows; y++) {
      const row = raw.subarray(at + 1, at + 1 + bytesPerRow);
      unfilter(raw[at]!, row, above, Math.max(1, depth / 8));
      for (let x = 0; x < columns; x++) out[(top + y * dy) * width + left + x * dx] = sampleAt(row, x, depth);
      above = row;
      at += 1 + bytesPerRow;
    }
  }
  return { width, height, data: out, palette: header.getUint8(9) === INDEXED ? coloursOf(palette) : null };
}

function coloursOf(palette: Uint8Array | null): [number, number, number][] {
  const bytes = palette ?? new Uint8Array(0);
  return Array.from({ length: Math.floor(bytes.length / 3) }, (_, i) => [
    bytes[3 * i]!,
    bytes[3 * i + 1]!,
    bytes[3 * i + 2]!,
  ]);
}

/** Labels as an indexed PNG: the classes as values, and their colours for whoever looks at it. */
export function writeIndexedPng(
  { width, height, data }: Labels,
  palette: readonly (readonly [number, number, number])[],
): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  header[9] = INDEXED;
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = data[y * width + x]!;
  }
  // Labels beyond the palette (ignored pixels) are black.
  const colours = Array.from({ length: 256 }, (_, i) => palette[i] ?? [0, 0, 0]);
  const chunks = [
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from(colours.flat())),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ];
  return Buffer.concat([SIGNATURE, ...chunks]);
}
