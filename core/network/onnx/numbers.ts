import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { halfToNumber } from '../../tensor/npy';
import type { OnnxTensor } from './model';
import { damaged } from './wire';

/** Bytes per value of the types that weights and sizes have. */
const WIDTH: Readonly<Record<number, number>> = {
  1: 4,
  2: 1,
  3: 1,
  4: 2,
  5: 2,
  6: 4,
  7: 8,
  9: 1,
  10: 2,
  11: 8,
  12: 4,
  13: 8,
  16: 2,
  17: 1,
  18: 1,
  19: 1,
  20: 1,
};

/** Bytes that so many values take; null where that is not known, as of types of which two share a byte. */
export function storedBytes(type: number, count: number): number | null {
  const width = WIDTH[type];
  return width === undefined ? null : width * count;
}

/** External data by the location that the model names. */
export type ExternalFiles = ReadonlyMap<string, Uint8Array>;

/** The values of a stored tensor as numbers, whatever their encoding. */
export function numbersOf(tensor: OnnxTensor, files: ExternalFiles, name: string): Float64Array {
  const count = tensor.shape.reduce((total, size) => total * size, 1);
  if (count > 2 ** 31) throw damaged(name);
  if (tensor.external) return decode(externalBytes(tensor, files, name), tensor.type, count, name);
  if (tensor.raw) return decode(tensor.raw, tensor.type, count, name);
  if (tensor.doubles) return decode(tensor.doubles, 11, count, name);
  if (tensor.floats.length > 0) return checked(Float64Array.from(tensor.floats), count, name);
  if (tensor.type === 21 || tensor.type === 22)
    return decode(Uint8Array.from(tensor.integers, Number), tensor.type, count, name);
  // Half-precision values and smaller ones are stored as integers in int32_data.
  const small = SMALL_FLOATS[tensor.type];
  const convert = small
    ? (bits: number): number => smallFloat(bits, small)
    : tensor.type === 10
      ? halfToNumber
      : tensor.type === 16
        ? brainFloat
        : (value: number): number => value;
  return checked(
    Float64Array.from(tensor.integers, (value) => convert(Number(value))),
    count,
    name,
  );
}

function checked(values: Float64Array, count: number, name: string): Float64Array {
  if (values.length !== count) throw damaged(name);
  return values;
}

function externalBytes({ external, shape, type }: OnnxTensor, files: ExternalFiles, name: string): Uint8Array {
  const location = external?.get('location') ?? '';
  const file = files.get(location);
  if (!file) throw new UpbenchError('missing-file', message('onnx-external-missing', { name, location }));
  const offset = Number(external?.get('offset') ?? 0);
  const needed = shape.reduce((total, size) => total * size, 1) * (WIDTH[type] ?? 1);
  const length = Number(external?.get('length') ?? needed);
  if (!(offset >= 0) || length < needed || offset + needed > file.length) throw damaged(location);
  return file.subarray(offset, offset + needed);
}

function decode(bytes: Uint8Array, type: number, count: number, name: string): Float64Array {
  const width = WIDTH[type];
  if (type === 21 || type === 22) {
    // Two values of four bits in a byte, the low one first.
    if (bytes.length < Math.ceil(count / 2)) throw damaged(name);
    return Float64Array.from({ length: count }, (_, i) => {
      const nibble = (bytes[i >> 1]! >> (i % 2 === 0 ? 0 : 4)) & 15;
      return type === 22 && nibble > 7 ? nibble - 16 : nibble;
    });
  }
  if (width === undefined) throw new UpbenchError('unsupported-file', message('onnx-type', { name, type }));
  if (bytes.length !== count * width) throw damaged(name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const small = SMALL_FLOATS[type];
  if (small) return Float64Array.from(bytes, (bits) => smallFloat(bits, small));
  const read: (at: number) => number =
    {
      1: (at: number) => view.getFloat32(at, true),
      2: (at: number) => view.getUint8(at),
      3: (at: number) => view.getInt8(at),
      4: (at: number) => view.getUint16(at, true),
      5: (at: number) => view.getInt16(at, true),
      6: (at: number) => view.getInt32(at, true),
      7: (at: number) => Number(view.getBigInt64(at, true)),
      9: (at: number) => view.getUint8(at),
      10: (at: number) => halfToNumber(view.getUint16(at, true)),
      11: (at: number) => view.getFloat64(at, true),
      12: (at: number) => view.getUint32(at, true),
      13: (at: number) => Number(view.getBigUint64(at, true)),
      16: (at: number) => brainFloat(view.getUint16(at, true)),
    }[type as 1] ?? (() => Number.NaN);
  return Float64Array.from({ length: count }, (_, i) => read(i * width));
}

/** Floats of eight bits: how many say the exponent, its bias, and whether there are no infinities and no -0. */
interface SmallFloat {
  readonly exponentBits: number;
  readonly bias: number;
  readonly kind: 'ieee' | 'finite' | 'unsigned-zero';
}
/** E4M3FN, E4M3FNUZ, E5M2, E5M2FNUZ. */
const SMALL_FLOATS: Readonly<Record<number, SmallFloat>> = {
  17: { exponentBits: 4, bias: 7, kind: 'finite' },
  18: { exponentBits: 4, bias: 8, kind: 'unsigned-zero' },
  19: { exponentBits: 5, bias: 15, kind: 'ieee' },
  20: { exponentBits: 5, bias: 16, kind: 'unsigned-zero' },
};

function smallFloat(bits: number, { exponentBits, bias, kind }: SmallFloat): number {
  const fractionBits = 7 - exponentBits;
  const sign = bits & 0x80 ? -1 : 1;
  const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = bits & (2 ** fractionBits - 1);
  if (kind === 'unsigned-zero' && (bits & 0xff) === 0x80) return Number.NaN;
  if (kind === 'finite' && (bits & 0x7f) === 0x7f) return Number.NaN;
  if (kind === 'ieee' && exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  const part = fraction / 2 ** fractionBits;
  return sign * (exponent === 0 ? part * 2 ** (1 - bias) : (1 + part) * 2 ** (exponent - bias));
}

const scratch = new DataView(new ArrayBuffer(4));
function brainFloat(bits: number): number {
  scratch.setUint32(0, bits * 65536);
  return scratch.getFloat32(0);
}
