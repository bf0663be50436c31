// The stages of `npm test`: what each runs and how its tests are counted.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runNode } from '../../core/cli/bin/child.mjs';

export const root = resolve(import.meta.dirname, '../..');
const results = join(root, 'test-results');
const cache = join(root, 'node_modules/.cache/upbench');

/** @typedef {{ passed: number, failed: number, skipped?: number, output: string, note?: string }} Outcome */

/** @param {string} path */
const tool = (path) => join(root, 'node_modules', path);

/**
 * Runs checks two at a time (each holds the types of a platform in memory) and counts each as one test.
 * @param {Readonly<Record<string, readonly string[]>>} commands arguments of Node by name
 * @returns {Promise<Outcome>}
 */
async function checks(commands) {
  const waiting = Object.entries(commands);
  const outcome = { passed: 0, failed: 0, output: '' };
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, args] = next;
      const { code, output } = await runNode(args, { cwd: root });
      if (code === 0) outcome.passed += 1;
      else {
        outcome.failed += 1;
        outcome.output += `${name}:\n${output.trim()}\n`;
      }
    }
  };
  await Promise.all([lane(), lane()]);
  return outcome;
}

/**
 * Runs a test runner that writes a JSON report.
 * @param {readonly string[]} args
 * @param {string} report
 * @param {(report: any) => { passed: number, failed: number, skipped: number }} count
 * @returns {Promise<Outcome>}
 */
async function suite(args, report, count) {
  rmSync(report, { force: true });
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report, NO_COLOR: '1', FORCE_COLOR: undefined };
  const { code, output } = await runNode(args, { cwd: root, env });
  const counted = existsSync(report)
    ? count(JSON.parse(readFileSync(report, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 };
  // A runner that broke down before or beside its tests has failed too.
  if (code !== 0 && counted.failed === 0) counted.failed = 1;
  return { ...counted, output };
}

/** @param {string} project */
const types = (project) => [
  '-p',
  `tsconfig.${project}.json`,
  '--incremental',
  '--tsBuildInfoFile',
  join(cache, project),
];
// The compiler of TypeScript 7 takes a tenth of the time; components need the one before it.
const tsc = tool('typescript-7/bin/tsc');
const vueTsc = tool('vue-tsc/bin/vue-tsc.js');

/** @type {Record<string, { run: () => Promise<Outcome>, needs?: string }>} */
export const stages = {
  // The longest first, so that both lanes end together.
  typecheck: {
    run: () =>
      checks({
        'types of the window': [vueTsc, ...types('renderer')],
        'types of the tests': [tsc, ...types('test')],
        'types of the core': [tsc, ...types('core')],
        'types of the hosts': [tsc, ...types('node')],
      }),
  },
  lint: {
    run: () =>
      checks({
        lint: [tool('eslint/bin/eslint.js'), '.', '--max-warnings', '0'],
        format: [
          tool('prettier/bin/prettier.cjs'),
          '--check',
          '.',
          '--log-level',
          'warn',
          '--cache',
          '--cache-location',
          join(cache, 'prettier'),
        ],
      }),
  },
  build: { run: () => checks({ build: [join(root, 'core/cli/bin/build.mjs')] }) },
  unit: {
    run: () => {
      const report = join(results, 'unit.json');
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      return suite([tool('vitest/vitest.mjs'), 'run', ...reporters], report, (json) => ({
        passed: json.numPassedTests,
        // A file that does not load has no tests to fail.
        failed: json.numFailedTests + json.testResults.filter(isBroken).length,
        skipped: json.numPendingTests,
      }));
    },
  },
  e2e: {
    needs: 'build',
    run: async () => {
      const report = join(results, 'e2e.json');
      const reporters = '--reporter=line,json,./test/e2e/hosts/reporter.ts';
      const outcome = await suite(
        [tool('@playwright/test/cli.js'), 'test', reporters],
        report,
        ({ stats, errors }) => ({
          passed: stats.expected + stats.flaky,
          failed: stats.unexpected + errors.length,
          skipped: stats.skipped,
        }),
      );
      return { ...outcome, note: /^hosts: .*$/m.exec(outcome.output)?.[0] };
    },
  },
};

/** @param {{ status: string, assertionResults: unknown[] }} file */
const isBroken = (file) => file.status === 'failed' && file.assertionResults.length === 0;
