// Tests that take too long for every run: `npm run fuzz` (damaged inputs), `npm run faults` (kills and cancels),
// `npm run test:pack` (the packed application),
// `npm run frames` (what moving huge pictures costs the page), `npm run pictures` (every view in
// three sizes, both themes and languages, to be looked at), `npm run pictures:docs` (those of README and docs), and `npm run soak` (random actions of a user, 30 minutes).
import { resolve } from 'node:path';
import { spawnSync } from 'node:child_process';

const root = resolve(import.meta.dirname, '..');
/** @type {Readonly<Record<string, { tool?: readonly string[], env?: Record<string, string>, args: readonly string[] }>>} */
const kinds = {
  // For each kind of input: pictures once, two of documents, three of weights, three of messages, layers, command lines; random
  // experiments through the whole product.
  fuzz: {
    env: { UPBENCH_FUZZ: '2000', UPBENCH_SLOW_MS: '5000', UPBENCH_EXPERIMENTS: '5000' },
    args: [
      '--project',
      'processes',
      '--project',
      'alone',
      'fuzzPictures',
      'fuzzDocuments',
      'fuzzArguments',
      'fuzzContract',
      'fuzzAccepted',
      'randomExperiments',
    ],
  },
  faults: {
    env: { UPBENCH_KILLS: '200', UPBENCH_CANCELS: '500' },
    args: ['--project', 'processes', 'engineDeath', 'engine/cancel'],
  },
  pack: { env: { UPBENCH_PACK: '1' }, args: ['--project', 'processes', 'pack/pack.test'] },
  frames: {
    tool: ['@playwright/test/cli.js', 'test'],
    env: { UPBENCH_FRAMES: '1' },
    args: ['--project', 'frames', '--reporter', 'dot'],
  },
  scenarios: {
    tool: ['@playwright/test/cli.js', 'test'],
    env: { UPBENCH_WINDOW: '1' },
    args: ['--project', 'window', '--project', 'window-stand-in', '--reporter', 'line'],
  },
  pictures: {
    tool: ['@playwright/test/cli.js', 'test'],
    env: { UPBENCH_PICTURES: '1' },
    args: ['--project', 'pictures', '--reporter', 'dot'],
  },
  'pictures:docs': {
    tool: ['@playwright/test/cli.js', 'test'],
    env: { UPBENCH_DOCS_PICTURES: '1' },
    args: ['--project', 'docs-pictures', '--reporter', 'dot'],
  },
  soak: {
    tool: ['@playwright/test/cli.js', 'test'],
    env: { UPBENCH_SOAK: '30' },
    args: ['--project', 'soak', '--reporter', 'dot'],
  },
};
const VITEST = ['vitest/vitest.mjs', 'run'];
const kind = kinds[process.argv[2] ?? ''];
if (kind === undefined) {
  process.stderr.write(`Expected one of ${Object.keys(kinds).join(', ')}.\n`);
  process.exit(2);
}
const [script = '', ...command] = kind.tool ?? VITEST;
const tool = resolve(root, 'node_modules', script);
const { status } = spawnSync(process.execPath, [tool, ...command, ...kind.args], {
  cwd: root,
  stdio: 'inherit',
  // What is set already wins. Words after `npm run pictures --` name the scenes that are wanted.
  env: { UPBENCH_PICTURES_OF: process.argv.slice(3).join(' '), ...kind.env, ...process.env },
});
process.exitCode = status ?? 1;
