import type { OnnxModel, OnnxNode } from './model';
import { layerNames } from './toNetwork';
import { graphsOf } from './users';

/** Operators that may enlarge a picture. */
export const ENLARGERS = ['ConvTranspose', 'Resize', 'Upsample', 'DepthToSpace', 'MaxUnpool', 'GridSample'];

/** Deeper than this nothing is looked into. */
const DEEPEST = 20;

/** Nodes with such operators within: bodies of If, Loop and Scan, and functions that the file brings along. */
export function hiddenEnlargers({ graph, functions }: OnnxModel): string[] {
  const names = layerNames(graph.nodes);
  // A function is looked into once, however often it is called.
  const known = new Map<string, boolean>();
  const isWithin = (nodes: readonly OnnxNode[], depth: number): boolean =>
    depth < DEEPEST && nodes.some((node) => ENLARGERS.includes(node.operator) || hasWithin(node, depth + 1));
  const isInFunction = (name: string, depth: number): boolean => {
    if (!known.has(name)) {
      known.set(name, false);
      known.set(name, isWithin(functions.get(name) ?? [], depth));
    }
    return known.get(name) === true;
  };
  const hasWithin = ({ domain, operator, attributes }: OnnxNode, depth: number): boolean =>
    isInFunction(`${domain}:${operator}`, depth) || graphsOf(attributes).some(({ nodes }) => isWithin(nodes, depth));
  return graph.nodes.flatMap((node, i) => (hasWithin(node, 0) ? [names[i]!] : []));
}
