// `npm run check`: what a small change can break, in seconds. `npm test` stays the word that counts.
// `npm run check -- REF` looks at everything that differs from a commit, instead of at what is not committed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runNode } from '../core/cli/bin/child.mjs';
import { importGraph } from './helpers/importGraph.mjs';

const root = resolve(import.meta.dirname, '..');
const cache = join(root, 'node_modules/.cache/upbench/check');
/** The nearest tests are enough; whoever imports the importers of a file hears of it from `npm test`. */
const ENOUGH_TESTS = 4;
const MOST_TESTS = 12;

/** @param {string[]} args */
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`);
/** @param {string} path */
const tool = (path) => join(root, 'node_modules', path);

const [reference = 'HEAD'] = process.argv.slice(2);
const changed = [...git('diff', '--name-only', reference), ...git('ls-files', '--others', '--exclude-standard')];
const sources = changed.filter(
  (path) =>
    /\.(ts|vue|mjs|js)$/.test(path) &&
    !/\.generated\.ts$|^core\/kernels\/assembly\//.test(path) &&
    existsSync(join(root, path)),
);
if (sources.length === 0) {
  say(`Nothing to check: no source file differs from ${reference}.`);
  process.exit(0);
}
mkdirSync(cache, { recursive: true });

/** The quick tests nearest to the change: of a test file itself, then of who imports it, then of who imports those. */
function nearestTests() {
  const graph = importGraph(['core', 'electron', 'renderer/src', 'test']);
  const slow = /^test\/(e2e|pack|bench|mutation)\/|^test\/core\/(engine|server|cli)\//;
  /** @type {Set<string>} */
  const tests = new Set();
  let reached = new Set(sources);
  for (let step = 0; step < 4 && tests.size < ENOUGH_TESTS && reached.size > 0; step++) {
    for (const file of reached) if (/\.test\.ts$/.test(file) && !slow.test(file)) tests.add(file);
    const next = new Set();
    for (const [file, imported] of graph) if (imported.some((path) => reached.has(path))) next.add(file);
    reached = next;
  }
  return [...tests].slice(0, MOST_TESTS);
}

/** @param {string} project */
const types = (project) => [
  '-p',
  `tsconfig.${project}.json`,
  '--incremental',
  '--tsBuildInfoFile',
  join(cache, project),
];
const tsc = tool('typescript-7/bin/tsc');

/** @type {Record<string, string[]>} */
const jobs = {
  lint: [
    tool('eslint/bin/eslint.js'),
    '--cache',
    '--cache-location',
    join(cache, 'eslint'),
    '--max-warnings',
    '0',
    ...sources,
  ],
};
/** @param {RegExp} pattern */
const touches = (pattern) => sources.some((path) => pattern.test(path));
if (touches(/^core\//)) jobs['types of the core'] = [tsc, ...types('core')];
if (touches(/^(core|electron)\//)) jobs['types of the hosts'] = [tsc, ...types('node')];
if (touches(/^test\/(?!renderer\/)|\.config\.ts$/)) jobs['types of the tests'] = [tsc, ...types('test')];
// Only the checker of Vue reads components, and it is the slow one: not for a change below them.
if (touches(/^renderer\/|^test\/renderer\//))
  jobs['types of the window'] = [tool('vue-tsc/bin/vue-tsc.js'), ...types('renderer')];
const tests = nearestTests();
if (tests.length > 0) jobs['tests'] = [tool('vitest/vitest.mjs'), 'run', ...tests, '--reporter=dot', '--no-color'];

const began = performance.now();
const ends = await Promise.all(
  Object.entries(jobs).map(async ([name, args]) => ({ name, ...(await runNode(args, { cwd: root })) })),
);
const failed = ends.filter(({ code }) => code !== 0);
for (const { name, output } of failed) say(`${name}:\n${output.trim()}\n`);
const seconds = ((performance.now() - began) / 1000).toFixed(1);
say(`${sources.length} changed, ${tests.length} test files, ${Object.keys(jobs).join(', ')}: ${seconds} s`);
say(failed.length === 0 ? 'all good' : `${failed.map(({ name }) => name).join(', ')} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
