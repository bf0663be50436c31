import { expect, it } from 'vitest';
import { FileEvents, noFile, type RunFile } from '@core/engine/runs/runFiles';

interface Controlled extends RunFile {
  isThere: boolean;
  dropped: boolean;
}

function fileOf(id: string): Controlled {
  const file: Controlled = {
    isThere: false,
    dropped: false,
    wait: () => ({ id, mediaType: 'image/png', bytes: 1 }),
    drop: () => (file.dropped = true),
  };
  return file;
}

it('tells of files in order, and of none before it is there', () => {
  const events = new FileEvents();
  const told: (string | undefined)[] = [];
  const [a, b] = [fileOf('a'), fileOf('b')];
  const say = (file: RunFile): void => events.say([file], ([blob]) => told.push(blob?.id));
  say(a);
  say(b);
  say(noFile);
  b.isThere = true;
  events.flush();
  expect(told).toEqual([]);
  a.isThere = true;
  events.flush();
  expect(told).toEqual(['a', 'b', undefined]);
  expect(events.isEmpty).toBe(true);
});

it('waits for the rest at the end, and drops what nobody heard of', () => {
  const events = new FileEvents();
  const told: (string | undefined)[] = [];
  const [a, b] = [fileOf('a'), fileOf('b')];
  events.say([a], ([blob]) => told.push(blob?.id));
  events.finish();
  expect(told).toEqual(['a']);
  events.say([b], ([blob]) => told.push(blob?.id));
  events.drop();
  events.flush();
  expect([told, a.dropped, b.dropped]).toEqual([['a'], false, true]);
});
