// `npm run bench:compare`: the default comparison of one picture, whole processes, against a Python script of PyTorch and
// scikit-image that computes the same. The numbers are checked first; then both run in turn.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import { writeEndToEnd } from './compareDocs.mjs';
import { stageLines, timeStages } from './compareStages.mjs';
import { timeWindow } from './compareWindow.mjs';

const here = import.meta.dirname;
const root = resolve(here, '../..');
const USAGE = `Usage: npm run bench:compare [-- OPTION...]

  --megapixels 1,12,48  Sizes of the picture beside the Python script. Default: 1,12,48; "none" leaves them out.
  --rounds N            Runs of each, in turn. Default: 3.
  --out                 Ours also writes all documents and pictures.
  --stages              Where the time goes at 12 megapixels, stage by stage, without and with --out.
  --large               Ours alone at 12 and 48 megapixels, without and with --out: time and memory.
  --batch N             N pictures of 1 megapixel on one and on two cores (Linux). Default: 0.
  --start               Also the window: from \`npm start\` to the sample's panes, from a picture to its first output.
  --docs                Writes docs/END-TO-END.md and docs/end-to-end.json; what was not measured now stays.
  --json FILE           The figures as JSON.
  --check FILE          Compare with the figures of an earlier --json, such as docs/end-to-end.json; exit 1 where
                        one is much worse.`;

/** How far numbers may be apart: pixels on the edge of rounding fall either way in float32. */
const TOLERANCES = { psnr: 0.02, 'psnr-y': 0.02, ssim: 2e-4, 'ssim-y': 2e-4, 'max-error': 1, mse: 0.05 };
const USUAL_TOLERANCE = 0.02;
/** Debian's interpreter, which alone sees Debian's packages. */
const PYTHON = ['/usr/bin/python3', '/usr/local/bin/python3'].find((path) => existsSync(path));
const POLL_MS = 20;
/** Where the time goes is asked at this size. */
const STAGES_MEGAPIXELS = 12;
const LARGE_MEGAPIXELS = [12, 48];

/** @param {readonly string[]} args */
function readOptions(args) {
  const options = {
    megapixels: [1, 12, 48],
    rounds: 3,
    out: false,
    stages: false,
    large: false,
    start: false,
    batch: 0,
    docs: false,
    json: '',
    check: '',
  };
  for (let i = 0; i < args.length; i++) {
    const name = args[i] ?? '';
    if (name === '--out' || name === '--docs' || name === '--stages' || name === '--large' || name === '--start') {
      options[/** @type {'out' | 'docs' | 'stages' | 'large' | 'start'} */ (name.slice(2))] = true;
      continue;
    }
    const value = args[++i] ?? '';
    if (name === '--batch') options.batch = Number(value);
    else if (name === '--megapixels') options.megapixels = value === 'none' ? [] : value.split(',').map(Number);
    else if (name === '--rounds') options.rounds = Number(value);
    else if (name === '--json') options.json = value;
    else if (name === '--check') options.check = value;
    else throw new Error(`Unknown option ${JSON.stringify(name)}.\n${USAGE}`);
  }
  if (!options.megapixels.every((size) => size > 0 && size <= 200) || !(options.rounds >= 1) || !(options.batch >= 0))
    throw new Error(`Expected sizes from 0 to 200 megapixels, at least one round and a number of pictures.\n${USAGE}`);
  return options;
}

/**
 * A picture with edges, smooth parts and noise, the same every time: 4:3, even sides.
 * @param {string} path
 * @param {number} megapixels
 */
function writePicture(path, megapixels) {
  const height = 2 * Math.round(Math.sqrt((megapixels * 1e6 * 3) / 4) / 2);
  const width = 2 * Math.round((megapixels * 1e6) / height / 2);
  const row = 1 + 3 * width;
  const raw = Buffer.alloc(height * row);
  let state = 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      const noise = (state >>> 24) & 15;
      const edge = ((x >> 5) ^ (y >> 4)) & 1 ? 60 : 0;
      const at = y * row + 1 + 3 * x;
      raw[at] = 90 + 60 * Math.sin(x / 17 + y / 31) + edge + noise;
      raw[at + 1] = 80 + 70 * Math.sin((x * y) / 90_000) + edge + noise;
      raw[at + 2] = 40 + (120 * x) / width + noise;
    }
  }
  /** @param {string} type @param {Buffer} data */
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk('IHDR', head), chunk('IDAT', deflateSync(raw, { level: 1 })), chunk('IEND', Buffer.alloc(0))];
  writeFileSync(path, Buffer.concat([signature, ...parts]));
  return { width, height };
}

