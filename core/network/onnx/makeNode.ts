import { Writer } from './wire';

/** ONNX's numbers of element types. */
export const FLOAT = 1;
const INT64 = 7;

/** A constant of a graph. */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** A constant as it is written: little-endian, as everything that runs this is. */
export function tensorBytes({ name, shape, data }: StoredTensor): Uint8Array {
  const writer = new Writer();
  for (const size of shape) writer.number(1, size);
  return writer
    .number(2, data instanceof Float32Array ? FLOAT : INT64)
    .text(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .done();
}

/** A node of a graph, as it is written. */
export function nodeBytes(
  operator: string,
  inputs: readonly string[],
  output: string,
  name: string,
  attributes: readonly (readonly [string, number | string | readonly number[]])[] = [],
): Uint8Array {
  const writer = new Writer();
  for (const input of inputs) writer.text(1, input);
  writer.text(2, output).text(3, name).text(4, operator);
  for (const [key, value] of attributes) {
    const attribute = new Writer().text(1, key);
    if (typeof value === 'number') attribute.number(3, value).number(20, 2);
    else if (typeof value === 'string') attribute.text(4, value).number(20, 3);
    else {
      for (const item of value) attribute.number(8, item);
      attribute.number(20, 7);
    }
    writer.bytes(5, attribute.done());
  }
  return writer.done();
}
