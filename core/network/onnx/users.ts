import type { Attribute, OnnxGraph } from './model';

/**
 * Which nodes take a tensor, by their place; one place for each time it is taken. A node with graphs within (If, Loop,
 * Scan) takes what those name, too: they see all that was made outside.
 */
export function usersOf({ nodes }: OnnxGraph): Map<string, number[]> {
  const users = new Map<string, number[]>();
  const add = (tensor: string, at: number): void => {
    const known = users.get(tensor);
    if (known) known.push(at);
    else users.set(tensor, [at]);
  };
  for (const [at, { inputs, attributes }] of nodes.entries()) {
    for (const input of inputs) add(input, at);
    for (const name of namedWithin(attributes)) add(name, at);
  }
  return users;
}

/** Names that graphs within a node take or give out. */
function namedWithin(attributes: ReadonlyMap<string, Attribute>): Set<string> {
  const names = new Set<string>();
  for (const graph of graphsOf(attributes)) {
    for (const { name } of graph.outputs) names.add(name);
    for (const node of graph.nodes) {
      for (const input of node.inputs) names.add(input);
      for (const name of namedWithin(node.attributes)) names.add(name);
    }
  }
  return names;
}

/** Graphs within a node: bodies of If, Loop and Scan. */
export const graphsOf = (attributes: ReadonlyMap<string, Attribute>): OnnxGraph[] =>
  [...attributes.values()].filter(
    (value): value is OnnxGraph => typeof value === 'object' && !Array.isArray(value) && 'nodes' in value,
  );
