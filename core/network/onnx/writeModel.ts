import type { Shape } from '../../tensor/tensor';
import { valueInfo } from './edit';
import { nodeBytes } from './makeNode';
import { Writer } from './wire';

/** ONNX's number of an element type. */
const FLOAT = 1;
const INT64 = 7;
const IR_VERSION = 8;
const OPSET = 13;

/** A constant of the graph. */
export interface Constant {
  readonly name: string;
  readonly shape: Shape;
  readonly data: Float32Array | BigInt64Array;
}

export interface WrittenNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Parameters<typeof nodeBytes>[4];
}

/** A whole model of a few nodes: `x` of the given shape goes in, `y` comes out. */
export function writeModel(input: Shape, nodes: readonly WrittenNode[], constants: readonly Constant[]): Uint8Array {
  const graph = new Writer();
  for (const [i, { operator, inputs, output, attributes }] of nodes.entries())
    graph.bytes(1, nodeBytes(operator, inputs, output, `${operator}-${i}`, attributes));
  graph.text(2, 'graph');
  for (const constant of constants) graph.bytes(5, tensorBytes(constant));
  graph.bytes(11, valueInfo('x', FLOAT, input)).bytes(12, valueInfo('y', FLOAT, null));
  return new Writer()
    .number(1, IR_VERSION)
    .bytes(7, graph.done())
    .bytes(8, new Writer().number(2, OPSET).done())
    .done();
}

function tensorBytes({ name, shape, data }: Constant): Uint8Array {
  const writer = new Writer();
  for (const size of shape) writer.number(1, size);
  // Little-endian, as everything that runs this is.
  return writer
    .number(2, data instanceof Float32Array ? FLOAT : INT64)
    .text(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .done();
}
