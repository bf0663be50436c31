import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** What each file imports, by path from the root; types count, since a circle of types is read in a circle too. */
type Graph = ReadonlyMap<string, readonly string[]>;

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

const ALIASES: readonly (readonly [string, string])[] = [
  ['@core/', 'core/'],
  ['@renderer/', 'renderer/src/'],
];

function readGraph(): Graph {
  const files = new Set(['core', 'electron', 'renderer/src'].flatMap(sourcesBelow));
  const find = (from: string, specifier: string): string | undefined => {
    const alias = ALIASES.find(([name]) => specifier.startsWith(name));
    if (alias === undefined && !specifier.startsWith('.')) return undefined;
    const base = alias === undefined ? join(dirname(from), specifier) : alias[1] + specifier.slice(alias[0].length);
    return [base, `${base}.ts`, `${base}/index.ts`].find((candidate) => files.has(candidate));
  };
  const graph = new Map<string, string[]>();
  for (const file of files) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const specifiers = [
      ...text.matchAll(/^\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm),
    ];
    const found = specifiers.map(([, fixed, lazy]) => find(file, fixed ?? lazy ?? ''));
    graph.set(file, [...new Set(found.filter((path) => path !== undefined && path !== file))] as string[]);
  }
  return graph;
}

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
