// `npm run mutation [-- PART...]`: changes the sources of operators, metrics and checkerboard analysis a little, one place at
// a time, and looks whether a test notices. Parts that were done for the same sources and tests are not done again, so
// the command can be interrupted at any time.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { installTools } from '../../core/cli/bin/toolPackage.mjs';

const here = import.meta.dirname;
const root = resolve(here, '../..');
const modules = join(here, 'node_modules');
const results = join(root, 'test-results/mutation');
const FOLDERS = ['core/ops', 'core/metrics', 'core/checkerboard'];
/** Lines of source per part: what an interruption can cost. */
const PART_LINES = 300;
/** Share of mutants that tests must notice. */
const WANTED = 0.85;

/** @param {string} folder @returns {string[]} */
const filesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();

/** @param {readonly string[]} files */
function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Neighbouring files of one folder, about `PART_LINES` lines together. */
function partsOf() {
  /** @type {{ name: string, files: string[] }[]} */
  const parts = [];
  for (const folder of FOLDERS) {
    let lines = Infinity;
    for (const file of filesIn(folder)) {
      const own = readFileSync(join(root, file), 'utf8').split('\n').length;
      if (lines + own > PART_LINES) {
        parts.push({ name: `${folder.slice('core/'.length)}-${parts.length + 1}`, files: [] });
        lines = 0;
      }
      lines += own;
      parts.at(-1)?.files.push(file);
    }
  }
  return parts;
}

/**
 * @param {readonly string[]} files
 * @param {string} report
 */
function run(files, report) {
  const config = join(results, 'stryker.config.json');
  writeFileSync(
    config,
    JSON.stringify({
      mutate: files,
      plugins: [join(modules, '@stryker-mutator/vitest-runner/dist/src/index.js')],
      testRunner: 'vitest',
      vitest: { configFile: 'test/mutation/vitest.config.ts' },
      concurrency: availableParallelism(),
      ignorePatterns: [
        '**',
        '!core/**',
        '!test/core/**',
        '!test/helpers/**',
        '!test/goldens/**',
        '!test/mutation/vitest.config.ts',
        '!package.json',
      ],
      tempDirName: 'test-results/mutation/sandbox',
      timeoutMS: 5000,
      reporters: ['progress-append-only', 'json'],
      jsonReporter: { fileName: report },
      checkers: [],
      allowEmpty: true,
    }),
  );
  const stryker = join(modules, '@stryker-mutator/core/bin/stryker.js');
  const env = { ...process.env, UPBENCH_MUTATED: files[0]?.split('/')[1] };
  return spawnSync(process.execPath, [stryker, 'run', config], { cwd: root, stdio: 'inherit', env }).status === 0;
}

/** @typedef {{ status: string, mutatorName: string, replacement?: string, location: { start: { line: number } } }} Mutant */

/** @param {string} report */
const mutantsOf = (report) => {
  const { files } = /** @type {{ files: Record<string, { mutants: Mutant[] }> }} */ (
    JSON.parse(readFileSync(report, 'utf8'))
  );
  return Object.entries(files).flatMap(([file, { mutants }]) => mutants.map((mutant) => ({ ...mutant, file })));
};

mkdirSync(results, { recursive: true });
installTools(here, 'the mutation tester');
const wanted = process.argv.slice(2);
/** @type {(Mutant & { file: string })[]} */
const all = [];
for (const { name, files } of partsOf()) {
  const tests = filesIn(`test/core/${name.split('-')[0]}`);
  const report = join(results, `${name}-${hashOf([...files, ...tests])}.json`);
  if (!existsSync(report)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const old of readdirSync(results)) if (old.startsWith(`${name}-`)) rmSync(join(results, old));
    process.stdout.write(`\n${name}: ${files.join(' ')}\n`);
    if (!run(files, report)) process.exit(1);
  }
  all.push(...mutantsOf(report));
}

const NOTICED = ['Killed', 'Timeout'];
const COUNTED = [...NOTICED, 'Survived', 'NoCoverage'];
/** @param {string} folder */
const countsOf = (folder) => {
  const own = all.filter(({ file, status }) => file.startsWith(`${folder}/`) && COUNTED.includes(status));
  return { noticed: own.filter(({ status }) => NOTICED.includes(status)).length, all: own.length };
};
const survivors = all.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
writeFileSync(
  join(results, 'survivors.txt'),
  survivors
    .map(({ file, location, mutatorName, replacement, status }) =>
      [`${file}:${location.start.line}`, mutatorName, status, (replacement ?? '').replace(/\s+/g, ' ')].join('  '),
    )
    .join('\n'),
);
process.stdout.write('\n');
for (const folder of FOLDERS) {
  const { noticed, all: count } = countsOf(folder);
  if (count === 0) continue;
  process.stdout.write(
    `${folder.padEnd(20)}${noticed} of ${count} noticed, ${((100 * noticed) / count).toFixed(1)} %\n`,
  );
  if (noticed / count < WANTED) process.exitCode = 1;
}
process.stdout.write(`The others: ${join(results, 'survivors.txt')}\n`);
