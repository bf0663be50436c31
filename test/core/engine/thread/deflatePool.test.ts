import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it, vi } from 'vitest';
import { deflateHere, type Strip } from '@core/engine/pictures/deflate';
import { ANSWERS, ENDED, READY } from '@core/engine/thread/deflateMessages';
import { DeflatePool } from '@core/engine/thread/deflatePool';

const folder = mkdtempSync(join(tmpdir(), 'upbench-deflate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A thread that is ready and does `answer` with every strip. */
function threadThat(name: string, answer: string): URL {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(
    path,
    `import { workerData } from 'node:worker_threads';
import { writeFileSync } from 'node:fs';
const { port, signal } = workerData;
const words = new Int32Array(signal);
const wake = () => { Atomics.add(words, ${ANSWERS}, 1); Atomics.notify(words, ${ANSWERS}); };
process.on('exit', () => { Atomics.store(words, ${ENDED}, 1); wake(); });
port.on('message', ({ id }) => { ${answer} });
Atomics.store(words, ${READY}, 1);
`,
  );
  return pathToFileURL(path);
}

const rows = [1, 2, 3].map((seed) => Uint8Array.from({ length: 4000 }, (_, i) => (i * seed) >> 3));
const strips = rows.map((own, i): Strip => ({
  rows: own,
  level: 6,
  isLast: i === rows.length - 1,
}));
const expected = deflateHere.deflate(strips);

it('gives strips to threads that are ready, and takes their answers in order', async () => {
  const said = 'port.postMessage({ id, deflated: { bytes: Uint8Array.of(7), sum: id } }); wake();';
  const pool = new DeflatePool(threadThat('answers', said), 3);
  await vi.waitFor(
    () => {
      const [first, ...others] = pool.deflate(strips);
      expect(first).toEqual(expected[0]);
      expect(others.map(({ bytes }) => [...bytes])).toEqual([[7], [7]]);
      expect(others[1]!.sum).toBe(others[0]!.sum + 1);
    },
    { timeout: 20_000 },
  );
}, 30_000);

it('does itself what a thread that ended owes, and all where no thread starts', async () => {
  const mark = join(folder, 'ended');
  const ends = `writeFileSync(${JSON.stringify(mark)}, ''); process.exit();`;
  const pool = new DeflatePool(threadThat('ends', ends), 3);
  await vi.waitFor(
    () => {
      expect(pool.deflate(strips)).toEqual(expected);
      expect(existsSync(mark)).toBe(true);
    },
    { timeout: 20_000 },
  );
  expect(pool.deflate(strips)).toEqual(expected);
  expect(new DeflatePool(pathToFileURL(join(folder, 'none.mjs')), 3).deflate(strips)).toEqual(expected);
}, 30_000);
