// Tests with many more inputs than the usual run: `npm run fuzz` (damaged inputs), `npm run faults` (kills and cancels).
import { resolve } from 'node:path';
import { spawnSync } from 'node:child_process';

const root = resolve(import.meta.dirname, '..');
/** @type {Readonly<Record<string, { env: Record<string, string>, files: readonly string[] }>>} */
const kinds = {
  // Per kind of input: pictures once, two of documents, three of weights, two of messages, layers, command lines.
  fuzz: {
    env: { UPBENCH_FUZZ: '3000', UPBENCH_SLOW_MS: '5000' },
    files: ['fuzzPictures', 'fuzzDocuments', 'fuzzArguments'],
  },
  faults: { env: { UPBENCH_KILLS: '200', UPBENCH_CANCELS: '500' }, files: ['engineDeath', 'cancel'] },
};
const kind = kinds[process.argv[2] ?? ''];
if (kind === undefined) {
  process.stderr.write(`Expected one of ${Object.keys(kinds).join(', ')}.\n`);
  process.exit(2);
}
const vitest = resolve(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'processes', ...kind.files], {
  cwd: root,
  stdio: 'inherit',
  // What is set already wins.
  env: { ...kind.env, ...process.env },
});
process.exitCode = status ?? 1;
