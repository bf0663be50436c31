import { message } from '../../messages';
import type { OnnxGraph, OnnxNode } from '../../network/onnx/model';
import { UpbenchError } from '../../tensor/errors';
import type { NetworkFile } from './networkFile';

/** A loop that runs more often than this on one picture is a fault of the file. */
const MOST_ROUNDS = 1e9;

/** Refuses loops that nothing in the file ends. */
export function refuseEndless({ model, constants, name }: Pick<NetworkFile, 'model' | 'constants' | 'name'>): void {
  for (const node of model.graph.nodes) {
    if (node.operator !== 'Loop') continue;
    const [rounds, condition] = node.inputs;
    const count = rounds === undefined || rounds === '' ? Infinity : (constants.values(rounds)?.data[0] ?? 0);
    const begins = condition === undefined || condition === '' || constants.values(condition)?.data[0] === 1;
    if (count > MOST_ROUNDS && begins && staysTrue(node))
      throw new UpbenchError('unsupported-file', message('network-endless', { name, layer: node.name || 'Loop' }));
  }
}

/** Whether the body gives its own condition back, or a stored true. */
function staysTrue(node: OnnxNode): boolean {
  const body = node.attributes.get('body');
  if (typeof body !== 'object' || !('nodes' in body)) return false;
  const graph: OnnxGraph = body;
  const given = graph.inputs[1]?.name;
  let name = graph.outputs[0]?.name;
  for (let depth = 0; depth < 8; depth++) {
    if (name === given) return true;
    const maker = graph.nodes.find(({ outputs }) => outputs[0] === name);
    if (maker?.operator !== 'Identity' && maker?.operator !== 'Cast') return isTrue(maker, graph, name);
    name = maker.inputs[0];
  }
  return false;
}

function isTrue(maker: OnnxNode | undefined, graph: OnnxGraph, name: string | undefined): boolean {
  const value = maker?.operator === 'Constant' ? maker.attributes.get('value') : graph.initializers.get(name ?? '');
  if (typeof value !== 'object' || !('raw' in value)) return false;
  return value.raw ? value.raw[0] === 1 : value.integers[0] === 1n;
}
