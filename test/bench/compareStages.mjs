// Where the time of one comparison goes, stage by stage, by the product's own clock (core/engine/thread/stageClock.ts).
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ wallMs: number, threadMs: number, processMs: number }} StageTime
 * @typedef {{ thread: number, job: string, began: number, ended: number, stages: Record<string, StageTime> }} StageLine
 * @typedef {{ seconds: number, processorSeconds: number, bytes: number }} Times
 * @typedef {{ megapixels: number, without: StageTable, withOut: StageTable }} Stages
 * @typedef {{ seconds: number, processorSeconds: number, bytes: number, stages: Record<string, StageTime> }} StageTable
 */

/** What the stages of the product are called here, in the order of a run; methods and metrics keep their ids. */
const WORDS = {
  start: 'start: Node, the command and the computing thread',
  decode: 'decode the picture',
  degrade: 'make it small',
  METHODS: '',
  rounding: 'rounding, all methods',
  METRICS: '',
  phases: 'phases of the error',
  probe: 'probe of each method',
  'same-as': 'whether two outputs are one',
  keep: 'keep outputs for that',
  run: 'the rest of a run',
  encode: 'PNG: filter, hand over',
  write: 'PNG: deflate and write, beside',
  'waiting for files': 'wait for the last PNG',
  crops: 'find what a report prints',
  documents: 'results.json, csv and the journal',
  'export md': 'results.md',
  'export tex': 'results.tex',
  'export html': 'report.html',
  'export svg': 'crop sheet',
  session: 'session',
  end: 'end of the process',
};
const METRICS = ['mse', 'mae', 'max-error', 'psnr', 'psnr-y', 'ssim', 'ssim-y', 'checkerboard'];
/** Shorter stages are one line. */
const SHOWN_MS = 5;

/**
 * One run of the product with its clock on.
 * @param {(command: readonly string[], env: Record<string, string>) => Promise<Times & { began: number, ended: number }>} timed
 * @param {readonly string[]} command
 * @param {string} file
 * @returns {Promise<StageTable>}
 */
async function runOnce(timed, command, file) {
  rmSync(file, { force: true });
  const { seconds, processorSeconds, bytes, began, ended } = await timed(command, { UPBENCH_STAGES: file });
  /** @type {StageLine[]} */
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  /** @type {Record<string, StageTime>} */
  const stages = {};
  /** @param {string} name @param {Partial<StageTime>} time */
  const add = (name, { wallMs = 0, threadMs = 0, processMs = 0 }) => {
    const own = (stages[name] ??= { wallMs: 0, threadMs: 0, processMs: 0 });
    own.wallMs += wallMs;
    own.threadMs += threadMs;
    own.processMs += processMs;
  };
  let exported = 0;
  for (const { job, stages: own, began: from, ended: to } of lines) {
    // The command's own time is spent waiting for the others; its documents are what it writes besides. What it does, and
    // what the thread that writes does, happens beside something else, whose process time has it already.
    for (const [name, time] of Object.entries(own))
      if (name !== 'command')
        add(name, job === 'command' || job === 'write' ? { ...time, processMs: time.threadMs } : time);
    if (job.startsWith('export')) exported += to - from;
  }
  const first = Math.min(...lines.filter(({ job }) => job === 'run').map(({ began: from }) => from));
  const last = Math.max(...lines.map(({ ended: to }) => to));
  add('start', { wallMs: first - began });
  add('end', { wallMs: ended - last });
  if (stages.documents) stages.documents.wallMs = Math.max(0, stages.documents.wallMs - exported);
  return { seconds, processorSeconds, bytes, stages };
}

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/**
 * Medians of every stage over some runs.
 * @param {readonly StageTable[]} runs
 * @returns {StageTable}
 */
