import { describe, expect, it } from 'vitest';
import { importGraph } from '../helpers/importGraph.mjs';

/** What each file imports; types count, since a circle of types is read in a circle too. */
type Graph = ReadonlyMap<string, readonly string[]>;

const readGraph = (): Graph => importGraph(['core', 'electron', 'renderer/src']);

/** Every set of files that reach each other (Tarjan 1972: strongly connected components of more than one). */
function circlesOf(graph: Graph): string[][] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): number => {
    let low = order.size;
    const own = low;
    order.set(file, own);
    open.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, order.get(next)!);
    }
    if (low === own) {
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return low;
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}

describe('imports', () => {
  it('go round in no circle, within folders either', () => {
    expect(circlesOf(readGraph())).toEqual([]);
  });

  it('would be seen to go round', () => {
    const graph: Graph = new Map([
      ['a', ['b', 'd']],
      ['b', ['c']],
      ['c', ['a']],
      ['d', []],
    ]);
    expect(circlesOf(graph)).toEqual([['a', 'b', 'c']]);
  });

  it('are all read: the graph has edges between every two neighbouring floors', () => {
    const graph = readGraph();
    expect(graph.get('core/ops/interpolate.ts')).toContain('core/ops/interpolatePlan.ts');
    expect(graph.get('electron/engine.ts')).toContain('core/engine/host/engineProcess.ts');
  });
});
