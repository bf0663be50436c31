/** NumPy's .npy files (format 1.0 to 3.0): magic, version, header length, a Python dict, the values. */
import { message, type Said } from '../messages';
import { describe, UpbenchError } from './errors';
import { elementCount, formatShape, type IndexTensor, type Shape, type Tensor } from './tensor';

/** Values as read, before it is decided whether they are a picture or positions. */
export interface NpyArray {
  readonly shape: Shape;
  /** NumPy's type without its byte order: f4, i8, u1, ... */
  readonly type: string;
  /** In row-major order, whatever the order in the file. */
  readonly data: Float32Array | Float64Array;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** A header is one short dict; longer claims are damage. */
const MAX_HEADER = 65536;
/** Bytes per value of the types that are read. 64-bit integers beyond 2^53 lose their last digits. */
const SIZES: Readonly<Record<string, number>> = {
  f2: 2,
  f4: 4,
  f8: 8,
  b1: 1,
  u1: 1,
  i1: 1,
  u2: 2,
  i2: 2,
  u4: 4,
  i4: 4,
  u8: 8,
  i8: 8,
};

function corrupt(name: Said, what: Said): UpbenchError {
  return new UpbenchError('corrupt-file', message('npy-corrupt', { name, what }));
}

interface NpyHeader {
  readonly shape: Shape;
  /** NumPy's type without its byte order. */
  readonly type: string;
  readonly littleEndian: boolean;
  readonly fortran: boolean;
  /** Where the values begin. */
  readonly start: number;
}

/** What the beginning of an .npy file says of it; null where it is none, or damaged. */
export function npyHeader(bytes: Uint8Array): NpyHeader | null {
  try {
    return headerOf(bytes, message('array-file'));
  } catch {
    return null;
  }
}

/** Reads an .npy file; refuses damage with a sentence and allocates only what the file itself can fill. */
export function parseNpy(bytes: Uint8Array, name: Said = message('array-file')): NpyArray {
  const { type, littleEndian, fortran, shape, start: at } = headerOf(bytes, name);
  const count = elementCount(shape);
  const size = SIZES[type]!;
  const found = bytes.length - at;
  if (found !== count * size) {
    throw corrupt(name, message('npy-values', { shape: formatShape(shape), size, needed: count * size, found }));
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (i: number) => readValue(view, at + i * size, type, littleEndian);
  const data = type === 'f2' || type === 'f4' ? new Float32Array(count) : new Float64Array(count);
  if (fortran && shape.length > 1) fromFortran(shape, data, read);
  else for (let i = 0; i < count; i++) data[i] = read(i);
  return { shape, type, data };
}

function headerOf(bytes: Uint8Array, name: Said): NpyHeader {
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw corrupt(name, message('npy-no-magic'));
  }
  const major = bytes[6]!;
  if (major < 1 || major > 3) throw corrupt(name, message('npy-version', { version: major }));
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) throw corrupt(name, message('npy-cut'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER || start + length > bytes.length) {
    throw corrupt(name, message('header-claims', { claimed: length, bytes: bytes.length }));
  }
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(start, start + length));
  return { ...readHeader(text, name), start: start + length };
}

/** `{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, 4, 4), }` */
function readHeader(text: string, name: Said) {
  const descr = /'descr'\s*:\s*'([<>|=])([a-zA-Z]\d*)'/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const sizes = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text);
  if (!/^\s*\{.*\}\s*$/s.test(text) || !descr || !order || !sizes) {
    throw corrupt(name, message('npy-header', { header: describe(text.trim()) }));
  }
  const type = descr[2]!;
  if (!Object.hasOwn(SIZES, type)) {
    throw new UpbenchError('unsupported-file', message('npy-type', { name, type: describe(type) }));
  }
  const parts = sizes[1]!.split(',').map((part) => part.replace('L', '').trim());
  if (parts.at(-1) === '') parts.pop();
  const shape = parts.map(Number);
  if (parts.some((part) => !/^\d+$/.test(part)) || shape.some((size) => !Number.isSafeInteger(size))) {
    throw corrupt(name, message('npy-shape', { shape: describe(sizes[1]!) }));
  }
  return { type, littleEndian: descr[1] !== '>', fortran: order[1] === 'True', shape };
}

