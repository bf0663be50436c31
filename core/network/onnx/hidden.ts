import type { OnnxGraph, OnnxModel, OnnxNode } from './model';
import { layerNames } from './toNetwork';

/** Operators that may enlarge a picture. */
export const ENLARGERS = ['ConvTranspose', 'Resize', 'Upsample', 'DepthToSpace', 'MaxUnpool', 'GridSample'];

/** Nodes with such operators within: bodies of If, Loop and Scan, and functions that the file brings along. */
export function hiddenEnlargers({ graph, functions }: OnnxModel): string[] {
  const names = layerNames(graph.nodes);
  const isWithin = (nodes: readonly OnnxNode[], depth: number): boolean =>
    depth < 20 && nodes.some((node) => ENLARGERS.includes(node.operator) || hasWithin(node, depth + 1));
  const hasWithin = (node: OnnxNode, depth: number): boolean =>
    isWithin(functions.get(`${node.domain}:${node.operator}`) ?? [], depth) ||
    [...node.attributes.values()].some((value) => isGraph(value) && isWithin(value.nodes, depth));
  return graph.nodes.flatMap((node, i) => (hasWithin(node, 0) ? [names[i]!] : []));
}

const isGraph = (value: unknown): value is OnnxGraph =>
  typeof value === 'object' && value !== null && 'nodes' in value && 'initializers' in value;
