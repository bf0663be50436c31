// The stages of `npm test`: what each runs and how its tests are counted.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runNode } from '../../core/cli/bin/child.mjs';

export const root = resolve(import.meta.dirname, '../..');
const results = join(root, 'test-results');
const cache = join(root, 'node_modules/.cache/upbench');

/** @typedef {{ passed: number, failed: number, skipped?: number, output: string }} Outcome */

/** @param {string} path */
const tool = (path) => join(root, 'node_modules', path);

/**
 * Passes or fails as one test.
 * @param {readonly (readonly string[])[]} commands run side by side
 * @returns {Promise<Outcome>}
 */
async function check(...commands) {
  const runs = await Promise.all(commands.map((args) => runNode(args, { cwd: root })));
  const failures = runs.filter((run) => run.code !== 0);
  const output = failures.map((run) => run.output.trim()).join('\n');
  return failures.length === 0 ? { passed: 1, failed: 0, output } : { passed: 0, failed: 1, output };
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
const tsc = (project) => ['-p', `tsconfig.${project}.json`, '--incremental', '--tsBuildInfoFile', join(cache, project)];

/** @type {Record<string, { run: () => Promise<Outcome>, needs?: string, byHand?: boolean }>} */
export const stages = {
  // Two at a time: each holds the types of its platform in memory. The tests' own project is checked by hand.
  typecheck: {
    run: async () => {
      const plain = await check(
        [tool('typescript/bin/tsc'), ...tsc('core')],
        [tool('typescript/bin/tsc'), ...tsc('node')],
      );
      const vue = tool('vue-tsc/bin/vue-tsc.js');
      const withVue = await check([vue, ...tsc('renderer')]);
      const failed = plain.failed + withVue.failed > 0 ? 1 : 0;
      return { passed: 1 - failed, failed, output: `${plain.output}\n${withVue.output}` };
    },
  },
  lint: { byHand: true, run: () => check([tool('eslint/bin/eslint.js'), '.', '--max-warnings', '0']) },
  format: {
    byHand: true,
    run: () =>
      check([
        ...[tool('prettier/bin/prettier.cjs'), '--check', '.', '--log-level', 'warn'],
        ...['--cache', '--cache-location', join(cache, 'prettier')],
      ]),
  },
  build: { run: () => check([join(root, 'core/cli/bin/build.mjs')]) },
  unit: {
    run: () => {
      const report = join(results, 'unit.json');
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      return suite([tool('vitest/vitest.mjs'), 'run', '--project', 'core', ...reporters], report, (json) => ({
        passed: json.numPassedTests,
        // A file that does not load has no tests to fail.
        failed: json.numFailedTests + json.testResults.filter(isBroken).length,
        skipped: json.numPendingTests,
      }));
    },
  },
  e2e: {
    needs: 'build',
    byHand: true,
    run: () => {
      const report = join(results, 'e2e.json');
      return suite([tool('@playwright/test/cli.js'), 'test', '--reporter=line,json'], report, ({ stats, errors }) => ({
        passed: stats.expected + stats.flaky,
        failed: stats.unexpected + errors.length,
        skipped: stats.skipped,
      }));
    },
  },
};

/** @param {{ status: string, assertionResults: unknown[] }} file */
const isBroken = (file) => file.status === 'failed' && file.assertionResults.length === 0;
