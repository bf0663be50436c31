import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { thisProcess } from '@core/engine/files/owner';
import type { CommandIo } from '@core/cli/command';
import { makePictures, readResults } from '../../../helpers/batch';
import { builtEngine } from '../../../helpers/buildEngine';
import { placesWith, runCli } from '../../../helpers/cli';

let io: Partial<CommandIo>;
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const compare = (...args: string[]) =>
  runCli(['compare', at('in'), '--methods', 'nearest,bilinear', '--samples', '0', ...args], io);

beforeAll(async () => {
  io = { places: placesWith({ computeWorker: (await builtEngine()).computeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
  makePictures(at('in'), 4, 4);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rows of a query on the file of the test. */
function rows(query: string): unknown[] {
  const database = new sqlite.Database(at('all.sqlite'), { readOnly: true });
  try {
    return database.all(query);
  } finally {
    database.close();
  }
}

it('collects runs in one SQLite file, each once, with the numbers of results.json', async () => {
  const first = await compare('--out', at('one'), '--append', at('all.sqlite'));
  expect(first.code).toBe(2);
  expect(first.stderr).toContain('all.sqlite as run 1.');
  const results = readResults(at('one'));
  const expected = results.images.flatMap(({ file, methods }) =>
    methods.flatMap(({ key, metrics }) =>
      metrics.map(({ id, region, value, protocol }) => ({
        file,
        key,
        metric: id,
        region,
        value: Number(value),
        protocol,
      })),
    ),
  );
  expect(expected.length).toBeGreaterThan(3 * 2 * 4);
  const collected = rows('SELECT file, key, metric, region, value, protocol FROM results');
  const sorted = (list: readonly unknown[]) =>
    list.map((row) => JSON.stringify(Object.values(row as object).map(String))).sort();
  expect(sorted(collected)).toEqual(sorted(expected));
  expect(rows('SELECT file, code FROM failures')).toEqual(results.failed.map(({ file, code }) => ({ file, code })));
  expect(rows('SELECT date, cpu FROM runs')).toEqual([
    { date: results.environment.date, cpu: results.environment.cpu },
  ]);

  // The same folder again computes nothing, and nothing new comes in.
  const again = await compare('--out', at('one'), '--append', at('all.sqlite'));
  expect(again.stderr).toContain('all.sqlite has these results already, as run 1.');
  const other = await compare('--scale', '3', '--append', at('all.sqlite'));
  expect(other.stderr).toContain('all.sqlite as run 2.');
  expect(rows('SELECT id, scale FROM runs')).toEqual([
    { id: 1, scale: 2 },
    { id: 2, scale: 3 },
  ]);
});

it('takes shards that were merged', async () => {
  for (const part of ['1/2', '2/2']) await compare('--shard', part, '--out', at('part', part[0]!));
  const args = ['merge', at('part', '1'), at('part', '2'), '--out', at('joined'), '--append', at('merged.sqlite')];
  expect((await runCli(args, io)).stderr).toContain('merged.sqlite as run 1.');
  expect(existsSync(at('merged.sqlite'))).toBe(true);
});

it('appends after a process was killed while it appended, with nothing to delete by hand', async () => {
  const path = at('killed.sqlite');
  await compare('--append', path);
  mkdirSync(`${path}.lock`);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(`${path}.upbench-lock`, JSON.stringify({ ...thisProcess(), pid }));
  const { stderr } = await compare('--append', path, '--seed', '7');
  expect(stderr).toContain('killed.sqlite as run 2.');
  expect(existsSync(`${path}.lock`)).toBe(false);
  expect(existsSync(`${path}.upbench-lock`)).toBe(false);
});

it('leaves alone what it cannot append to, with a sentence', async () => {
  writeFileSync(at('notes.sqlite'), 'not a database, but somebody wrote it\n'.repeat(40));
  mkdirSync(at('folder.sqlite'));
  const foreign = new sqlite.Database(at('foreign.sqlite'));
  foreign.exec('CREATE TABLE mine (value TEXT)');
  foreign.close();
  const newer = new sqlite.Database(at('newer.sqlite'));
  newer.exec('PRAGMA application_id = 1433428590; PRAGMA user_version = 99; CREATE TABLE runs (id TEXT)');
  newer.close();
  const refusals: [string, RegExp][] = [
    [at('notes.sqlite'), /notes.sqlite" is not a SQLite database/],
    [at('folder.sqlite'), /folder.sqlite" is a folder, not a file/],
    [at('foreign.sqlite'), /foreign.sqlite" belongs to another program: choose a new file/],
    [at('newer.sqlite'), /newer.sqlite" was made by a newer Upbench/],
    [at('missing', 'all.sqlite'), /Cannot write ".*all.sqlite": its folder does not exist/],
  ];
  for (const [path, sentence] of refusals) {
    const before = path.includes('notes') ? readFileSync(path) : null;
    const { code, stdout, stderr } = await compare('--append', path);
    // Before anything is computed.
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr, path).toMatch(sentence);
    expect(stderr).not.toMatch(/ at .*\.ts|SQLite3Error/);
    if (before) expect(readFileSync(path).equals(before)).toBe(true);
  }
});

it('takes finished outputs, which have no cost, into a file of the older tables', async () => {
  const old = new sqlite.Database(at('all.sqlite'));
  const before = old.all('SELECT * FROM results');
  // The older tables demanded a cost of every method.
  old.exec(`
    PRAGMA foreign_keys = OFF;
    DROP VIEW results;
    CREATE TABLE old AS SELECT * FROM methods;
    DROP TABLE methods;
    CREATE TABLE methods (
      id INTEGER PRIMARY KEY, picture INTEGER NOT NULL REFERENCES pictures, method TEXT NOT NULL, key TEXT NOT NULL,
      title TEXT NOT NULL, arguments TEXT NOT NULL, weights TEXT, parameters INTEGER NOT NULL, macs INTEGER NOT NULL,
      macs_at_output_size INTEGER NOT NULL, bytes INTEGER NOT NULL, median_ms REAL, mad_ms REAL, samples INTEGER,
      excluded_from_best TEXT);
    INSERT INTO methods SELECT * FROM old;
    DROP TABLE old;
    CREATE INDEX methods_of_picture ON methods (picture);
    CREATE VIEW results AS SELECT 1;
    PRAGMA user_version = 1;
  `);
  old.close();
  const { stderr } = await compare('--candidate', `same=${at('in')}`, '--append', at('all.sqlite'));
  expect(stderr).toMatch(/Appended to .*all\.sqlite as run \d+/);
  expect(rows("SELECT count(*) AS n FROM methods WHERE key = 'same' AND macs IS NULL")).toEqual([{ n: 3 }]);
  expect(rows(`SELECT * FROM results LIMIT ${before.length}`)).toEqual(before);
});
