import { numberToHalf } from '../../tensor/npy';
import { Writer } from './wire';

/** ONNX's numbers of element types. */
export const FLOAT = 1;
export const HALF = 10;
const INT64 = 7;

/** A constant of a graph. */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
  /** ONNX wants these floats as float32 in a network of any float type. */
  readonly isFloat32?: true;
}

/**
 * A constant as it is written: little-endian, as everything that runs this is.
 * @param floats ONNX's number of the type of the network's floats: float32 or float16
 */
export function tensorBytes({ name, shape, data, isFloat32 }: StoredTensor, floats: number = FLOAT): Uint8Array {
  const writer = new Writer();
  for (const size of shape) writer.number(1, size);
  const type = data instanceof BigInt64Array ? INT64 : isFloat32 ? FLOAT : floats;
  const values = data instanceof BigInt64Array || type !== HALF ? data : Uint16Array.from(data, numberToHalf);
  return writer
    .number(2, type)
    .text(8, name)
    .bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
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
