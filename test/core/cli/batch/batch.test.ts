import { say } from '@core/messages';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headOf, writeDocuments, type Finished } from '@core/cli/batch/documents';
import { holdFolder } from '@core/cli/batch/holdFolder';
import { Journal } from '@core/cli/batch/journal';
import type { CommandIo } from '@core/cli/command';
import type { Results } from '@core/experiment/schema';
import type { ComputeThread } from '@core/engine/thread/computeThread';
import { makePictures, readResults, timeless } from '../../../helpers/batch';
import { builtEngine, type BuiltEngine } from '../../../helpers/buildEngine';
import { placesWith, runCli } from '../../../helpers/cli';

let io: Partial<CommandIo>;
let built: BuiltEngine;
let folder: string;
let bad: string[];
const at = (...names: string[]) => join(folder, ...names);
const METHODS = ['--methods', 'nearest,bilinear,unpooling', '--samples', '0'];
const compare = (...args: string[]) => runCli(['compare', at('in'), ...METHODS, ...args], io);
const merge = (...args: string[]) => runCli(['merge', ...args], io);
const lines = (out: string) => readFileSync(at(out, 'results.jsonl'), 'utf8').trimEnd().split('\n').length;
/** Everything in two folders is the same, environment aside. */
function expectSame(one: string, other: string): void {
  expect(timeless(readResults(at(one)))).toEqual(timeless(readResults(at(other))));
  expect(readdirSync(at(one)).sort()).toEqual(readdirSync(at(other)).sort());
  for (const name of readdirSync(at(one)).filter((name) => /\.(png|csv|jsonl?)$/.test(name) && !/json/.test(name)))
    expect(readFileSync(at(one, name)).equals(readFileSync(at(other, name))), name).toBe(true);
}

