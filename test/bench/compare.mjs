// `npm run bench:compare`: the default comparison of one picture, whole processes, against a Python script of PyTorch and
// scikit-image that computes the same. The numbers are checked first; then both run in turn.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import { writeEndToEnd } from './compareDocs.mjs';

const here = import.meta.dirname;
const root = resolve(here, '../..');
const USAGE = `Usage: npm run bench:compare [-- OPTION...]

  --megapixels 1,12,48  Sizes of the picture. Default: 1,12,48.
  --rounds N            Runs of each, in turn. Default: 3.
  --out                 Ours also writes all documents and pictures.
  --batch N             Also N pictures of 1 megapixel on one and on two cores (Linux). Default: 0.
  --docs                Writes docs/END-TO-END.md and docs/end-to-end.json.
  --json FILE           The figures as JSON.
  --check FILE          Compare the ratios with those of an earlier --json; exit 1 where one fell below half.`;

/** How far numbers may be apart: pixels on the edge of rounding fall either way in float32. */
const TOLERANCES = { psnr: 0.02, 'psnr-y': 0.02, ssim: 2e-4, 'ssim-y': 2e-4, 'max-error': 1, mse: 0.05 };
const USUAL_TOLERANCE = 0.02;
/** Debian's interpreter, which alone sees Debian's packages. */
const PYTHON = ['/usr/bin/python3', '/usr/local/bin/python3'].find((path) => existsSync(path));
const POLL_MS = 20;
/** A ratio may fall to this share of the earlier one: a busy machine moves it. */
const MARGIN = 0.5;

/** @param {readonly string[]} args */
function readOptions(args) {
  const options = { megapixels: [1, 12, 48], rounds: 3, out: false, batch: 0, docs: false, json: '', check: '' };
  for (let i = 0; i < args.length; i++) {
    const [name, value = ''] = [args[i], args[i + 1]];
    if (name === '--out') options.out = true;
    else if (name === '--docs') options.docs = true;
    else if (name === '--batch') options.batch = Number(value);
    else if (name === '--megapixels') options.megapixels = value.split(',').map(Number);
    else if (name === '--rounds') options.rounds = Number(value);
    else if (name === '--json') options.json = value;
    else if (name === '--check') options.check = value;
    else throw new Error(`Unknown option ${JSON.stringify(name)}.\n${USAGE}`);
    if (name !== '--out' && name !== '--docs') i++;
  }
  if (!options.megapixels.every((size) => size > 0 && size <= 200) || !(options.rounds >= 1))
    throw new Error(`Expected sizes from 0 to 200 megapixels and at least one round.\n${USAGE}`);
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
 * @returns {Promise<{ seconds: number, processorSeconds: number, bytes: number }>}
 */
function timed(command) {
  return new Promise((done, fail) => {
    const began = performance.now();
    const child = spawn(command[0] ?? '', command.slice(1), { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
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
      const seconds = (performance.now() - began) / 1000;
      if (code === 0) done({ seconds, processorSeconds: ticks / 100, bytes });
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
    const seconds = [];
    for (let round = 0; round <= rounds; round++)
      seconds.push((await timed([process.execPath, bin, ...given])).seconds);
    // The first warms the disk's cache.
    starts.push({ what, seconds: median(seconds.slice(1)) });
  }
  return starts;
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (PYTHON === undefined) throw new Error('No python3 was found; it needs python3-torch and python3-skimage.');
  const threads = availableParallelism();
  const folder = mkdtempSync(join(tmpdir(), 'upbench-compare-'));
  const bin = join(root, 'core/cli/bin/upbench.mjs');
  const rows = [];
  /** @type {Awaited<ReturnType<typeof timeBatch>> | null} */
  let batch = null;
  /** @type {Awaited<ReturnType<typeof timeStarts>>} */
  let starts = [];
  /** How the first row came out once more at the end; null with --out, where it did more. */
  let drift = /** @type {number | null} */ (null);
  try {
    for (const megapixels of options.megapixels) {
      const picture = join(folder, `${megapixels}.png`);
      const { width, height } = writePicture(picture, megapixels);
      const ownFile = join(folder, 'ours.json');
      const theirFile = join(folder, 'theirs.json');
      const out = join(folder, 'out');
      const ours = [process.execPath, bin, 'compare', picture, '--samples', '0', '--json', ownFile, '--force'];
      if (options.out) ours.push('--out', out);
      const script = join(here, 'peers/compare.py');
      const theirs = [PYTHON, script, picture, join(root, 'resources/weights'), theirFile, String(threads)];
      await timed(ours);
      await timed(theirs);
      const checked = checkNumbers(
        JSON.parse(readFileSync(ownFile, 'utf8')),
        JSON.parse(readFileSync(theirFile, 'utf8')),
      );
      /** @type {{ seconds: number, processorSeconds: number, bytes: number }[][]} */
      const runs = [[], []];
      for (let round = 0; round < options.rounds; round++) {
        rmSync(out, { recursive: true, force: true });
        mkdirSync(out);
        runs[0]?.push(await timed(ours));
        runs[1]?.push(await timed(theirs));
      }
      const [own, other] = runs.map((all) => ({
        seconds: median(all.map(({ seconds }) => seconds)),
        fastest: Math.min(...all.map(({ seconds }) => seconds)),
        processorSeconds: median(all.map(({ processorSeconds }) => processorSeconds)),
        bytes: Math.max(...all.map(({ bytes }) => bytes)),
      }));
      if (own === undefined || other === undefined) throw new Error('Nothing was timed.');
      const row = { megapixels, width, height, checked, ours: own, python: other, ratio: other.seconds / own.seconds };
      rows.push(row);
      const words = (/** @type {typeof own} */ { seconds, processorSeconds, bytes }) =>
        `${seconds.toFixed(2)} s (${processorSeconds.toFixed(1)} s of processor time, ${(bytes / 1e9).toFixed(2)} GB)`;
      process.stdout.write(
        `${width}x${height}, ${checked} numbers agree: Upbench ${words(own)}, PyTorch and scikit-image ${words(other)}: ${row.ratio.toFixed(1)}x\n`,
      );
    }
    const [first] = rows;
    if (first !== undefined && !options.out) {
      const picture = join(folder, `${first.megapixels}.png`);
      const again = [];
      for (let round = 0; round < options.rounds; round++)
        again.push((await timed([process.execPath, bin, 'compare', picture, '--samples', '0'])).seconds);
      drift = median(again) / first.ours.seconds;
    }
    starts = await timeStarts(folder, bin, options.rounds);
    if (options.batch > 0) batch = await timeBatch(folder, bin, options.batch);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const report = {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? '',
    threads,
    rounds: options.rounds,
    out: options.out,
    rows,
    drift,
    starts,
    batch,
  };
  if (options.docs) writeEndToEnd(join(root, 'docs'), report);
  if (options.json !== '') writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`);
  if (options.check === '') return;
  /** @type {typeof report} */
  const before = JSON.parse(readFileSync(options.check, 'utf8'));
  for (const { megapixels, ratio } of rows) {
    const was = before.rows.find((row) => row.megapixels === megapixels)?.ratio;
    if (was === undefined || ratio >= was * MARGIN) continue;
    process.stdout.write(`${megapixels} megapixels: ${ratio.toFixed(1)}x, ${was.toFixed(1)}x before\n`);
    process.exitCode = 1;
  }
}

main().catch((/** @type {unknown} */ error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
