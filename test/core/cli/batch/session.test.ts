import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '@core/cli/command';
import { resultsSchema, type Results } from '@core/experiment/schema';
import { writeSafetensors } from '../../../helpers/weightFile';
import { makePictures, readResults, timeless } from '../../../helpers/batch';
import { builtEngine } from '../../../helpers/buildEngine';
import { placesWith, runCli } from '../../../helpers/cli';

let io: Partial<CommandIo>;
let folder: string;
let first: Results;
const at = (...names: string[]) => join(folder, ...names);
const compare = (...args: string[]) => runCli(['compare', ...args], io);
const again = async (...args: string[]) => {
  const { code, stdout, stderr } = await compare(...args, '--json', '-');
  return { code, stderr, results: stdout === '' ? undefined : resultsSchema.parse(JSON.parse(stdout)) };
};

beforeAll(async () => {
  io = { places: placesWith({ computeWorker: (await builtEngine()).computeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
  makePictures(at('in'), 2);
  writeSafetensors(at('k.safetensors'));
  const { stderr } = await compare(
    at('in'),
    '--methods',
    'nearest,pixel-shuffle',
    '--seed',
    '7',
    '--samples',
    '0',
    '--out',
    at('out'),
    '--method',
    `conv-transpose:kernelSize=4,weights=file:${at('k.safetensors')}`,
    '--session',
    at('s.upbench.json'),
  );
  expect(stderr).toContain('Saved the session');
  await compare(at('s.upbench.json'), '--session', at('s.upbench.zip'));
  first = readResults(at('out'));
  expect(first.images[0]?.methods).toHaveLength(3);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Output names apart, which only a run into a folder has. */
const numbers = (results: Results | undefined): unknown =>
  JSON.parse(
    JSON.stringify(timeless(results!), (key, value: unknown) =>
      key === 'output' || key === 'input' ? undefined : value,
    ),
  );

describe('a session', () => {
  it.each(['s.upbench.json', 's.upbench.zip', 'out/results.json', 'out/report.html'])(
    '%s gives the same numbers bit for bit',
    async (name) => {
      const { code, results } = await again(at(name));
      expect(code).toBe(0);
      expect(numbers(results)).toEqual(numbers(first));
    },
  );

  it('says its paths from its own folder, so that both can be moved', async () => {
    const session = JSON.parse(readFileSync(at('s.upbench.json'), 'utf8')) as { pictures: { path: string }[] };
    expect(session.pictures.map(({ path }) => path)).toEqual(['in/p0001.png', 'in/p0002.png']);
  });

  it('names files that are missing or have changed, does the rest, and finds them elsewhere', async () => {
    mkdirSync(at('moved'));
    renameSync(at('in', 'p0001.png'), at('moved', 'p0001.png'));
    copyFileSync(at('in', 'p0002.png'), at('moved', 'p0002.png'));
    writeFileSync(at('in', 'p0002.png'), 'something else');
    const { code, stderr } = await again(at('s.upbench.json'));
    expect(code).toBe(2);
    expect(stderr).toContain(`Cannot find "${at('in', 'p0001.png')}". Give its folder with --relocate DIR.`);
    expect(stderr).toContain(`"${at('in', 'p0002.png')}" has changed since the session was saved`);
    const found = await again(at('s.upbench.json'), '--relocate', at('moved'));
    expect(numbers(found.results)).toEqual(numbers(first));
    expect(numbers((await again(at('s.upbench.zip'))).results)).toEqual(numbers(first));
  });

  it.each([
    ['{"schema":"upbench.session/1","exp', 'is damaged: its JSON is incomplete.'],
    ['{"schema":"upbench.session/1"}', 'is damaged at version'],
    ['{"schema":"upbench.session/9"}', 'was written by a newer version of Upbench (upbench.session/9)'],
    ['{"schema":"other"}', 'is not an Upbench session, results file or report.'],
    ['PK\u0003\u0004 broken', 'is damaged: its zip data is incomplete.'],
  ])('%s is refused in a sentence', async (text, part) => {
    writeFileSync(at('bad.upbench.json'), text);
    const { code, stderr } = await compare(at('bad.upbench.json'));
    expect(code).toBe(2);
    expect(stderr).toContain(part);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('refuses options that it answers itself', async () => {
    const { code, stderr } = await compare(at('s.upbench.json'), '--scale', '3');
    expect(code).toBe(2);
    expect(stderr).toContain('--scale does not go with a session');
  });
});
