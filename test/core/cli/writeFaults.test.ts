import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Journal, type RunLine } from '@core/cli/batch/journal';
import type { CommandIo } from '@core/cli/command';
import { isDevice, writeFiles, writeNamed } from '@core/cli/outputFiles';
import { defaultExperiment } from '@core/experiment/defaults';
import { resultsSchema } from '@core/experiment/schema';
import { makePictures, readResults } from '../../helpers/batch';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';

// Disks that are full or closed, files that go away, and names that are no files: a sentence, and nothing half done.

let io: Partial<CommandIo>;
let folder: string;
let out: string;
let round = 0;
const at = (...names: string[]) => join(folder, ...names);
const settings = ['--methods', 'nearest', '--samples', '0'];
const compare = (...args: string[]) => runCli(['compare', ...args, ...settings], io);
const never = new AbortController().signal;
const silent = { signal: never, language: 'en' as const, stderr: () => undefined };
beforeAll(async () => {
  io = { places: placesWith({ computeWorker: (await builtEngine()).computeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-faults-'));
  makePictures(at('in'), 2);
}, 180_000);
beforeEach(() => {
  out = at(`out${round++}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(process.platform === 'linux')('what is no file on a disk', () => {
  it('is written to, never numbered or replaced', async () => {
    expect(await isDevice('/dev/null')).toBe(true);
    expect(await isDevice('/dev/stdout')).toBe(true);
    expect(await isDevice(at('in'))).toBe(false);
    expect(await isDevice(at('in', 'p0001.png'))).toBe(false);
    const before = readdirSync('/dev');
    for (const args of [
      ['--json', '/dev/null'],
      ['--json', '/dev/null', '--force'],
      ['--session', '/dev/null'],
    ]) {
      const { code, stderr } = await compare(at('in', 'p0001.png'), ...args);
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('/dev/null.') as string });
    }
    await writeNamed(silent, { path: '/dev/null', content: Uint8Array.of(1) });
    expect(readdirSync('/dev')).toEqual(before);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('a named pipe gets the document', async () => {
    await promisify(execFile)('mkfifo', [at('pipe')]);
    const reader = promisify(execFile)('cat', [at('pipe')], { maxBuffer: 2 ** 24 });
    const { code } = await compare(at('in', 'p0001.png'), '--json', at('pipe'));
    expect(code).toBe(0);
    expect(resultsSchema.parse(JSON.parse((await reader).stdout)).images).toHaveLength(1);
    expect(statSync(at('pipe')).isFIFO()).toBe(true);
  });
});

describe('a full disk', () => {
  it.runIf(process.platform === 'linux')('is said by every writer', async () => {
    const { code, stderr } = await compare(at('in', 'p0001.png'), '--json', '/dev/full');
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'upbench: Cannot write "/dev/full": the disk is full.\n' });
    await expect(writeNamed(silent, { path: '/dev/full', content: Uint8Array.of(1) })).rejects.toThrow(
      'Cannot write "/dev/full": the disk is full.',
    );
    const journal = await Journal.open('/dev/full', 'over');
    const line: RunLine = {
      type: 'run',
      schema: 'upbench.journal/1',
      version: '0',
      experiment: defaultExperiment(),
      weights: {},
      names: '',
      shard: null,
      inputs: { count: 0, sha256: 'ab'.repeat(32) },
    };
    expect(() => journal.begin(line)).toThrow('Cannot write "/dev/full": the disk is full.');
    journal.close();
  });

  it('in the middle of a document leaves nothing behind', async () => {
    async function* half(): AsyncGenerator<string> {
      yield await Promise.resolve('{"half":');
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    }
    const files = [
      { name: 'whole.txt', content: 'whole' },
      { name: 'half.json', content: half() },
    ];
    await expect(writeFiles(out, files, false, never)).rejects.toThrow(
      `Cannot write "${join(out, 'half.json')}": the disk is full.`,
    );
    expect(readdirSync(folder)).not.toContain(out.split('/').at(-1));
  });

  it.runIf(process.platform === 'linux')('behind standard output is told in a sentence, without a stack', async () => {
    const { cli } = await builtEngine();
    const script = `import { main } from '${cli.href}'; process.exitCode = await main(['--help']);`;
    writeFileSync(at('help.mjs'), script);
    const full = promisify(execFile)('bash', ['-c', 'exec "$0" "$1" > /dev/full', process.execPath, at('help.mjs')]);
    const { code, stderr } = (await full.then(
      () => ({ code: 0, stderr: '' }),
      (error: unknown) => error,
    )) as { code: number; stderr: string };
    expect([code, stderr]).toEqual([2, 'upbench: Cannot write "standard output": the disk is full.\n']);
  });

  it.runIf(process.platform === 'linux')('in the middle of a run: what was whole stays whole', async () => {
    const { cli, computeWorker } = await builtEngine();
    const script = `import { main } from '${cli.href}';
      process.exitCode = await main(process.argv.slice(2), { places: { computeWorker: new URL('${computeWorker.href}') } });`;
    writeFileSync(at('run.mjs'), script);
    // No file of this process may grow beyond 8 KiB: a write beyond is refused in the middle, as on a full disk.
    const args = [at('run.mjs'), 'compare', at('in'), ...settings, '--out', out];
    const limited = promisify(execFile)('bash', ['-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, ...args]);
    const { code, stderr } = await limited.then(
      () => ({ code: 0, stderr: '' }),
      (error: unknown) => error as { code: number; stderr: string },
    );
    expect(code).toBe(2);
    // A slow machine says how far it is in between.
    const said = stderr.split('\n').filter((line) => line !== '' && !/^\d of 2 pictures\./.test(line));
    expect(said).toEqual([expect.stringMatching(/^upbench: Cannot write ".*": the file would be too large\.$/)]);
    const left = readdirSync(out);
    expect(left.filter((name) => name.includes('.part'))).toEqual([]);
    // The command goes on from there when there is room.
    const again = await compare(at('in'), '--out', out);
    // What the journal had room for.
    expect(again.stderr).toMatch(/^[12] of 2 pictures (was|were) already done\.$/m);
    expect(readResults(out).images).toHaveLength(2);
  });
});

describe('files and folders that are not as they were', () => {
  it('a picture that goes away during the run is a failure of its own', async () => {
    const own = at('own');
    makePictures(own, 3);
    const stdout = (): void => rmSync(join(own, 'p0002.png'), { force: true });
    const { code, stderr } = await runCli(['compare', own, ...settings, '--out', out], { ...io, stdout });
    expect(code).toBe(2);
    expect(stderr).toContain(`upbench: Cannot find "${join(own, 'p0002.png')}".`);
    const { images, failed } = readResults(out);
    expect([images.length, failed.map(({ code: why }) => why)]).toEqual([2, ['missing-file']]);
  });

  it.runIf(process.platform === 'linux')('a folder that nobody may write to', async () => {
    for (const args of [
      ['--out', '/sys/upbench'],
      ['--json', '/sys/upbench.json'],
      ['--session', '/sys/upbench.json'],
    ]) {
      const { code, stderr } = await compare(at('in', 'p0001.png'), ...args);
      expect(code, stderr).toBe(2);
      expect(stderr).toMatch(/^upbench: (No permission to write|Cannot write) "\/sys\/upbench[^\n]*\.\n$/m);
    }
  });

  it('a folder where a file should be, and a file where a folder should be', async () => {
    mkdirSync(at('is-folder.json'));
    writeFileSync(at('is-file'), 'mine');
    for (const [args, reason] of [
      [['--json', at('is-folder.json'), '--force'], 'is-folder.json'],
      [['--out', at('is-file')], 'a file is in the way'],
      [['--json', at('is-file', 'x.json')], 'a file is in the way'],
      [['--json', at('x'.repeat(300))], 'the name is too long'],
    ] as const) {
      const { code, stderr } = await compare(at('in', 'p0001.png'), ...args);
      expect(code, stderr).toBe(2);
      expect(stderr).toContain(reason);
      expect(stderr).not.toMatch(/ {4}at |internal/);
    }
    expect(readFileSync(at('is-file'), 'utf8')).toBe('mine');
  });
});
