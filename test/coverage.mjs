// `npm run coverage`: lines and branches of core that tests reach, a row for each folder, as a Markdown table. What runs in
// processes and threads of its own (the compute thread, the served engine) is not counted there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'upbench-coverage-'));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--coverage',
    '--coverage.include=core/**/*.ts',
    '--coverage.reporter=json-summary',
    `--coverage.reportsDirectory=${folder}`,
    '--coverage.reportOnFailure',
    '--reporter=dot',
    '--project',
    'core',
    '--project',
    'processes',
    '--project',
    'alone',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);

/** @typedef {{ total: number, covered: number }} Count */
/** @type {Record<string, { lines: Count, branches: Count }>} */
const files = JSON.parse(readFileSync(join(folder, 'coverage-summary.json'), 'utf8'));
rmSync(folder, { recursive: true, force: true });
/** @type {Map<string, { lines: Count, branches: Count }>} */
const rows = new Map();
for (const [path, { lines, branches }] of Object.entries(files)) {
  const [, name = ''] = path === 'total' ? ['', 'all of core'] : relative(root, path).split(sep);
  const row = rows.get(name) ?? { lines: { total: 0, covered: 0 }, branches: { total: 0, covered: 0 } };
  for (const [sum, own] of /** @type {const} */ ([
    [row.lines, lines],
    [row.branches, branches],
  ])) {
    sum.total += own.total;
    sum.covered += own.covered;
  }
  rows.set(name.replace(/\.ts$/, ''), row);
}
/** @param {Count} count */
const share = ({ total, covered }) => (total === 0 ? '-' : `${((100 * covered) / total).toFixed(1)} %`);
const table = [...rows].sort(([a], [b]) => a.localeCompare(b));
process.stdout.write(
  ['', '| core/ | lines | branches |', '| --- | ---: | ---: |']
    .concat(table.map(([name, { lines, branches }]) => `| ${name} | ${share(lines)} | ${share(branches)} |`))
    .join('\n') + '\n',
);
process.exitCode = status ?? 1;
