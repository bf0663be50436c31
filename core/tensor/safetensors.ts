/** The .safetensors format: a u64 length, a JSON header of names, types, shapes and offsets, the values. */
import { message, type Said } from '../messages';
import { UpbenchError, describe, described } from './errors';
import { halfToNumber } from './npy';
import { elementCount, formatShape, type Shape, type Tensor } from './tensor';

/** The format's own limit. */
const MAX_HEADER = 100_000_000;

export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: Shape;
  /** First byte and the byte after the last, from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

type Read = (view: DataView, at: number) => number;
const TYPES: Readonly<Record<string, { readonly size: number; readonly read: Read }>> = {
  F16: { size: 2, read: (view, at) => halfToNumber(view.getUint16(at, true)) },
  BF16: { size: 2, read: (view, at) => bfloatToNumber(view.getUint16(at, true)) },
  F32: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  F64: { size: 8, read: (view, at) => view.getFloat64(at, true) },
};

/** bfloat16 is the upper half of a float32. */
function bfloatToNumber(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}

function corrupt(name: Said, what: Said): UpbenchError {
  return new UpbenchError('corrupt-file', message('safetensors-corrupt', { name, what }));
}

function readHeader(
  bytes: Uint8Array,
  name: Said,
): { entries: SafetensorsEntry[]; metadata: Readonly<Record<string, string>>; start: number } {
  if (bytes.length < 8) throw corrupt(name, message('safetensors-bytes', { bytes: bytes.length }));
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > MAX_HEADER || 8 + length > bytes.length) {
    throw corrupt(name, message('header-claims', { claimed: length, bytes: bytes.length }));
  }
  const start = 8 + length;
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)));
  } catch {
    throw corrupt(name, message('safetensors-no-json'));
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw corrupt(name, message('safetensors-header', { header: described(header) }));
  }
  const rows = Object.entries(header).filter(([key]) => key !== '__metadata__');
  const noted = Object.entries((header as { __metadata__?: unknown }).__metadata__ ?? {});
  return {
    entries: rows.map(([key, value]) => readEntry(key, value, bytes.length - start, name)),
    metadata: Object.fromEntries(noted.filter((note): note is [string, string] => typeof note[1] === 'string')),
    start,
  };
}

function readEntry(key: string, value: unknown, room: number, name: Said): SafetensorsEntry {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const { dtype, shape, data_offsets: offsets } = given;
  const isSize = (size: unknown): size is number => Number.isSafeInteger(size) && (size as number) >= 0;
  if (typeof dtype !== 'string' || !Array.isArray(shape) || !shape.every(isSize)) {
    throw corrupt(name, message('safetensors-no-shape', { tensor: describe(key) }));
  }
  const [begin, end] = (Array.isArray(offsets) ? offsets : []) as readonly unknown[];
  if (!isSize(begin) || !isSize(end) || begin > end || end > room) {
    throw corrupt(name, message('safetensors-place', { tensor: describe(key), place: described(offsets), room }));
  }
  const type = Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : undefined;
  if (type !== undefined && end - begin !== elementCount(shape) * type.size) {
    throw corrupt(
      name,
      message('safetensors-size', {
        tensor: describe(key),
        type: dtype,
        shape: formatShape(shape),
        bytes: end - begin,
      }),
    );
  }
  return { name: key, dtype, shape, begin, end };
}

/** What the file holds, unreadable types (integers, bool) included. */
export function listSafetensors(bytes: Uint8Array, name: Said = message('array-file')): SafetensorsEntry[] {
  return readHeader(bytes, name).entries;
}

/** The file's `__metadata__`: what its writer noted, as text; empty when nothing. */
export function safetensorsMetadata(
  bytes: Uint8Array,
  name: Said = message('array-file'),
): Readonly<Record<string, string>> {
  return readHeader(bytes, name).metadata;
}

/** All float tensors by name, as float32; F64 is rounded. Tensors of other types are left out. */
export function parseSafetensors(bytes: Uint8Array, name: Said = message('array-file')): Record<string, Tensor> {
  const { entries, start } = readHeader(bytes, name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tensors: [string, Tensor][] = [];
  let total = 0;
  for (const entry of entries) {
    const type = Object.hasOwn(TYPES, entry.dtype) ? TYPES[entry.dtype] : undefined;
    if (type === undefined) continue;
    total += entry.end - entry.begin;
    // Tensors do not share bytes, or a small file could claim any amount of them.
    if (total > bytes.length) throw corrupt(name, message('safetensors-overlap'));
    const data = new Float32Array((entry.end - entry.begin) / type.size);
    for (let i = 0; i < data.length; i++) data[i] = type.read(view, start + entry.begin + i * type.size);
    tensors.push([entry.name, { shape: [...entry.shape], data }]);
  }
  return Object.fromEntries(tensors);
}

/** A file of F32 tensors, header padded with spaces to a multiple of 8 bytes as the format asks. */
export function formatSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const begin = end;
    end += data.length * 4;
    header.push([name, { dtype: 'F32', shape, data_offsets: [begin, end] }]);
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + end);
  bytes.fill(0x20, 8, 8 + length);
  bytes.set(text, 8);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  let at = 8 + length;
  for (const { data } of Object.values(tensors)) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}
