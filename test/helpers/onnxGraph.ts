import { Writer } from '../../core/network/onnx/wire';

/** Small ONNX networks made in tests, written with the product's own writer; field numbers from onnx.proto. */

export interface Stored {
  readonly name: string;
  readonly shape: readonly number[];
  /** 1 float, 3 int8, 7 int64, 16 bfloat16 */
  readonly type: number;
  readonly raw?: Uint8Array;
  /** Where the values lie in place of `raw`. */
  readonly external?: { readonly location: string; readonly offset?: number; readonly length?: number };
}
export interface Made {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | string | readonly number[]>>;
  /** Of a Constant. */
  readonly tensor?: Stored;
}

export const floats = (values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
/** The upper halves of floats, values that lose nothing by it. */
export const brainFloats = (values: readonly number[]): Uint8Array => {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  return new Uint8Array(Uint16Array.from(bits, (bit) => bit >>> 16).buffer);
};
export const int64s = (values: readonly number[]): Uint8Array =>
  new Uint8Array(BigInt64Array.from(values, BigInt).buffer);

function attribute(name: string, value: number | string | readonly number[]): Uint8Array {
  const writer = new Writer().text(1, name);
  if (typeof value === 'number') return writer.number(3, value).number(20, 2).done();
  if (typeof value === 'string') return writer.text(4, value).number(20, 3).done();
  for (const each of value) writer.number(8, each);
  return writer.number(20, 7).done();
}

/** As it is written; `onnxModel` of madeOnnx takes it, too. */
export function tensor({ name, shape, type, raw, external }: Stored): Uint8Array {
  const writer = new Writer();
  for (const size of shape) writer.number(1, size);
  writer.number(2, type).text(8, name);
  if (raw) writer.bytes(9, raw);
  if (external) {
    for (const [key, value] of Object.entries(external))
      writer.bytes(13, new Writer().text(1, key).text(2, String(value)).done());
    writer.number(14, 1);
  }
  return writer.done();
}

function valueInfo(name: string, shape: readonly number[], type = 1): Uint8Array {
  const axes = new Writer();
  for (const size of shape) axes.bytes(1, new Writer().number(1, size).done());
  const whole = new Writer().number(1, type).bytes(2, axes.done()).done();
  return new Writer().text(1, name).bytes(2, new Writer().bytes(1, whole).done()).done();
}

/** One input `x`, one output `y`. */
export function onnxGraph({
  input,
  output,
  nodes,
  stored = [],
  opset = 17,
}: {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly nodes: readonly Made[];
  readonly stored?: readonly Stored[];
  readonly opset?: number;
}): Uint8Array {
  const graph = new Writer();
  for (const { operator, inputs, outputs, attributes = {}, tensor: value } of nodes) {
    const node = new Writer();
    for (const name of inputs) node.text(1, name);
    for (const name of outputs) node.text(2, name);
    node.text(3, outputs[0] ?? operator).text(4, operator);
    for (const [name, value] of Object.entries(attributes)) node.bytes(5, attribute(name, value));
    if (value) node.bytes(5, new Writer().text(1, 'value').bytes(5, tensor(value)).number(20, 4).done());
    graph.bytes(1, node.done());
  }
  graph.text(2, 'graph');
  for (const each of stored) graph.bytes(5, tensor(each));
  graph.bytes(11, valueInfo('x', input)).bytes(12, valueInfo('y', output));
  return new Writer()
    .number(1, 8)
    .bytes(7, graph.done())
    .bytes(8, new Writer().text(1, '').number(2, opset).done())
    .done();
}
