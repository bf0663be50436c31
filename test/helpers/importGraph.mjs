// Who imports whom, by paths from the root: read from the text of the files, types included.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const ALIASES = [
  ['@core/', 'core/'],
  ['@renderer/', 'renderer/src/'],
];

/** @param {string} folder */
function sourcesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue|mjs|js)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('node_modules/'));
}

/**
 * @param {readonly string[]} folders
 * @returns {ReadonlyMap<string, readonly string[]>} what each file imports
 */
export function importGraph(folders) {
  const files = new Set(folders.flatMap(sourcesBelow));
  /** @param {string} from @param {string} specifier */
  const find = (from, specifier) => {
    const alias = ALIASES.find(([name]) => specifier.startsWith(name ?? ''));
    if (alias === undefined && !specifier.startsWith('.')) return undefined;
    const base =
      alias === undefined ? join(dirname(from), specifier) : `${alias[1]}${specifier.slice(alias[0]?.length)}`;
    return [base, `${base}.ts`, `${base}/index.ts`].find((candidate) => files.has(candidate));
  };
  const graph = new Map();
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    const specifiers = text.matchAll(/^\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm);
    const found = new Set();
    for (const [, fixed, lazy] of specifiers) {
      const path = find(file, fixed ?? lazy ?? '');
      if (path !== undefined && path !== file) found.add(path);
    }
    graph.set(file, [...found]);
  }
  return graph;
}