/**
 * Runs a whole process; wall time, processor time and the most memory it held.
 * @param {readonly string[]} command
 * @param {Record<string, string>} [env] besides the own
 * @returns {Promise<{ seconds: number, processorSeconds: number, bytes: number, began: number, ended: number }>}
 */
function timed(command, env = {}) {
  return new Promise((done, fail) => {
    const now = () => performance.timeOrigin + performance.now();
    const began = now();
    const child = spawn(command[0] ?? '', command.slice(1), {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    let text = '';
    let bytes = 0;
    let ticks = 0;
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ part) => (text += part));
    // Linux tells of a running process; elsewhere memory and processor time are 0.
    const timer = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        bytes = Math.max(bytes, 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
        const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
        ticks = Math.max(ticks, Number(fields[11]) + Number(fields[12]));
      } catch {
        // It has just ended.
      }
    }, POLL_MS);
    child.on('error', fail);
    child.on('exit', (code) => {
      clearInterval(timer);
      const ended = now();
      if (code === 0) done({ seconds: (ended - began) / 1000, processorSeconds: ticks / 100, bytes, began, ended });
      else fail(new Error(`${command[0]} ended with code ${code}: ${text.slice(-500)}`));
    });
  });
}

/** @param {readonly number[]} values */
const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};

/**
 * Every number of one against the other.
 * @param {{ images: { methods: { key: string, metrics: { id: string, region: string, value: number | string }[] }[] }[] }} ours
 * @param {Record<string, Record<string, Record<string, number>>>} theirs
 */
function checkNumbers(ours, theirs) {
  let count = 0;
  for (const { key, metrics } of ours.images[0]?.methods ?? []) {
    for (const { id, region, value } of metrics) {
      const other = theirs[key]?.[region]?.[id];
      const allowed = TOLERANCES[/** @type {keyof typeof TOLERANCES} */ (id)] ?? USUAL_TOLERANCE;
      if (other === undefined || !(Math.abs(Number(value) - other) <= allowed))
        throw new Error(`${key} ${id} (${region}): ${value} here, ${other} there. Nothing was timed.`);
      count++;
    }
  }
  return count;
}

/**
 * Pictures of one megapixel, one after another, on one core and on two.
 * @param {string} folder
 * @param {string} bin
 * @param {number} count
 */
async function timeBatch(folder, bin, count) {
  const pictures = join(folder, 'batch');
  mkdirSync(pictures);
  const first = join(pictures, '0.png');
  writePicture(first, 1);
  for (let i = 1; i < count; i++) copyFileSync(first, join(pictures, `${i}.png`));
  const command = [process.execPath, bin, 'compare', pictures, '--samples', '0'];
  const one = await timed(['taskset', '-c', '0', ...command]);
  const two = await timed(['taskset', '-c', '0,1', ...command]);
  return { count, one, two, efficiency: one.seconds / two.seconds / 2 };
}

/**
 * What a person waits for before anything is computed: medians of whole processes.
 * @param {string} folder
 * @param {string} bin
 * @param {number} rounds
 */
async function timeStarts(folder, bin, rounds) {
  const small = join(folder, 'small.png');
  writePicture(small, 0.01);
  /** @type {[string, string[]][]} */
  const commands = [
    ['--help', ['--help']],
    ['compare of a picture of 0.01 megapixels', ['compare', small, '--samples', '0']],
  ];
  const starts = [];
  for (const [what, given] of commands) {
    const runs = [];
    for (let round = 0; round <= Math.max(rounds, 5); round++)
      runs.push(await timed([process.execPath, bin, ...given]));
    // The first warms the disk's cache.
    const { seconds, processorSeconds } = middleOf(runs.slice(1));
    starts.push({ what, seconds, processorSeconds });
  }
  const stages = await timeStages(timed, {
    command: [process.execPath, bin, 'compare', small, '--samples', '0'],
    folder,
    rounds: Math.max(rounds, 5),
    megapixels: 0.01,
  });
  const { start, end, ...rest } = stages.without.stages;
  const picture = Object.values(rest).reduce((sum, { wallMs }) => sum + wallMs, 0);
  const seconds = (/** @type {number} */ ms) => ({ seconds: ms / 1000, processorSeconds: NaN });
  return [
    ...starts,
    { what: 'of that, until the picture is read', ...seconds(start?.wallMs ?? NaN) },
    { what: 'of that, the picture itself', ...seconds(picture) },
    { what: 'of that, the end of the process', ...seconds(end?.wallMs ?? NaN) },
  ];
}

/**
 * Ours alone, where the script would take too long: how time and memory grow with the picture, without and with --out.
 * @param {string} folder
 * @param {string} bin
 * @param {number} rounds
 */
