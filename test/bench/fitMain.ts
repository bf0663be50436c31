import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEnvironment } from '@core/engine/host/environment';
import type { TrainingPicture } from '@core/engine/pictures/trainingPicture';
import type { FitTask, FitTimes } from './fitChild';
import { layer, multiplyAdds, TITLE } from './fitLayer';
import { measurePeak } from './fitPeak';
import { writePictures } from './fitPictures';
import { fitPage, fitTables, type FitReport, type FitRow } from './fitReport';

// Called by fit.mjs with the root of the project, then the options.
const [root = '', ...args] = process.argv.slice(2);
const USAGE = `Usage: npm run bench:fit [-- OPTION...]

  --pictures N     So many pictures. Default 100.
  --size S         Of S x S pixels. Default 512.
  --plain N        The definition takes this many of them, because its time is proportional. Default 4.
  --threads 1,2    Thread counts; 1 is always among them. Default 1,2.
  --json FILE|-    Results as JSON into a file, or to standard output in place of the tables.
  --docs           Write docs/FITTING-SPEED.md from a partial run too; a whole run always writes it.`;
/** The worst difference of a weight from the definition's, over the largest weight. */
const MOST_DIFFERENT = 1e-8;

function readOptions() {
  const given: Record<string, string> = {};
  let docs = args.length === 0;
  for (let i = 0; i < args.length; i++) {
    const name = args[i]!;
    if (name === '--docs') docs = true;
    else if (['--pictures', '--size', '--plain', '--threads', '--json'].includes(name)) {
      const value = args[++i];
      if (value === undefined) throw new Error(`Expected a value after ${name}.`);
      given[name] = value;
    } else throw new Error(`Unknown option ${JSON.stringify(name)}.\n${USAGE}`);
  }
  const whole = (name: string, text: string, least: number): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= 10_000) return value;
    throw new Error(`Expected a whole number from ${least} to 10000 for ${name} but received "${text}".`);
  };
  const pictures = whole('--pictures', given['--pictures'] ?? '100', 4);
  const threads = (given['--threads'] ?? '1,2').split(',').map((part) => whole('--threads', part, 1));
  return {
    pictures,
    docs,
    json: given['--json'],
    size: whole('--size', given['--size'] ?? '512', 16),
    plain: Math.min(pictures, whole('--plain', given['--plain'] ?? '4', 1)),
    threads: [...new Set([1, ...threads])],
  };
}

/** In a process of its own, so that its memory is its own. */
function measure(task: FitTask): FitTimes {
  const child = join(import.meta.dirname, 'fitChild.js');
  const text = execFileSync(process.execPath, [child], {
    input: JSON.stringify(task),
    maxBuffer: 2 ** 28,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return JSON.parse(text.toString()) as FitTimes;
}

function differenceOf(one: FitTimes, other: FitTimes): number {
  const [a, b] = [one.solutions.flat(), other.solutions.flat()];
  const most = (values: readonly number[]): number => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return most(a.map((value, i) => value - b[i]!)) / most(b);
}

async function main(): Promise<void> {
  const options = readOptions();
  const say = (line: string): void => void (options.json === '-' ? process.stderr : process.stdout).write(`${line}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'upbench-fit-'));
  try {
    say(`Making ${options.pictures} pictures of ${options.size}×${options.size} ...`);
    const pictures = await writePictures(join(root, 'resources'), folder, options.pictures, options.size);
    const peak = measurePeak(Uint8Array.from(readFileSync(join(import.meta.dirname, 'yardstick.wasm'))));
    const report = compare(options, pictures, peak, say);
    if (options.json === '-') process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else {
      say(`\n${fitTables(report)}`);
      if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(report, null, 2));
    }
    if (options.docs) writeFileSync(join(root, 'docs/FITTING-SPEED.md'), fitPage(report));
    if (!(report.difference <= MOST_DIFFERENT) || !report.sameForThreads) {
      say(`The weights differ: by ${report.difference} from the definition's, at most ${MOST_DIFFERENT} is allowed.`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(
  options: ReturnType<typeof readOptions>,
  pictures: readonly TrainingPicture[],
  peak: FitReport['peak'],
  say: (line: string) => void,
): FitReport {
  const few = pictures.slice(0, options.plain);
  say(`The definition on ${few.length} pictures ...`);
  const plain = measure({ how: 'plain', pictures: few, threads: 1 });
  const oursOnFew = measure({ how: 'ours', pictures: few, threads: 1 });
  const quarter = pictures.slice(0, Math.ceil(pictures.length / 4));
  const oursOnQuarter = measure({ how: 'ours', pictures: quarter, threads: 1 });
  const ours = options.threads.map((threads) => {
    say(`Ours on ${threads} ${threads === 1 ? 'thread' : 'threads'} ...`);
    return { threads, times: measure({ how: 'ours', pictures, threads }) };
  });
  const alone = ours[0]!.times;
  const row = (name: string, threads: number, count: number, { solutions: _, ...times }: FitTimes): FitRow => ({
    name,
    threads,
    pictures: count,
    times,
  });
  const perPicture = (times: FitTimes, count: number) => ({
    whole: times.cpuMs / count,
    sums: times.stages.sums / count,
  });
  const [slow, fast] = [perPicture(plain, few.length), perPicture(alone, pictures.length)];
  const positions = Math.floor(options.size / layer.scale) ** 2;
  const { version, date, platform, cpu, cores, versions } = describeEnvironment({
    operators: '',
    threads: 1,
    now: new Date(),
    decoder: {},
  });
  return {
    environment: { version, date, platform, cpu, cores, node: versions['node'] ?? '' },
    layer: TITLE,
    pictures: pictures.length,
    size: options.size,
    peak,
    rows: [
      ...ours.map(({ threads, times }) => row('core/fit', threads, pictures.length, times)),
      row('definition', 1, few.length, plain),
    ],
    ratio: { whole: slow.whole / fast.whole, sums: slow.sums / fast.sums },
    difference: differenceOf(oursOnFew, plain),
    sameForThreads: ours.every(({ times }) => JSON.stringify(times.solutions) === JSON.stringify(alone.solutions)),
    rate: (multiplyAdds().sums * positions) / alone.medianSumMs / 1e6,
    memory: [
      { pictures: quarter.length, peakMiB: oursOnQuarter.peakMiB },
      { pictures: pictures.length, peakMiB: alone.peakMiB },
    ],
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
