import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';

/** One field of a protobuf message, as it lies in the file. */
interface Field {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 bytes with a length, 5 four bytes */
  readonly wire: 0 | 1 | 2 | 5;
  /** Of a varint, as signed 64 bits. */
  readonly value: bigint;
  /** Of the other kinds. */
  readonly bytes: Uint8Array;
}

export function damaged(name: string): UpbenchError {
  return new UpbenchError('corrupt-file', message('onnx-damaged', { name }));
}

/** The fields of a message in their order. A length beyond the end is damage. */
export function* fieldsOf(bytes: Uint8Array, name: string): Generator<Field> {
  let at = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (at >= bytes.length) throw damaged(name);
      const byte = bytes[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asIntN(64, value);
    }
    throw damaged(name);
  };
  const take = (length: number): Uint8Array => {
    if (length < 0 || at + length > bytes.length) throw damaged(name);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const none = new Uint8Array(0);
  while (at < view.byteLength) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (number < 1) throw damaged(name);
    if (wire === 0) yield { number, wire, value: varint(), bytes: none };
    else if (wire === 1) yield { number, wire, value: 0n, bytes: take(8) };
    else if (wire === 2) yield { number, wire, value: 0n, bytes: take(Number(varint())) };
    else if (wire === 5) yield { number, wire, value: 0n, bytes: take(4) };
    else throw damaged(name);
  }
}

const decoder = new TextDecoder();
export const textOf = (field: Field): string => decoder.decode(field.bytes);

/** Numbers of a repeated field: packed in one, or one each. */
export function varintsOf(field: Field, name: string): bigint[] {
  if (field.wire === 0) return [field.value];
  const values: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of field.bytes) {
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) {
      values.push(BigInt.asIntN(64, value));
      value = 0n;
      shift = 0n;
    } else if ((shift += 7n) > 63n) throw damaged(name);
  }
  if (shift !== 0n) throw damaged(name);
  return values;
}

export function floatsOf(field: Field): number[] {
  const view = new DataView(field.bytes.buffer, field.bytes.byteOffset, field.bytes.byteLength);
  return Array.from({ length: Math.floor(field.bytes.length / 4) }, (_, i) => view.getFloat32(i * 4, true));
}

/** Writes a message field by field; what was not understood is written as it was read. */
export class Writer {
  private readonly parts: Uint8Array[] = [];

  private varint(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    const bytes: number[] = [];
    do {
      const low = Number(rest & 127n);
      rest >>= 7n;
      bytes.push(rest === 0n ? low : low | 128);
    } while (rest !== 0n);
    this.parts.push(Uint8Array.from(bytes));
  }

  number(field: number, value: number | bigint): this {
    this.varint(BigInt(field * 8));
    this.varint(BigInt(value));
    return this;
  }

  bytes(field: number, bytes: Uint8Array): this {
    this.varint(BigInt(field * 8 + 2));
    this.varint(BigInt(bytes.length));
    this.parts.push(bytes);
    return this;
  }

  text(field: number, text: string): this {
    return this.bytes(field, new TextEncoder().encode(text));
  }

  copy({ number, wire, value, bytes }: Field): this {
    if (wire === 0) return this.number(number, value);
    if (wire === 2) return this.bytes(number, bytes);
    this.varint(BigInt(number * 8 + wire));
    this.parts.push(bytes);
    return this;
  }

  done(): Uint8Array {
    const whole = new Uint8Array(this.parts.reduce((total, part) => total + part.length, 0));
    let at = 0;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