async function timeLarge(folder, bin, rounds) {
  const out = join(folder, 'large');
  const rows = [];
  for (const megapixels of LARGE_MEGAPIXELS) {
    const picture = join(folder, `large-${megapixels}.png`);
    const { width, height } = writePicture(picture, megapixels);
    const command = [process.execPath, bin, 'compare', picture, '--samples', '0'];
    /** @type {Awaited<ReturnType<typeof timed>>[][]} */
    const runs = [[], []];
    for (let round = 0; round < rounds; round++) {
      runs[0]?.push(await timed(command));
      rmSync(out, { recursive: true, force: true });
      runs[1]?.push(await timed([...command, '--out', out]));
    }
    rmSync(out, { recursive: true, force: true });
    rmSync(picture);
    const [without, withOut] = runs.map(middleOf);
    if (without && withOut) rows.push({ megapixels, width, height, without, withOut });
  }
  return rows;
}

/** @param {readonly { seconds: number, processorSeconds: number, bytes: number }[]} runs */
const middleOf = (runs) => ({
  seconds: median(runs.map(({ seconds }) => seconds)),
  fastest: Math.min(...runs.map(({ seconds }) => seconds)),
  processorSeconds: median(runs.map(({ processorSeconds }) => processorSeconds)),
  bytes: Math.max(...runs.map(({ bytes }) => bytes)),
});

/**
 * The comparison beside the Python script, of one size.
 * @param {{ folder: string, bin: string, rounds: number, out: boolean, threads: number }} how
 * @param {number} megapixels
 */
async function timeBeside({ folder, bin, rounds, out: writes, threads }, megapixels) {
  if (PYTHON === undefined) throw new Error('No python3 was found; it needs python3-torch and python3-skimage.');
  const picture = join(folder, `${megapixels}.png`);
  const { width, height } = writePicture(picture, megapixels);
  const ownFile = join(folder, 'ours.json');
  const theirFile = join(folder, 'theirs.json');
  const out = join(folder, 'out');
  const ours = [process.execPath, bin, 'compare', picture, '--samples', '0', '--json', ownFile, '--force'];
  if (writes) ours.push('--out', out);
  const script = join(here, 'peers/compare.py');
  const theirs = [PYTHON, script, picture, join(root, 'resources/weights'), theirFile, String(threads)];
  await timed(ours);
  await timed(theirs);
  const checked = checkNumbers(JSON.parse(readFileSync(ownFile, 'utf8')), JSON.parse(readFileSync(theirFile, 'utf8')));
  /** @type {Awaited<ReturnType<typeof timed>>[][]} */
  const runs = [[], []];
  for (let round = 0; round < rounds; round++) {
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out);
    runs[0]?.push(await timed(ours));
    runs[1]?.push(await timed(theirs));
  }
  const [own, other] = runs.map(middleOf);
  if (own === undefined || other === undefined) throw new Error('Nothing was timed.');
  const words = (/** @type {typeof own} */ { seconds, processorSeconds, bytes }) =>
    `${seconds.toFixed(2)} s (${processorSeconds.toFixed(1)} s of processor time, ${(bytes / 1e9).toFixed(2)} GB)`;
  const row = { megapixels, width, height, checked, ours: own, python: other, ratio: other.seconds / own.seconds };
  process.stdout.write(
    `${width}x${height}, ${checked} numbers agree: Upbench ${words(own)}, PyTorch and scikit-image ${words(other)}: ${row.ratio.toFixed(1)}x\n`,
  );
  return row;
}

/**
 * What is much worse than before, as sentences. Wide limits: a busy machine moves every figure.
 * @param {import('./compareDocs.mjs').EndToEnd} now
 * @param {import('./compareDocs.mjs').EndToEnd} before
 * @returns {string[]}
 */
