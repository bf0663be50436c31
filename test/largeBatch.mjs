// Run by hand: `npm run build && node test/largeBatch.mjs [COUNT]`. Generates COUNT small pictures (500) of which
// five are broken, runs them once, once more with kill -9 in between, and as four shards that are merged, and says
// whether the three agree (environment and times aside) and how much memory a tenth of them and all of them take.
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import sharp from 'sharp';

const cli = resolve(process.env['UPBENCH_CLI'] ?? join(import.meta.dirname, '../core/cli/bin/upbench.mjs'));
/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`);
const count = Number(process.argv[2] ?? 500);
const folder = mkdtempSync(join(tmpdir(), 'upbench-batch-'));
/** @param {string[]} names */
const at = (...names) => join(folder, ...names);

/** @param {string} into @param {number} from @param {number} to */
async function generate(into, from, to) {
  mkdirSync(at(into));
  for (let i = from; i < to; i++) {
    const path = at(into, `p${String(i).padStart(4, '0')}.png`);
    if (i % Math.floor(count / 5) === 3) {
      writeFileSync(path, `broken ${i}`);
      continue;
    }
    const size = { width: 96, height: 64, channels: /** @type {const} */ (3) };
    const data = Buffer.alloc(size.width * size.height * 3);
    for (let p = 0; p < data.length; p++) data[p] = (p * (1 + (i % 13)) + ((p >> 5) % 7) * i * 3) % 256;
    await sharp(data, { raw: size })
      .blur(1 + (i % 4))
      .png()
      .toFile(path);
  }
}

/** @param {string} input @param {string[]} more */
const args = (input, ...more) => [cli, 'compare', at(input), '--samples', '0', ...more];

/** Peak resident memory in MiB, from the kernel's own account. @param {string[]} command @returns {Promise<number>} */
function measured(command) {
  return new Promise((done) => {
    const child = spawn(process.execPath, command, { stdio: 'ignore' });
    let peak = 0;
    const look = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      } catch {
        // Over already, or no such account on this system.
      }
    }, 50);
    child.on('exit', () => {
      clearInterval(look);
      done(peak);
    });
  });
}

/** @param {string} out */
const lines = (out) => {
  try {
    return readFileSync(at(out, 'results.jsonl'), 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
};

/** @param {string} out */
function content(out) {
  const { environment: _, ...results } = JSON.parse(readFileSync(at(out, 'results.json'), 'utf8'));
  const files = readdirSync(at(out)).filter((name) => name.endsWith('.png'));
  return { results, pictures: files.sort().map((name) => [name, readFileSync(at(out, name)).toString('base64')]) };
}

try {
  await generate('few', 0, Math.ceil(count / 10));
  await generate('all', 0, count);
  const few = await measured(args('few', '--out', at('out-few')));
  const started = performance.now();
  const all = await measured(args('all', '--out', at('whole')));
  say(`${count} pictures in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  say(`peak memory: ${few.toFixed(0)} MiB for ${Math.ceil(count / 10)}, ${all.toFixed(0)} MiB for ${count}`);

  let kills = 0;
  for (const share of [0.2, 0.6]) {
    const child = spawn(process.execPath, args('all', '--out', at('killed')), { stdio: 'ignore' });
    while (lines('killed') < count * share && child.exitCode === null) await new Promise((go) => setTimeout(go, 10));
    child.kill('SIGKILL');
    await new Promise((done) => child.on('exit', done));
    kills++;
  }
  const before = lines('killed');
  await measured(args('all', '--out', at('killed')));
  const whole = content('whole');
  say(`killed ${kills} times at ${before} lines and resumed: ${same(whole, content('killed'))}`);

  const parts = [1, 2, 3, 4].map((k) => at(`part${k}`));
  for (const [k, part] of parts.entries()) await measured(args('all', '--shard', `${k + 1}/4`, '--out', part));
  await new Promise((done) =>
    execFile(process.execPath, [cli, 'merge', ...parts, '--out', at('merged')], () => done(undefined)),
  );
  say(`four shards merged: ${same(whole, content('merged'))}`);
  say(`done ${whole.results.images.length}, failed ${whole.results.failed.length}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {unknown} one @param {unknown} other */
function same(one, other) {
  if (isDeepStrictEqual(one, other)) return 'equal to the single run';
  process.exitCode = 1;
  return 'DIFFERENT from the single run';
}
