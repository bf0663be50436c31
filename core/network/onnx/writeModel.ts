import type { Shape } from '../../tensor/tensor';
import { valueInfo } from './edit';
import { FLOAT, nodeBytes, tensorBytes, type StoredTensor } from './makeNode';
import { Writer } from './wire';

const IR_VERSION = 8;
const OPSET = 13;

export interface WrittenNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Parameters<typeof nodeBytes>[4];
}

/** A whole model of a few nodes: `x` of the given shape goes in, `y` comes out. */
export function writeModel(
  input: Shape,
  nodes: readonly WrittenNode[],
  constants: readonly StoredTensor[],
): Uint8Array {
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
