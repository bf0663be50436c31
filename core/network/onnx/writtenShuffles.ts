import { hasOneSize, type OnnxModel, type OnnxNode } from './model';
import { usersOf } from './users';
import type { Constants } from './toNetwork';

/** Orders of the six axes, and what DepthToSpace calls them. Shapes behind the first Reshape: [n, c, s, s, h, w] or [n, s, s, c, h, w]. */
const ORDERS = [
  { perm: '0,1,4,2,5,3', mode: 'CRD', factor: 2, channels: 1 },
  { perm: '0,3,4,1,5,2', mode: 'DCR', factor: 1, channels: 3 },
] as const;

/**
 * Pixel shuffles that exporters wrote as Reshape, Transpose, Reshape, as one DepthToSpace in the place of the last. Only
 * where the sizes are stored and the file has one input size: else the stored sizes say more than a pixel shuffle does.
 * The file stays as it is; `sources` says which of its nodes each one stands for.
 */
export function withShuffles(model: OnnxModel, constants: Constants): OnnxModel {
  const { graph } = model;
  const between: Between = {
    users: usersOf(graph),
    makers: new Map(graph.nodes.flatMap(({ outputs }, i) => (outputs[0] ? [[outputs[0], i] as const] : []))),
    isOutput: new Set(graph.outputs.map(({ name }) => name)),
  };
  const merged = new Map<number, OnnxNode>();
  const gone = new Set<number>();
  for (const [last, reshape] of hasOneSize(model) ? graph.nodes.entries() : []) {
    if (reshape.operator !== 'Reshape') continue;
    const [middle, first] = chainBefore(graph.nodes, last, between);
    if (middle === undefined || first === undefined) continue;
    const [turn, open] = [graph.nodes[middle]!, graph.nodes[first]!];
    const perm = turn.attributes.get('perm');
    const order = ORDERS.find((each) => Array.isArray(perm) && perm.join() === each.perm);
    const six = Array.from(constants.values(open.inputs[1])?.data ?? []);
    const four = Array.from(constants.values(reshape.inputs[1])?.data ?? []);
    if (!order || six.length !== 6 || four.length !== 4) continue;
    const [s = 0, other = 0] = six.slice(order.factor, order.factor + 2);
    const [h = 0, w = 0] = six.slice(4);
    const isShuffle =
      s === other &&
      s > 1 &&
      four[1] === six[order.channels] &&
      four[2] === h * s &&
      four[3] === w * s &&
      h > 0 &&
      w > 0;
    if (!isShuffle) continue;
    gone.add(first).add(middle);
    merged.set(last, {
      name: reshape.name,
      operator: 'DepthToSpace',
      domain: '',
      outputs: reshape.outputs,
      inputs: [open.inputs[0]!],
      attributes: new Map<string, number | string>([
        ['blocksize', s],
        ['mode', order.mode],
      ]),
      sources: [first, middle, last],
    });
  }
  if (merged.size === 0) return model;
  const nodes = graph.nodes.flatMap((node, i) => (gone.has(i) ? [] : [merged.get(i) ?? { ...node, sources: [i] }]));
  return { ...model, graph: { ...graph, nodes } };
}

interface Between {
  /** Nodes that take a tensor. */
  readonly users: ReadonlyMap<string, readonly number[]>;
  /** The node that makes a tensor. */
  readonly makers: ReadonlyMap<string, number>;
  readonly isOutput: ReadonlySet<string>;
}

/** The Transpose that a node takes and the Reshape before it, where nothing else takes what lies between. */
function chainBefore(
  nodes: readonly OnnxNode[],
  last: number,
  { users, makers, isOutput }: Between,
): readonly [number?, number?] {
  const maker = (tensor: string | undefined, operator: string): number | undefined => {
    const at = tensor === undefined ? undefined : makers.get(tensor);
    if (tensor === undefined || at === undefined || isOutput.has(tensor)) return undefined;
    return users.get(tensor)?.length === 1 && nodes[at]!.operator === operator ? at : undefined;
  };
  const middle = maker(nodes[last]!.inputs[0], 'Transpose');
  return middle === undefined ? [] : [middle, maker(nodes[middle]!.inputs[0], 'Reshape')];
}