function readValue(view: DataView, at: number, type: string, little: boolean): number {
  switch (type) {
    case 'f2':
      return halfToNumber(view.getUint16(at, little));
    case 'f4':
      return view.getFloat32(at, little);
    case 'f8':
      return view.getFloat64(at, little);
    case 'i1':
      return view.getInt8(at);
    case 'u2':
      return view.getUint16(at, little);
    case 'i2':
      return view.getInt16(at, little);
    case 'u4':
      return view.getUint32(at, little);
    case 'i4':
      return view.getInt32(at, little);
    case 'u8':
      return Number(view.getBigUint64(at, little));
    case 'i8':
      return Number(view.getBigInt64(at, little));
    default:
      return view.getUint8(at);
  }
}

/** Column-major source, first axis fastest, into row-major `data`. */
function fromFortran(shape: Shape, data: Float32Array | Float64Array, read: (i: number) => number): void {
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  for (let o = 0; o < data.length; o++) {
    let source = 0;
    for (let axis = 0; axis < shape.length; axis++) source += index[axis]! * strides[axis]!;
    data[o] = read(source);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

/** IEEE 754 half precision: 1 sign, 5 exponent, 10 fraction bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const single = new DataView(new ArrayBuffer(4));
/** The bits of the nearest half-precision number, the even one of two as near. */
export function numberToHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65_520) return sign | 0x7c00;
  single.setFloat32(0, size);
  const exponent = Math.max(-14, (single.getUint32(0) >>> 23) - 127);
  const steps = size * 2 ** (10 - exponent);
  const below = Math.floor(steps);
  const isUp = steps - below > 0.5 || (steps - below === 0.5 && below % 2 === 1);
  return sign | (below + (isUp ? 1 : 0) + ((exponent + 14) << 10));
}

/** The values as float32; those of other types are rounded. */
export function npyToTensor(array: NpyArray): Tensor {
  const { shape, data } = array;
  return { shape: [...shape], data: data instanceof Float32Array ? data : Float32Array.from(data) };
}

/** The values as positions; refuses fractions, negatives and what 32 bits do not hold. */
export function npyToIndices(array: NpyArray, name = 'indices'): IndexTensor {
  const wrong = array.data.find((value) => !Number.isInteger(value) || value < 0 || value > 2 ** 31 - 1);
  if (wrong !== undefined) {
    const said = message('npy-positions', { name, found: wrong });
    throw new UpbenchError('invalid-parameter', said, { parameter: name });
  }
  return { shape: [...array.shape], data: Int32Array.from(array.data) };
}

type Writable = Float32Array | Int32Array | Uint16Array | Uint8Array;

/** NumPy's type of the values, and their size in the file: positions are int64, as PyTorch's. */
function typeOf(data: Writable): { readonly descr: string; readonly size: number } {
  if (data instanceof Int32Array) return { descr: '<i8', size: 8 };
  if (data instanceof Float32Array) return { descr: '<f4', size: 4 };
  return data instanceof Uint16Array ? { descr: '<u2', size: 2 } : { descr: '|u1', size: 1 };
}

/** Version 1.0, little endian, C order: `<f4` for a tensor, `<i8` (as PyTorch's indices) for an index tensor, bytes and words as they are. */
export function formatNpy({
  shape,
  data,
}: {
  readonly shape: Shape;
  readonly data: Writable;
}): Uint8Array<ArrayBuffer> {
  const { descr, size } = typeOf(data);
  const sizes = shape.length === 1 ? `${shape.join()},` : shape.join(', ');
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // The values begin at a multiple of 64 bytes.
  const header = dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11) + '\n';
  const bytes = new Uint8Array(10 + header.length + data.length * size);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, 1, 0]);
  view.setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), 10);
  let at = 10 + header.length;
  if (data instanceof Uint8Array) bytes.set(data, at);
  else
    for (let i = 0; i < data.length; i++, at += size) {
      if (size === 8) view.setBigInt64(at, BigInt(data[i]!), true);
      else if (size === 4) view.setFloat32(at, data[i]!, true);
      else view.setUint16(at, data[i]!, true);
    }
  return bytes;
}
