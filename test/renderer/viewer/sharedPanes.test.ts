import { describe, expect, it } from 'vitest';
import { shareOut, twinsOf, type Shared, type Sharer } from '@renderer/viewer/sharedPanes';

const NONE: Shared = new Map();
const APART: ReadonlySet<string> = new Set();
const one = (key: string, state: Sharer['state'], same: readonly string[] = [], made = ''): Sharer => ({
  key,
  made,
  state,
  same,
});
const hosts = (shared: Shared) => Object.fromEntries([...shared].map(([key, { host }]) => [key, host]));

describe('one function, one pane', () => {
  const together = shareOut([one('a', 'ready'), one('b', 'ready'), one('c', 'ready', ['a'])], NONE, APART);

  it('a later method shows in the pane of the earlier one, whichever of them says that they are equal', () => {
    expect(hosts(together)).toEqual({ c: 'a' });
    expect(hosts(shareOut([one('a', 'ready', ['c']), one('c', 'ready')], NONE, APART))).toEqual({ c: 'a' });
  });
  it('waits with that until everything is computed', () => {
    expect(hosts(shareOut([one('a', 'ready'), one('b', 'waits'), one('c', 'ready', ['a'])], NONE, APART))).toEqual({});
  });
  it('stays while a picture or scale is computed anew', () => {
    const list = [one('a', 'waits'), one('b', 'waits'), one('c', 'ready', ['a'])];
    expect(hosts(shareOut(list, together, APART))).toEqual({ c: 'a' });
  });
  it('ends where the results differ, even before all are there', () => {
    const list = [one('a', 'ready'), one('b', 'waits'), one('c', 'ready')];
    expect(hosts(shareOut(list, together, APART))).toEqual({});
  });
  it('ends where one of them was changed, so that the change is seen', () => {
    const list = [one('a', 'ready'), one('b', 'ready'), one('c', 'waits', [], 'kernelSize 5')];
    expect(hosts(shareOut(list, together, APART))).toEqual({});
  });
  it('ends where one of them failed: its pane says why', () => {
    expect(hosts(shareOut([one('a', 'ready'), one('c', 'apart')], together, APART))).toEqual({});
    expect(hosts(shareOut([one('a', 'apart'), one('c', 'ready', ['a'])], together, APART))).toEqual({});
  });
  it('the user can have them apart', () => {
    const list = [one('a', 'ready'), one('b', 'ready', ['a']), one('c', 'ready', ['a', 'b'])];
    expect(hosts(shareOut(list, NONE, new Set(['b'])))).toEqual({ c: 'a' });
    expect(hosts(shareOut(list, NONE, new Set(['b', 'c'])))).toEqual({});
  });
  it('of three, two still share where the first is gone', () => {
    expect(hosts(shareOut([one('b', 'ready'), one('c', 'ready', ['a', 'b'])], NONE, APART))).toEqual({ c: 'b' });
  });
  it('the same function is named whichever of the two says so', () => {
    const list = [one('a', 'ready'), one('b', 'ready'), one('c', 'ready', ['a'])];
    expect(['a', 'b', 'c', 'gone'].map((key) => twinsOf(list, key))).toEqual([['c'], [], ['a'], []]);
  });
});
