import { Writer } from '../../core/network/onnx/wire';

/** Small ONNX files made by hand, so that tests need no framework. */

export function storedTensor(name: string, shape: readonly number[], data: Float32Array | BigInt64Array): Uint8Array {
  const writer = new Writer();
  for (const size of shape) writer.number(1, size);
  return writer
    .number(2, data instanceof Float32Array ? 1 : 7)
    .text(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .done();
}

/** A name of an input or output; an axis of null has a name in place of a number. */
export function valueInfo(name: string, shape: readonly (number | null)[] | null, type = 1): Uint8Array {
  const tensor = new Writer().number(1, type);
  if (shape) {
    const axes = new Writer();
    for (const [i, size] of shape.entries())
      axes.bytes(1, size === null ? new Writer().text(2, `axis${i}`).done() : new Writer().number(1, size).done());
    tensor.bytes(2, axes.done());
  }
  return new Writer().text(1, name).bytes(2, new Writer().bytes(1, tensor.done()).done()).done();
}

/** A tensor that stands in an attribute, such as the value of a Constant. */
export interface StoredValue {
  readonly tensor: Uint8Array;
}

export function graphNode(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number | string | readonly number[] | Uint8Array | StoredValue>> = {},
): Uint8Array {
  const writer = new Writer();
  for (const input of inputs) writer.text(1, input);
  writer.text(2, output).text(3, output).text(4, operator);
  for (const [key, given] of Object.entries(attributes)) {
    const one = new Writer().text(1, key);
    if (typeof given === 'number') one.number(3, given).number(20, 2);
    else if (typeof given === 'string') one.text(4, given).number(20, 3);
    else if (given instanceof Uint8Array) one.bytes(6, given).number(20, 5);
    else if ('tensor' in given) one.bytes(5, given.tensor).number(20, 4);
    else {
      for (const item of given) one.number(8, item);
      one.number(20, 7);
    }
    writer.bytes(5, one.done());
  }
  return writer.done();
}

export interface MadeModel {
  readonly nodes: readonly Uint8Array[];
  readonly tensors?: readonly Uint8Array[];
  readonly input: readonly (number | null)[];
  /** ONNX's number of the type of x and y. @default float32 */
  readonly type?: number;
  readonly opset?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A model from x to y. */
export function onnxModel({ nodes, tensors = [], input, type = 1, opset = 13, metadata = {} }: MadeModel): Uint8Array {
  const graph = new Writer();
  for (const each of nodes) graph.bytes(1, each);
  graph.text(2, 'g');
  for (const each of tensors) graph.bytes(5, each);
  graph.bytes(11, valueInfo('x', input, type)).bytes(12, valueInfo('y', null, type));
  const model = new Writer().number(1, 8).bytes(7, graph.done()).bytes(8, new Writer().number(2, opset).done());
  for (const [key, value] of Object.entries(metadata)) model.bytes(14, new Writer().text(1, key).text(2, value).done());
  return model.done();
}

/** A loop that halves its values until they are large: nothing in the file says that it never ends. */
export function neverEnding(input: MadeModel['input']): MadeModel {
  const body = new Writer()
    .bytes(1, graphNode('ReduceMax', ['v'], 'm', { keepdims: 0 }))
    .bytes(1, graphNode('Less', ['m', 'most'], 'd'))
    .bytes(1, graphNode('Mul', ['v', 'half'], 'w'))
    .text(2, 'b')
    .bytes(11, valueInfo('i', [], 7))
    .bytes(11, valueInfo('c', [], 9))
    .bytes(11, valueInfo('v', null))
    .bytes(12, valueInfo('d', [], 9))
    .bytes(12, valueInfo('w', null))
    .done();
  return {
    nodes: [graphNode('Loop', ['', '', 'x'], 'y', { body })],
    tensors: [storedTensor('most', [], Float32Array.of(9)), storedTensor('half', [], Float32Array.of(0.5))],
    input,
  };
}

/** Numbers -1 to 1 that are the same on every run. */
export function seededNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 2 - 1;
  };
}

export function randomTensor(name: string, shape: readonly number[], next: () => number): Uint8Array {
  const data = Float32Array.from({ length: shape.reduce((total, size) => total * size, 1) }, next);
  return storedTensor(name, shape, data);
}