beforeAll(async () => {
  built = await builtEngine();
  io = { places: placesWith({ computeWorker: built.computeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
  bad = makePictures(at('in'), 12, 5);
  expect((await compare('--out', at('whole'))).code).toBe(2);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a batch', () => {
  it('lists failed pictures with their reason and ranks the rest', async () => {
    const results = readResults(at('whole'));
    expect(results.images).toHaveLength(10);
    expect(results.failed.map(({ file }) => file)).toEqual(bad.map((name) => at('in', name)));
    const metric = results.summary?.metrics.find(({ id, region }) => id === 'psnr-y' && region === 'full');
    const values = (key: string) =>
      results.images.map(
        (image) =>
          image.methods.find((method) => method.key === key)!.metrics.find((m) => m.id === 'psnr-y')!.value as number,
      );
    const bilinear = metric?.methods.find(({ key }) => key === 'bilinear');
    expect(bilinear?.mean).toBeCloseTo(values('bilinear').reduce((sum, value) => sum + value, 0) / 10, 10);
    expect(metric?.methods.at(-1)).toMatchObject({ key: 'unpooling', wins: 0 });
    const { stdout } = await compare();
    expect(stdout).toMatch(/Ranking by PSNR-Y dB ↑[^]*\n1 {2}/);
  });

  it('gives the same again from its journal, without computing', async () => {
    const before = readFileSync(at('whole', 'results.json'));
    const { stderr } = await compare('--out', at('whole'));
    expect(stderr).toContain('10 of 12 pictures were already done.');
    expect(readFileSync(at('whole', 'results.json')).equals(before)).toBe(true);
  });

  it('goes on after kill -9, and after a line that was cut', async () => {
    // A file and not an argument: threads inherit what Node was told on its command line.
    const script = at('compare.mjs');
    writeFileSync(
      script,
      `import { main } from ${JSON.stringify(built.cli.href)};
       const places = { computeWorker: new URL(${JSON.stringify(built.computeWorker.href)}) };
       process.exit(await main(process.argv.slice(2), { places }));`,
    );
    const args = [script, 'compare', at('in'), ...METHODS, '--out', at('killed')];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    while (!existsSync(at('killed', 'results.jsonl')) || lines('killed') < 4) await sleep(5);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('exit', resolve));
    const done = lines('killed') - 1;
    expect(existsSync(at('killed', 'results.json'))).toBe(false);
    appendFileSync(at('killed', 'results.jsonl'), '{"type":"image","index":9,"ima');
    const { stderr } = await compare('--out', at('killed'));
    expect(stderr).toMatch(/^[1-9]\d* of 12 pictures (was|were) already done\.$/m);
    expect(done).toBeGreaterThan(1);
    expectSame('killed', 'whole');
  });

  it('does a picture again that has changed or whose outputs are gone', async () => {
    makePictures(at('changing'), 3);
    const run = () =>
      runCli(['compare', at('changing'), '--methods', 'nearest', '--samples', '0', '--out', at('changed')], io);
    await run();
    copyFileSync(at('in', 'p0007.png'), at('changing', 'p0002.png'));
    rmSync(at('changed', 'p0003__nearest_x2.png'));
    expect((await run()).stderr).toContain('1 of 3 pictures was already done.');
    const results = readResults(at('changed'));
    const other = readResults(at('whole')).images.find(({ file }) => file.endsWith('p0007.png'));
    expect(results.images[1]?.sha256).toBe(other?.sha256);
    expect(readdirSync(at('changed'))).toContain('p0003__nearest_x2.png');
  });

  it('stops at Ctrl+C with what is done kept', async () => {
    const controller = new AbortController();
    const { code, stderr } = await runCli(['compare', at('in'), ...METHODS, '--out', at('stopped')], {
      ...io,
      stdout: () => controller.abort(),
      signal: controller.signal,
    });
    expect(code).toBe(130);
    expect(stderr).toContain('1 of 12 pictures is done. Run the same command again to continue.');
    expect((await compare('--out', at('stopped'))).stderr).toContain('1 of 12 pictures was already done.');
    expectSame('stopped', 'whole');
  });

  it('takes and leaves pictures by patterns, and names files by a template', async () => {
    const { stdout } = await compare(
      '--include',
      'p000*',
      '--exclude',
      '*{5,6}.png',
      '--method',
      'conv-transpose:kernelSize=6',
      '--out',
      at('named'),
      '--name',
      '{method}--{file}_{params}.{ext}',
      '--json',
      '-',
    );
    expect((JSON.parse(stdout) as { images: unknown[] }).images).toHaveLength(7);
    const names = readdirSync(at('named'));
    expect(names).toContain('conv-transpose--p0001_kernelSize=6.png');
    expect(names).toContain('nearest--p0001.png');
  });

  it.each([
    ['{file}.{ext}', 'needs {file} and {method}'],
    ['{file}_{method}_{what}.{ext}', 'does not know {what}'],
    ['../{file}{method}.{ext}', 'cannot hold a folder'],
  ])('refuses the template %s', async (template, part) => {
    const { code, stderr } = await compare('--name', template);
    expect(code).toBe(2);
    expect(stderr).toContain(part);
  });
});

describe('two runs of one folder', () => {
  it('at once: the second is refused in a sentence, and the journal stays whole', async () => {
    const hold = await holdFolder(at('shared'), new AbortController().signal);
    const { code, stderr } = await compare('--out', at('shared'));
    expect(code).toBe(2);
    expect(stderr).toContain(`"${at('shared')}" is in use by another upbench (process ${process.pid} on `);
    expect(existsSync(at('shared'))).toBe(false);
    await hold.release();
    expect((await compare('--out', at('shared'))).code).toBe(2);
    expectSame('shared', 'whole');
    expect(readdirSync(folder).filter((name) => name.includes('lock'))).toEqual([]);
  });
});

describe('a report that cannot be made', () => {
  it('leaves all numbers, says why, and is a fault of ours', async () => {
    makePictures(at('one'), 1);
    const stderr: string[] = [];
    const finished = await runBatchOf(at('one'), at('numbers'));
    const thread = {
      run: (job: { kind: string; format: string }) => ({
        cancel: () => undefined,
        done:
          job.format === 'html'
            ? Promise.reject(new TypeError('x is not a function'))
            : Promise.resolve(Buffer.from(job.format)),
      }),
    } as unknown as ComputeThread;
    const { signal } = new AbortController();
    const fault = await writeDocuments(thread, finished, headOf(finished, signal), {
      out: at('numbers'),
      number: 1,
      shown: 12,
      embedBytes: 1e6,
      workFolder: at('numbers'),
      signal,
      force: true,
      onWarning: (sentence) => stderr.push(say(sentence)),
      language: 'en',
    });
    finished.journal.close();
    expect(fault).toMatchObject({ code: 'internal' });
    expect(stderr).toEqual([
      'report.html could not be made (Internal fault: x is not a function); all other results are written.',
    ]);
    const names = readdirSync(at('numbers'));
    for (const name of ['results.json', 'results.csv', 'results.md', 'results.tex']) expect(names).toContain(name);
    expect(names).not.toContain('report.html');
  });
});

/** A run of a folder of pictures that is over, its journal open. */
async function runBatchOf(pictures: string, out: string): Promise<Finished> {
  await runCli(['compare', pictures, ...METHODS, '--out', out], io);
  rmSync(join(out, 'report.html'));
  const journal = await Journal.open(join(out, 'results.jsonl'), 'open');
  const { environment, experiment } = readResults(out);
  return { journal, files: [...journal.entries.keys()], experiment, environment, weights: {} };
}

describe('shards', () => {
  it('merged equal one run', async () => {
    for (const k of [1, 2, 3, 4]) await compare('--shard', `${k}/4`, '--out', at(`part${k}`));
    const parts = [4, 2, 1, 3].map((k) => at(`part${k}`));
    const { code, stdout } = await merge(...parts, '--out', at('merged'));
    expect(code).toBe(2);
    expect(stdout).toContain('Ranking by PSNR-Y');
    expectSame('merged', 'whole');
    const sizes = [1, 2, 3, 4].map((k) => readResults(at(`part${k}`)).images.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10);
    // Once more into the same folder: numbered, pictures too.
    const again = await merge(...parts, '--out', at('merged'));
    expect(again.stderr).toContain(', numbered 2 because names were taken.');
    const names = readdirSync(at('merged'));
    expect(names).toEqual(expect.arrayContaining(['results-2.json', 'results-2.jsonl']));
    const { images } = JSON.parse(readFileSync(at('merged', 'results-2.json'), 'utf8')) as Results;
    const outputs = images.flatMap(({ methods }) => methods.flatMap(({ output }) => output ?? []));
    expect(outputs.every((name) => name.includes('-2') && names.includes(name))).toBe(true);
  });

  it.each([
    [['part1', 'part2', 'part4'], 'Shard 3/4 is missing.'],
    [['part1', 'part2', 'part2', 'part3', 'part4'], 'Shard 2/4 is there twice'],
    [['part1', 'whole'], 'holds a whole run, not a shard'],
    [['part1', 'nowhere'], 'Cannot find'],
  ])('are refused by name: %j', async (names, sentence) => {
    const { code, stderr } = await merge(...names.map((name) => at(name)), '--out', at('never'));
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    expect(existsSync(at('never'))).toBe(false);
  });

  it.each<[string, string]>([
    ['../stolen.png', 'names an output "../stolen.png", which is not a plain file name'],
    ['/etc/stolen.png', 'names an output "/etc/stolen.png", which is not a plain file name'],
    ['a\\\\b.png', 'which is not a plain file name'],
    ['.hidden', 'which is not a plain file name'],
    ['nul.png', 'which is not a plain file name'],
    ['not-there.png', 'not-there.png" does not exist or is not a regular file'],
    ['link.png', 'link.png" does not exist or is not a regular file'],
  ])('whose journal names the output %s are refused before anything is written', async (name, sentence) => {
    await compare('--shard', '1/1', '--out', at('crafted'), '--force');
    const path = at('crafted', 'results.jsonl');
    rmSync(at('crafted', 'link.png'), { force: true });
    symlinkSync('/etc/passwd', at('crafted', 'link.png'));
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"output":"[^"]*"/, `"output":"${name}"`));
    const { code, stderr } = await merge(at('crafted'), '--out', at('never'), '--force');
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    expect(existsSync(at('never'))).toBe(false);
    expect(existsSync(at('stolen.png'))).toBe(false);
  });

  it('of another run or unfinished are refused with what is wrong', async () => {
    await compare('--shard', '2/2', '--out', at('other'), '--degradation', 'bicubic');
    await compare('--shard', '1/2', '--out', at('first'));
    const { stderr } = await merge(at('first'), at('other'), '--out', at('never'));
    expect(stderr).toContain('they differ in degradation.');
    const journal = readFileSync(at('first', 'results.jsonl'), 'utf8').trimEnd().split('\n').slice(0, -1);
    writeFileSync(at('first', 'results.jsonl'), `${journal.join('\n')}\n`);
    expect((await merge(at('first'), '--out', at('never'))).stderr).toContain('Shard 1/2 in');
  });
});
