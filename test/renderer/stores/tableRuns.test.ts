import { expect, it } from 'vitest';
import { newest } from '@renderer/stores/tableRuns';

it('of the numbers of a table those are forgotten that were kept longest and are not read, never one that is', () => {
  const all = new Map(['a read', 'b old', 'c old', 'd read', 'e old'].map((name, at) => [name, at]));
  const isRead = (name: string): boolean => name.endsWith('read');
  expect(newest(all, isRead, 5)).toBe(all);
  expect([...newest(all, isRead, 4).keys()]).toEqual(['a read', 'c old', 'd read', 'e old']);
  expect([...newest(all, isRead, 1).keys()]).toEqual(['a read', 'd read']);
});