function findWorse(now, before) {
  /** @type {string[]} */
  const worse = [];
  /** @param {string} what @param {number | undefined} was @param {number | undefined} is @param {number} most times as much */
  const grew = (what, was, is, most) => {
    if (was === undefined || is === undefined || is <= was * most) return;
    worse.push(`${what}: ${is.toFixed(2)}, ${was.toFixed(2)} before`);
  };
  for (const { megapixels, ratio, ours } of now.rows ?? []) {
    const was = before.rows?.find((row) => row.megapixels === megapixels);
    grew(`${megapixels} megapixels, share of the script's time`, was && 1 / was.ratio, 1 / ratio, 2);
    grew(`${megapixels} megapixels, GB`, was && was.ours.bytes / 1e9, ours.bytes / 1e9, 1.3);
  }
  const cost = (/** @type {typeof now} */ { stages }) =>
    stages ? stages.withOut.processorSeconds / stages.without.processorSeconds : undefined;
  grew('processor time with --out over without', cost(before), cost(now), 1.25);
  const growth = (/** @type {typeof now} */ { large }) => {
    const [small, big] = large ?? [];
    return small && big ? big.without.processorSeconds / small.without.processorSeconds : undefined;
  };
  grew('processor time of 48 megapixels over 12', growth(before), growth(now), 1.2);
  for (const { megapixels, withOut } of now.large ?? []) {
    const was = before.large?.find((row) => row.megapixels === megapixels);
    grew(`${megapixels} megapixels with --out, GB`, was && was.withOut.bytes / 1e9, withOut.bytes / 1e9, 1.3);
  }
  for (const { what, seconds } of [...(now.starts ?? []), ...(now.window ?? [])]) {
    const was = [...(before.starts ?? []), ...(before.window ?? [])].find((one) => one.what === what);
    grew(`${what}, seconds`, was?.seconds, seconds, 2);
  }
  const half = (/** @type {typeof now} */ { batch }) => batch && 1 / batch.efficiency;
  grew('two cores over half of one', half(before) ?? undefined, half(now) ?? undefined, 1.25);
  return worse;
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  const threads = availableParallelism();
  const folder = mkdtempSync(join(tmpdir(), 'upbench-compare-'));
  const bin = join(root, 'core/cli/bin/upbench.mjs');
  const { rounds, out } = options;
  const on = `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model ?? ''}, ${threads} threads, ${rounds === 1 ? 'one round' : `medians of ${rounds} rounds`}, load ${(loadavg()[0] ?? 0).toFixed(1)} at the start`;
  /** @type {import('./compareDocs.mjs').EndToEnd} */
  const report = { measured: {} };
  const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`);
  try {
    // Builds where that is needed, and warms the disk's cache.
    await timed([process.execPath, bin, '--help']);
    if (options.megapixels.length > 0) {
      report.rows = [];
      for (const megapixels of options.megapixels)
        report.rows.push(await timeBeside({ folder, bin, rounds, out, threads }, megapixels));
      const [first] = report.rows;
      if (first !== undefined && !out) {
        const picture = join(folder, `${first.megapixels}.png`);
        const again = [];
        for (let round = 0; round < rounds; round++)
          again.push((await timed([process.execPath, bin, 'compare', picture, '--samples', '0'])).seconds);
        report.drift = median(again) / first.ours.seconds;
      }
      report.measured.rows = `${on}${out ? ', ours with --out' : ''}`;
    }
    if (options.stages) {
      const picture = join(folder, 'stages.png');
      writePicture(picture, STAGES_MEGAPIXELS);
      const command = [process.execPath, bin, 'compare', picture, '--samples', '0'];
      report.stages = await timeStages(timed, { command, folder, rounds, megapixels: STAGES_MEGAPIXELS });
      report.measured.stages = on;
      say(stageLines(report.stages).join('\n'));
    }
    if (options.large) {
      report.large = await timeLarge(folder, bin, rounds);
      report.measured.large = on;
      for (const { megapixels, without, withOut } of report.large)
        for (const [how, { seconds, processorSeconds, bytes }] of Object.entries({ without, withOut }))
          say(
            `${megapixels} megapixels ${how === 'without' ? 'without' : 'with'} --out: ${seconds.toFixed(2)} s, ${processorSeconds.toFixed(1)} s of processor time, ${(bytes / 1e9).toFixed(2)} GB`,
          );
    }
    if (options.megapixels.length > 0 || options.start) {
      report.starts = await timeStarts(folder, bin, rounds);
      report.measured.starts = on;
      for (const { what, seconds, processorSeconds } of report.starts)
        say(
          `${what}: ${seconds.toFixed(3)} s${processorSeconds > 0 ? `, ${processorSeconds.toFixed(2)} s of processor time` : ''}`,
        );
    }
    if (options.start) {
      report.window = await timeWindow(folder, rounds, writePicture);
      report.measured.window = on;
      for (const { what, seconds } of report.window) say(`${what}: ${seconds.toFixed(2)} s`);
    }
    if (options.batch > 0) {
      report.batch = await timeBatch(folder, bin, options.batch);
      report.measured.batch = on;
      const { one, two, efficiency } = report.batch;
      say(
        `${options.batch} pictures: ${(options.batch / one.seconds).toFixed(2)} a second on one core, ${(options.batch / two.seconds).toFixed(2)} on two (${Math.round(100 * efficiency)} %)`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (options.json !== '') writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`);
  const worse = options.check === '' ? [] : findWorse(report, JSON.parse(readFileSync(options.check, 'utf8')));
  if (options.docs) writeEndToEnd(join(root, 'docs'), report);
  for (const line of worse) say(line);
  if (worse.length > 0) process.exitCode = 1;
}

main().catch((/** @type {unknown} */ error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