function middle(runs) {
  const names = new Set(runs.flatMap(({ stages }) => Object.keys(stages)));
  /** @param {string} name @param {keyof StageTime} which */
  const of = (name, which) => median(runs.map(({ stages }) => stages[name]?.[which] ?? 0));
  return {
    seconds: median(runs.map(({ seconds }) => seconds)),
    processorSeconds: median(runs.map(({ processorSeconds }) => processorSeconds)),
    bytes: Math.max(...runs.map(({ bytes }) => bytes)),
    stages: Object.fromEntries(
      [...names].map((name) => [
        name,
        { wallMs: of(name, 'wallMs'), threadMs: of(name, 'threadMs'), processMs: of(name, 'processMs') },
      ]),
    ),
  };
}

/**
 * The comparison of one picture without and with --out, in turn.
 * @param {Parameters<typeof runOnce>[0]} timed
 * @param {{ command: readonly string[], folder: string, rounds: number, megapixels: number }} what
 * @returns {Promise<Stages>}
 */
export async function timeStages(timed, { command, folder, rounds, megapixels }) {
  const file = join(folder, 'stages.jsonl');
  const out = join(folder, 'stages-out');
  /** @type {StageTable[][]} */
  const runs = [[], []];
  for (let round = 0; round < rounds; round++) {
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out);
    runs[0]?.push(await runOnce(timed, command, file));
    const writes = [...command, '--out', join(out, 'results'), '--session', join(out, 'run.upbench.json')];
    runs[1]?.push(await runOnce(timed, writes, file));
  }
  rmSync(out, { recursive: true, force: true });
  return { megapixels, without: middle(runs[0] ?? []), withOut: middle(runs[1] ?? []) };
}

/**
 * The table, without its title.
 * @param {Stages} stages
 */
export function stageLines({ megapixels, without, withOut }) {
  const known = Object.keys(WORDS);
  const other = [...new Set([without, withOut].flatMap(({ stages }) => Object.keys(stages)))].filter(
    (name) => !known.includes(name),
  );
  const metrics = METRICS.filter((name) => other.includes(name));
  const methods = other.filter((name) => !metrics.includes(name)).sort();
  const order = known.flatMap((name) => (name === 'METHODS' ? methods : name === 'METRICS' ? metrics : [name]));
  const seconds = (/** @type {number | undefined} */ ms) =>
    ms === undefined || ms === 0 ? '' : (ms / 1000).toFixed(2);
  /** @param {string} label @param {readonly (StageTime | undefined)[]} times */
  const row = (label, times) =>
    `| ${label} | ${times.flatMap((time) => [seconds(time?.wallMs), seconds(time?.threadMs), seconds(time?.processMs)]).join(' | ')} |`;
  const shown = order.filter((name) =>
    [without, withOut].some(({ stages }) => (stages[name]?.wallMs ?? 0) >= SHOWN_MS),
  );
  const label = (/** @type {string} */ name) => {
    const words = WORDS[/** @type {keyof typeof WORDS} */ (name)];
    return words ? words : `\`${name}\``;
  };
  const said = (/** @type {StageTable} */ { seconds: wall, processorSeconds, bytes }) =>
    `${wall.toFixed(2)} s, ${processorSeconds.toFixed(1)} s of processor time, ${(bytes / 1e9).toFixed(2)} GB`;
  return [
    `One comparison of ${megapixels} megapixels, alone: ${said(without)}. With \`--out\` and \`--session\`: ${said(withOut)}; ${(withOut.seconds / without.seconds).toFixed(2)} of the time and ${(withOut.processorSeconds / without.processorSeconds).toFixed(2)} of the processor time.`,
    '',
    'Seconds of each stage without the stages in it: by the clock, of processor time in the thread that does it, and of the whole process meanwhile. PNG files are deflated and written on a thread of their own while the next method computes, so their time is in the third column of other stages too.',
    '',
    '| stage | s | thread s | process s | with --out: s | thread s | process s |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...shown.map((name) => row(label(name), [without.stages[name], withOut.stages[name]])),
  ];
}
