import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { describeEnvironment } from '@core/engine/host/environment';
import { fusedFlags } from '@core/kernels';
import { regressions } from './check';
import { rows, shapesOf } from './rows';
import { NPM_PEERS, startContenders } from './contenders';
import { writeDocs } from './docs';
import { measureGrowth, type Growth } from './growth';
import type { Limits } from '../../core/benchmark/limits';
import { measureRow, type Pace, type RowResult } from './measure';
import { noiseOf, noiseSentence } from './noise';
import { readOptions } from './options';
import { farBehind } from './rivals';
import { engineSentences, enginesOf, engineTable, exactSentences, meanSentences, textTable } from './table';

// Called by bench.mjs with: folder of the bundles, folder for data, root of the project, then the options.
const [bundles = '', data = '', root = '', ...args] = process.argv.slice(2);
/** A quick run shares this long among its rows; what a row does not need goes to the next. */
const QUICK_MS = 36_000;
/** Peers get this much of a quick run at least, however long it took them to start. */
const QUICK_LEAST_MS = 12_000;
/** Rows that are not begun by then are left out of a quick run: it ends in time on a busy machine, too. */
const QUICK_END_MS = 42_000;
const START_MS = 60_000;
const QUICK_START_MS = 15_000;

function output(file: string, given: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...fusedFlags(), join(bundles, file), ...given], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(text) : reject(new Error(`${file} ended with code ${code}.`))));
  });
}

/**
 * Inputs and the reference's outputs, made once for each state of the sources; two processes share the rows.
 * @returns milliseconds that this took, 0 where all was there
 */
async function prepare(wanted: readonly string[]): Promise<number> {
  const began = performance.now();
  mkdirSync(data, { recursive: true });
  const missing = wanted.filter((row) => !existsSync(join(data, `${row}.y.bin`)));
  // The long ones first, dealt out in turn.
  const heavy = ['nn_64', 'ps_64', 'ct_k3', 'ct_k4', 'bl_3x4', 'bl_u8', 'ssim'];
  const ordered = [...heavy.filter((row) => missing.includes(row)), ...missing.filter((row) => !heavy.includes(row))];
  const hands = [0, 1].map((hand) => ordered.filter((_, i) => i % 2 === hand)).filter((hand) => hand.length > 0);
  await Promise.all(hands.map((hand) => output('expected.js', [data, ...hand])));
  return missing.length === 0 ? 0 : performance.now() - began;
}

async function limitsOn(threads: number): Promise<Limits> {
  const startAt = Date.now() + 400;
  const each = await Promise.all(
    Array.from(
      { length: threads },
      async () => JSON.parse(await output('limitsChild.js', [String(startAt)])) as Limits,
    ),
  );
  const sum = (name: keyof Limits): number => each.reduce((total, one) => total + one[name], 0);
  return { cacheGBs: sum('cacheGBs'), memoryGBs: sum('memoryGBs'), peakGflops: sum('peakGflops') };
}

