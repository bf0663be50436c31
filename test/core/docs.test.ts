import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '@core/cli/commands';
import { CAUSE_IDS } from '@core/metrics/why/state';

// The form of the pages, and that what pages and comments name is there.

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const docs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const pages = ['README.md', 'CONTRIBUTING.md', ...docs.map((name) => `docs/${name}`)];
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const known = new Set(commands.map(({ name }) => name));

/** Six lines of a window of usual width. */
const LONGEST_PARAGRAPH = 6 * 120;
const LONGEST_LINE = 600;

const withoutCode = (text: string): string => text.replace(/^```[^]*?^```$/gm, '');

function filesBelow(folder: string, endings: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((path) => endings.test(path) && !/node_modules|\/out\/|generated|goldens/.test(path));
}

describe('pages', () => {
  it('have no line that nobody can take in', () => {
    const long = pages.flatMap((page) =>
      read(page)
        .split('\n')
        .flatMap((line, at) => (line.length > LONGEST_LINE ? [`${page}:${at + 1} has ${line.length} characters`] : [])),
    );
    expect(long).toEqual([]);
  });

  it('have no paragraph over six lines', () => {
    const long = pages.flatMap((page) =>
      withoutCode(read(page))
        .split(/\n\s*\n|\n(?=[-*|#>]|\d+\. )/)
        .filter((part) => !/^\s*[|#]/.test(part))
        .flatMap((part) => (part.length > LONGEST_PARAGRAPH ? [`${page}: ${part.trim().slice(0, 60)}...`] : [])),
    );
    expect(long).toEqual([]);
  });

  it('are all in the index, and a reader finds each within two clicks from the README', () => {
    const index = read('docs/README.md');
    expect(docs.filter((name) => name !== 'README.md' && !index.includes(`(${name})`))).toEqual([]);
    const readme = read('README.md');
    expect(readme).toContain('(docs/README.md)');
    expect(readme).toContain('(CONTRIBUTING.md)');
  });

  it('the house in CONTRIBUTING has every room, and no other', () => {
    const tree = /^core\/ {2}[^]*?^```$/m.exec(read('CONTRIBUTING.md'))![0].split('\n');
    const drawn = (indent: number): string[] =>
      tree.flatMap((line) => {
        const [, names = ''] = new RegExp(`^ {${indent}}((?:[a-z]+/(?: +|$))+)`).exec(line) ?? [];
        return names.trim() === '' ? [] : names.trim().replaceAll('/', '').split(/ +/);
      });
    const rooms = (folder: string): string[] =>
      readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [entry.name] : [],
      );
    expect(drawn(2).sort()).toEqual(rooms('core').sort());
    expect(drawn(4).sort()).toEqual(rooms('core/engine').sort());
  });

  it('README fits on a screen and a half, with three pictures', () => {
    const readme = read('README.md');
    expect(readme.split('\n').length).toBeLessThan(75);
    expect(readme.match(/!\[/g)).toHaveLength(3);
  });

  it.each([
    ['how to add a metric', 'CONTRIBUTING.md', '## Adding a metric'],
    ['what was not tested', 'docs/VERIFICATION.md', '## Not run'],
    ['how to reproduce a row of the benchmark', 'docs/PERFORMANCE.md', 'npm run bench'],
    ['how to run on Slurm', 'docs/batches.md', 'Slurm'],
  ])('answer %s one click behind the README or the index', (_task, page, answer) => {
    expect(read(page)).toContain(answer);
    const links = [read('README.md'), read('docs/README.md').replaceAll('](', '](docs/')].join('\n');
    expect(links).toContain(`](${page}`);
  });
});

describe('what pages and comments name', () => {
  const sources = [
    ...filesBelow('core', /\.(ts|mjs)$/),
    ...filesBelow('electron', /\.ts$/),
    ...filesBelow('renderer/src', /\.(ts|vue)$/),
    ...filesBelow('resources', /\.(py|sh)$|Dockerfile$/),
    ...filesBelow('test', /\.(ts|mjs|js)$/),
    ...pages,
  ];

  it('as npm scripts is in package.json', () => {
    const missing = sources.flatMap((path) =>
      [...read(path).matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)]
        .filter(([, name = '']) => !(name in scripts))
        .map(([said]) => `${path}: ${said}`),
    );
    expect(missing).toEqual([]);
  });

  it('as commands of upbench is a command', () => {
    const missing = sources.flatMap((path) =>
      [...read(path).matchAll(/(?:`upbench |npm run --silent upbench -- )([a-z][a-z-]+)/g)]
        .filter(([, name = '']) => !known.has(name))
        .map(([said]) => `${path}: ${said}`),
    );
    expect(missing).toEqual([]);
  });

  it('as files of the project is there', () => {
    const missing = pages.flatMap((page) =>
      [...read(page).matchAll(/`((?:core|electron|renderer|test|resources|docs)\/[\w./-]+)`/g)]
        .filter(([, path = '']) => !existsSync(join(ROOT, path)))
        .map(([, path]) => `${page}: ${path}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('the page of papers', () => {
  it('lists every cause that may be named, and no other', () => {
    const [, table = ''] = read('docs/papers.md').split('| id | value |');
    const listed = [...table.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, id]) => id);
    expect(listed.sort()).toEqual([...CAUSE_IDS].sort());
  });
});
