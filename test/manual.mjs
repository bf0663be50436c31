// Tests that take too long for every run: `npm run fuzz` (damaged inputs), `npm run faults` (kills and cancels),
// `npm run test:pack` (the packed application), `npm run coverage` (lines and branches of core).
import { resolve } from 'node:path';
import { spawnSync } from 'node:child_process';

const root = resolve(import.meta.dirname, '..');
const core = ['--project', 'core', '--project', 'processes'];
/** @type {Readonly<Record<string, { env?: Record<string, string>, args: readonly string[] }>>} */
const kinds = {
  // For each kind of input: pictures once, two of documents, three of weights, two of messages, layers, command lines.
  fuzz: {
    env: { UPBENCH_FUZZ: '2000', UPBENCH_SLOW_MS: '5000' },
    args: ['--project', 'processes', 'fuzzPictures', 'fuzzDocuments', 'fuzzArguments'],
  },
  faults: {
    env: { UPBENCH_KILLS: '200', UPBENCH_CANCELS: '500', UPBENCH_CANCEL_MS: '100' },
    args: ['--project', 'processes', 'engineDeath', 'engine/cancel'],
  },
  pack: { env: { UPBENCH_PACK: '1' }, args: ['--project', 'processes', 'electron/pack.test'] },
  coverage: {
    args: ['--coverage', '--coverage.reporter=text-summary', '--coverage.reporter=html', ...core, 'test/core'],
  },
};
const kind = kinds[process.argv[2] ?? ''];
if (kind === undefined) {
  process.stderr.write(`Expected one of ${Object.keys(kinds).join(', ')}.\n`);
  process.exit(2);
}
const vitest = resolve(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', ...kind.args], {
  cwd: root,
  stdio: 'inherit',
  // What is set already wins.
  env: { ...kind.env, ...process.env },
});
process.exitCode = status ?? 1;
