// `npm run test:cluster`: the recipes of docs/batches.md for GNU parallel and Slurm, run as they stand there, over 200
// pictures on this machine. One node of the Slurm cluster is killed half-way. Both must give what a single run gives.
// Needs Debian's packages parallel, slurm-wlm and munge, and the rights of root, since daemons are started; they end
// with this script. What happened is printed as it goes.
import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { ensureBuilt } from '../../core/cli/bin/ensureBuilt.mjs';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const PICTURES = Number(process.env['UPBENCH_CLUSTER_PICTURES'] ?? 200);
const NODES = ['node1', 'node2', 'node3'];
/** Tasks that are done when a node is killed. */
const KILL_AFTER = 4;
const LONGEST_MS = 20 * 60_000;

const folder = mkdtempSync(join(tmpdir(), 'upbench-cluster-'));
const began = Date.now();
/** @param {string} text */
const say = (text) => {
  const seconds = ((Date.now() - began) / 1000).toFixed(0).padStart(4);
  process.stdout.write(`${seconds} s  ${text}\n`);
};
/** @type {import('node:child_process').ChildProcess[]} */
const daemons = [];

/**
 * The shell blocks under a heading of the page, as a reader would copy them.
 * @param {string} heading
 */
function recipe(heading) {
  const page = readFileSync(join(root, 'docs/batches.md'), 'utf8');
  const section = page.split(`### ${heading}\n`)[1]?.split(/^##/m)[0] ?? '';
  const blocks = [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, text = '']) => text);
  if (blocks.length === 0) throw new Error(`docs/batches.md has no recipe for ${heading}.`);
  return blocks;
}

/** Small pictures of their own each: a gradient with a square. */
async function makePictures() {
  const photos = join(folder, 'photos');
  mkdirSync(photos);
  for (let index = 0; index < PICTURES; index++) {
    const [width, height] = [24 + (index % 5) * 2, 20 + (index % 3) * 2];
    const data = Buffer.alloc(width * height * 3);
    for (let i = 0; i < data.length; i++) data[i] = (i * (3 + (index % 7)) + index * 11) % 256;
    const name = `p${String(index + 1).padStart(3, '0')}.png`;
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(join(photos, name));
  }
}

/**
 * What must be the same however a run was divided: everything but times, environment and the folder of a picture.
 * @param {string} path
 */
function essence(path) {
  const { experiment, failed, summary, images } = JSON.parse(readFileSync(join(path, 'results.json'), 'utf8'));
  return JSON.stringify({ experiment, failed, summary, images }, (key, value) => {
    if (/time|Ms$/i.test(key)) return undefined;
    return key === 'file' && typeof value === 'string' ? basename(value) : value;
  });
}

/** @param {string} one @param {string} other @param {string} name */
function mustEqual(one, other, name) {
  if (essence(one) !== essence(other))
    throw new Error(`${name} gives other results than the single run: see ${folder}`);
  const pictures = JSON.parse(readFileSync(join(other, 'results.json'), 'utf8')).images.length;
  if (pictures !== PICTURES) throw new Error(`${name} has ${pictures} of ${PICTURES} pictures.`);
  say(`${name}: the same ${pictures} pictures and numbers as the single run`);
}

/** A command `upbench`, as the recipes call it. */
function makeCommand() {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const script = `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'core/cli/bin/upbench.mjs')}" "$@"\n`;
  writeFileSync(join(bin, 'upbench'), script, { mode: 0o755 });
  return { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
}

/** @param {string} script @param {{ cwd: string, env: NodeJS.ProcessEnv }} options */
const shell = (script, options) => run('bash', ['-c', script], { ...options, maxBuffer: 2 ** 26 });

/** @param {NodeJS.ProcessEnv} env */
async function withParallel(env) {
  const cwd = join(folder, 'parallel');
  mkdirSync(cwd);
  cpSync(join(folder, 'photos'), join(cwd, 'photos'), { recursive: true });
  const [script = ''] = recipe('GNU parallel');
  say(`GNU parallel:\n${script.trimEnd()}`);
  await shell(`set -e\n${script}`, { cwd, env });
  mustEqual(join(folder, 'single'), join(cwd, 'all'), 'GNU parallel');
}

/** @param {string} name @param {string[]} args @param {NodeJS.ProcessEnv} env */
function daemon(name, args, env) {
  const child = spawn(name, args, { env, stdio: 'ignore' });
  daemons.push(child);
  return child;
}

/** Munge, one controller and the nodes, all on this machine. */
async function startSlurm() {
  const state = join(folder, 'slurm');
  for (const name of ['', 'ctld', ...NODES]) mkdirSync(join(state, name), { recursive: true });
  const conf = join(state, 'slurm.conf');
  const lines = [
    'ClusterName=upbench',
    `SlurmctldHost=${hostname()}(127.0.0.1)`,
    'SlurmUser=root',
    'SlurmctldPort=27817',
    `SlurmctldPidFile=${state}/ctld.pid`,
    `SlurmctldLogFile=${state}/ctld.log`,
    `StateSaveLocation=${state}/ctld`,
    `SlurmdPidFile=${state}/%n.pid`,
    `SlurmdLogFile=${state}/%n.log`,
    `SlurmdSpoolDir=${state}/%n`,
    'SlurmdParameters=config_overrides',
    'AuthType=auth/munge',
    'CryptoType=crypto/munge',
    // A task that lost its node waits this long before it may start again.
    'AuthInfo=cred_expire=10',
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_CPU',
    'MpiDefault=none',
    'ReturnToService=2',
    'JobRequeue=1',
    'SlurmdTimeout=10',
    'MinJobAge=3600',
    ...NODES.map(
      (name, at) => `NodeName=${name} NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${27818 + at} CPUs=4`,
    ),
    `PartitionName=all Nodes=${NODES.join(',')} Default=YES MaxTime=INFINITE State=UP`,
  ];
  writeFileSync(conf, `${lines.join('\n')}\n`);
  const env = { ...process.env, SLURM_CONF: conf };
  const hasMunge = await run('munge', ['--no-input']).then(
    () => true,
    () => false,
  );
  if (!hasMunge) {
    if (!existsSync('/etc/munge/munge.key')) await run('/usr/sbin/mungekey', ['--create']);
    mkdirSync('/run/munge', { recursive: true });
    daemon('/usr/sbin/munged', ['--foreground', '--force'], process.env);
    await sleep(1000);
  }
  daemon('/usr/sbin/slurmctld', ['-D'], env);
  const nodes = new Map(NODES.map((name) => [name, daemon('/usr/sbin/slurmd', ['-D', '-N', name], env)]));
  for (let waited = 0; ; waited += 500) {
    const { stdout } = await run('sinfo', ['-h', '-N', '-o', '%N %t'], { env }).catch(() => ({ stdout: '' }));
    if (NODES.every((name) => stdout.includes(`${name} idle`))) break;
    if (waited > 60_000) throw new Error(`The nodes do not come up:\n${stdout}\nsee ${state}`);
    await sleep(500);
  }
  say(`Slurm is up: ${NODES.join(', ')}`);
  return { conf, nodes };
}

/** @param {number} pid all processes below it, itself last */
function familyOf(pid) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It has ended.
    }
  }
  /** @param {number} one @returns {number[]} */
  const below = (one) => [...(children.get(one) ?? []).flatMap(below), one];
  return below(pid);
}

