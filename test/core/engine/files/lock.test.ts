import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockFile } from '@core/engine/files/lock';
import { fateOf, parseOwner, thisProcess } from '@core/engine/files/owner';
import { createWorkFolder } from '@core/engine/host/workFolder';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that ended. */
async function goneProcess() {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return { ...thisProcess(), pid: child.pid ?? 0, started: '1' };
}

describe('whose something is', () => {
  const here = thisProcess();
  test('this process runs, one that ended is gone, and so is a number that was given again', async () => {
    expect(fateOf(here)).toBe('running');
    expect(fateOf(await goneProcess())).toBe('gone');
    if (here.started !== '') expect(fateOf({ ...here, started: '1' })).toBe('gone');
  });

  test('a process before a restart of the system is gone', () => {
    if (here.boot !== '') expect(fateOf({ ...here, boot: 'another' })).toBe('gone');
  });

  test('one of another machine or container cannot be asked', () => {
    expect(fateOf({ ...here, host: 'elsewhere' })).toBe('unknown');
    expect(fateOf({ ...here, namespace: 'pid:[1]' })).toBe('unknown');
  });

  test('an owner is read as it was written, and nothing else is one', () => {
    expect(parseOwner(JSON.stringify(here))).toEqual(here);
    for (const text of ['', '123', 'null', '{}', '{"pid":"1"}']) expect(parseOwner(text)).toBeUndefined();
  });
});

describe('a lock', () => {
  const path = (): string => join(folder, 'x.lock');

  test('is refused in a sentence while its owner runs, and free afterwards', async () => {
    const first = await lockFile(path(), { what: 'out' });
    await expect(lockFile(path(), { what: 'out' })).rejects.toThrow(
      `"out" is in use by another upbench (process ${process.pid} on ${thisProcess().host}).`,
    );
    first.release();
    expect(readdirSync(folder)).toEqual([]);
    (await lockFile(path(), { what: 'out' })).release();
  });

  test('is waited for', async () => {
    const first = await lockFile(path(), { what: 'out' });
    setTimeout(() => first.release(), 300);
    (await lockFile(path(), { what: 'out', waitMs: 20_000 })).release();
  });

  test('ends with a process that was killed', async () => {
    writeFileSync(path(), JSON.stringify(await goneProcess()));
    (await lockFile(path(), { what: 'out' })).release();
    expect(existsSync(path())).toBe(false);
  });

  test('of a container elsewhere counts until it has been silent for long', async () => {
    writeFileSync(path(), JSON.stringify({ ...thisProcess(), namespace: 'pid:[1]', pid: 1 }));
    await expect(lockFile(path(), { what: 'out' })).rejects.toThrow('in use');
    const longAgo = new Date(Date.now() - 11 * 60_000);
    utimesSync(path(), longAgo, longAgo);
    (await lockFile(path(), { what: 'out' })).release();
  });

  test('goes to one of many that want it at once', async () => {
    writeFileSync(path(), JSON.stringify(await goneProcess()));
    const wanted = Array.from({ length: 20 }, () => lockFile(path(), { what: 'out' }));
    const outcomes = await Promise.allSettled(wanted);
    const taken = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(taken).toHaveLength(1);
    for (const { value } of taken) value.release();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a work folder', () => {
  const owned = (owner: object): string => {
    const place = createWorkFolder(folder);
    writeFileSync(join(place, 'owner'), JSON.stringify(owner));
    return place;
  };

  test('of a container with its own process numbers is left alone', () => {
    const theirs = owned({ ...thisProcess(), namespace: 'pid:[1]', pid: 4_000_000 });
    createWorkFolder(folder);
    expect(existsSync(theirs)).toBe(true);
  });

  test('of another container goes when nothing has been heard of it for a day', () => {
    const theirs = owned({ ...thisProcess(), host: 'gone', pid: 4_000_000 });
    const longAgo = new Date(Date.now() - 25 * 3600 * 1000);
    utimesSync(join(theirs, 'owner'), longAgo, longAgo);
    createWorkFolder(folder);
    expect(existsSync(theirs)).toBe(false);
  });

  test('of a process that was killed goes', async () => {
    const theirs = owned(await goneProcess());
    createWorkFolder(folder);
    expect(existsSync(theirs)).toBe(false);
  });
});