async function main(): Promise<void> {
  const options = readOptions(args);
  const say = (line: string): void => void (options.json === '-' ? process.stderr : process.stdout).write(`${line}\n`);
  let began = performance.now();
  for (const path of options.nodes)
    if (!existsSync(path)) throw new Error(`Expected the binary of a Node for --node but nothing is at ${path}.`);
  const chosen = rows.filter(({ row }) => options.rows.includes(row));
  const rowsFile = join(bundles, 'rows.json');
  writeFileSync(rowsFile, JSON.stringify(rows.map((row) => ({ ...row, shapes: shapesOf(row) }))));
  const [started, prepareMs] = await Promise.all([
    startContenders(
      bundles,
      rowsFile,
      options.peers,
      options.threads,
      options.quick ? QUICK_START_MS : START_MS,
      options.nodes,
    ),
    prepare(chosen.map(({ row }) => row)),
  ]);
  const { contenders, missing } = started;
  if (prepareMs > 0)
    say(`The reference's outputs were made in ${(prepareMs / 1000).toFixed(0)} s; the next run finds them.`);
  // That is once for each state of the sources: the time of a quick run begins behind it.
  if (prepareMs > QUICK_START_MS) began = performance.now();
  for (const [name, reason] of Object.entries(missing)) say(`${name} is left out: ${reason}`);
  if (!['ours-fast', 'ours-exact'].every((name) => contenders.some((one) => one.name === name)))
    throw new Error('The kernels did not start.');
  const limits: Record<string, Limits> = {};
  for (const threads of options.threads) limits[threads] = await limitsOn(threads);
  const pace: Pace = options.quick
    ? { warmMs: 25, rounds: 2, sampleMs: 15, rowMs: 0, patienceMs: 6_000 }
    : { warmMs: 250, rounds: 5, sampleMs: 150, rowMs: Infinity, patienceMs: 120_000 };
  const deadline = Math.max(began + QUICK_MS, performance.now() + QUICK_LEAST_MS);
  let toDo = chosen.length * options.threads.length;
  const results: RowResult[] = [];
  const notBegun: string[] = [];
  const setup = { folder: data, npm: NPM_PEERS, absent: Object.keys(missing) };
  const committed = options.quick ? committedRows(join(root, 'docs/performance.json')) : [];
  const loadBefore = loadavg()[0]!;
  for (const row of chosen) {
    for (const threads of options.threads) {
      const own = options.quick ? { ...pace, rowMs: (deadline - performance.now()) / toDo } : pace;
      toDo -= 1;
      if (options.quick && performance.now() - began > QUICK_END_MS && results.length > 0) {
        notBegun.push(`${row.row} on ${threads}`);
        continue;
      }
      const noRivals = farBehind({ row: row.row, threads }, committed, NPM_PEERS);
      const known = committed.find((one) => one.row === row.row && one.threads === threads)?.peers ?? {};
      results.push(
        await measureRow(row, threads, contenders, limits[threads]!, { ...setup, pace: own, noRivals, known }),
      );
      const { oursMs, ratioNpm, ratioAll, ofLimit, maxDifference, left } = results.at(-1)!;
      const ratio = (value: number | null): string => (value === null ? 'no ratio' : `${value.toFixed(1)}x`);
      say(
        `${row.row} on ${threads}: ${oursMs.toFixed(2)} ms, npm ${ratio(ratioNpm)}, all ${ratio(ratioAll)}, ${ofLimit.toFixed(1)} of the limit, differs by ${maxDifference.toExponential(1)}`,
      );
      for (const [name, reason] of Object.entries(left))
        if (!/no such operator|thread only|in the committed table/.test(reason)) say(`  ${name}: ${reason}`);
    }
  }
  const ours = contenders.filter(({ name }) => name === 'ours-fast' || name === 'ours-exact');
  const again = await measureRow(chosen[0]!, options.threads[0]!, ours, limits[options.threads[0]!]!, {
    ...setup,
    pace,
    absent: [],
  });
  const noise = noiseOf(results, again, [loadBefore, loadavg()[0]!]);
  let growth: Growth[] = [];
  if (options.growth) {
    say('How the time grows with pixels and channels ...');
    growth = await measureGrowth(
      ours.find(({ name }) => name === 'ours-fast')!,
      data,
      options.rows,
      options.quick ? 60 : 400,
    );
  }
  for (const { process: peer } of contenders) peer.close();
  const versions = Object.fromEntries(contenders.map(({ name, version }) => [name, version]));
  const { operators: _, ...environment } = describeEnvironment({
    operators: '',
    threads: Math.max(...options.threads),
    now: new Date(),
    decoder: {},
  });
  const report = {
    environment: { ...environment, versions: { ...environment.versions, ...versions }, missing, quick: options.quick },
    noise,
    limits,
    rows: results,
    growth,
  };
  if (options.json === '-') process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    say(`\n${textTable(results)}\n`);
    for (const sentence of [...meanSentences(results), ...exactSentences(results)]) say(sentence);
    const engines = enginesOf(results);
    if (engines.length > 0) say(`\n${engineTable(results, engines)}\n`);
    for (const sentence of engineSentences(results, engines)) say(sentence);
    say(noiseSentence(noise));
    if (notBegun.length > 0) say(`Left out, because the time of a quick run was over: ${notBegun.join(', ')}.`);
    for (const [threads, { cacheGBs, memoryGBs, peakGflops }] of Object.entries(limits)) {
      say(
        `Limits on ${threads}: copy ${cacheGBs.toFixed(0)} GB/s near, ${memoryGBs.toFixed(0)} GB/s far, ${peakGflops.toFixed(0)} Gflop/s with 128-bit vectors.`,
      );
    }
    if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(report, null, 2));
  }
  if (options.docs) writeDocs(join(root, 'docs'), report);
  if (options.check) check(results, join(root, 'docs/performance.json'), say);
}

/** Rows of the committed whole run, where there is one. */
function committedRows(file: string): readonly RowResult[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { rows: RowResult[] }).rows : [];
}

/** Says which ratios fell well below the committed ones, and fails then. */
function check(results: readonly RowResult[], file: string, say: (line: string) => void): void {
  if (!existsSync(file)) throw new Error(`${file} is not there: a whole run of \`npm run bench\` writes it.`);
  const found = regressions(results, committedRows(file));
  const compared = results.filter(({ ratioNpm }) => ratioNpm !== null).length;
  for (const { row, threads, was, is } of found)
    say(`${row} on ${threads}: ${is.toFixed(1)}x the fastest npm peer, ${was.toFixed(1)}x in the committed table`);
  say(
    `${compared - found.length} rows keep their lead, ${found.length} do not, ${results.length - compared} have no ratio and are not checked`,
  );
  process.exitCode = found.length > 0 ? 1 : 0;
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