/** @param {string} title processes whose command line begins with it */
const named = (title) =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        return readFileSync(`/proc/${entry}/cmdline`, 'utf8').startsWith(title);
      } catch {
        return false;
      }
    })
    .map(Number);

/** @param {NodeJS.Signals} signal @param {Iterable<number>} pids */
function signalAll(signal, pids) {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended.
    }
  }
}

/** @param {NodeJS.ProcessEnv} command */
async function withSlurm(command) {
  const { conf, nodes } = await startSlurm();
  const env = { ...command, SLURM_CONF: conf };
  const shared = join(folder, 'shared');
  mkdirSync(shared);
  cpSync(join(folder, 'photos'), join(shared, 'photos'), { recursive: true });
  const [script = '', submit = ''] = recipe('Slurm arrays').map((text) => text.replaceAll('/shared', shared));
  writeFileSync(join(shared, 'compare.sh'), script);
  say(`Slurm:\n${script}${submit.trimEnd()}`);
  await shell(`set -e\n${submit}`, { cwd: shared, env });
  /** @param {string[]} args */
  const jobs = async (args) => (await run('squeue', ['-h', '-r', ...args], { env })).stdout.split('\n').filter(Boolean);
  let isKilled = false;
  for (let waited = 0; ; waited += 1000) {
    const left = await jobs(['-o', '%i %t']);
    if (left.length === 0) break;
    if (waited > LONGEST_MS) throw new Error(`Still there:\n${left.join('\n')}`);
    const finished = (await jobs(['-t', 'CD,F', '-o', '%i'])).length;
    const running = await jobs(['-t', 'R', '-o', '%A %K %N']);
    const [job, task, node] = running.at(-1)?.split(' ') ?? [];
    if (!isKilled && finished >= KILL_AFTER && job !== undefined && node !== undefined && nodes.has(node)) {
      isKilled = true;
      const pids = [nodes.get(node)?.pid ?? 0, ...named(`slurmstepd: [${job}.`)].filter((pid) => pid > 0);
      const all = pids.flatMap(familyOf);
      // A node that dies says nothing more: held first, or its daemons would still tell of the task's end.
      signalAll('SIGSTOP', pids);
      signalAll('SIGKILL', all);
      say(`${finished} tasks were done; killed ${node} with task ${task ?? ''} (job ${job}) and all of its processes`);
    }
    await sleep(1000);
  }
  if (!isKilled) throw new Error('Every task was done before a node could be killed: take more pictures.');
  const said = readdirSync(shared).filter((name) => name.endsWith('.out'));
  const resumed = said.filter((name) => /(was|were) already done/.test(readFileSync(join(shared, name), 'utf8')));
  say(`${said.length} logs, of which ${resumed.length} say that the task went on where it had been stopped`);
  mustEqual(join(folder, 'single'), join(shared, 'all'), 'Slurm with a killed node');
}

let isGood = false;
try {
  await ensureBuilt(root);
  await makePictures();
  const env = makeCommand();
  say(`a single run over ${PICTURES} pictures`);
  await shell('upbench compare photos/ --samples 0 --out single', { cwd: folder, env });
  await withParallel(env);
  await withSlurm(env);
  isGood = true;
  say('all good');
} catch (error) {
  say(`failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  signalAll(
    'SIGKILL',
    daemons.toReversed().flatMap(({ pid }) => (pid === undefined ? [] : familyOf(pid))),
  );
  if (isGood) rmSync(folder, { recursive: true, force: true });
}
