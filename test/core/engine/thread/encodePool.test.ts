import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { filterPng, writePng } from '@core/engine/pictures/png';
import { BEATS, FATE, NAMED, READY } from '@core/engine/thread/encodeMessages';
import { EncodePool, LostHelper, type FileToCome } from '@core/engine/thread/encodePool';
import { makeRaster } from '../../../helpers/pictures';
import { builtEngine } from '../../../helpers/buildEngine';

const folder = mkdtempSync(join(tmpdir(), 'upbench-encode-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

/** A thread that is ready and does `work` with every request. */
function threadThat(name: string, work: string): URL {
  const path = at(`${name}.mjs`);
  writeFileSync(
    path,
    `import { workerData } from 'node:worker_threads';
import { writeFileSync } from 'node:fs';
const { port, signal } = workerData;
const words = new Int32Array(signal);
const beat = () => { Atomics.add(words, ${BEATS}, 1); Atomics.notify(words, ${BEATS}); };
port.on('message', ({ path, strips }) => { ${work} });
Atomics.store(words, ${READY}, 1);
`,
  );
  return pathToFileURL(path);
}

const raster = makeRaster({ width: 60, height: 50, channels: 3 }, (x, y, c) => x * y + c);
const picture = filterPng(raster, undefined, 'small', undefined, undefined);

/** When a helper is up. */
async function started(pool: EncodePool, path: string, given = picture): Promise<FileToCome> {
  let file: FileToCome | null = null;
  await vi.waitFor(() => expect((file ??= pool.start(path, given))).not.toBeNull(), { timeout: 30_000 });
  return file!;
}

describe('the threads that write pictures', () => {
  it('write the file that would be written here, of one strip and of many', async () => {
    const entry = new URL('./encodeWorker.js', (await builtEngine()).computeWorker);
    const pool = new EncodePool(entry, 1);
    const one = await started(pool, at('one.png'));
    expect(one.wait()).toBe(writePng(raster).length);
    expect(one.isThere).toBe(true);
    expect(Buffer.compare(readFileSync(at('one.png')), writePng(raster))).toBe(0);
    const large = makeRaster({ width: 1690, height: 1701, channels: 3 }, (x, y, c) => (x * y * (c + 1)) >> 6);
    const many = await started(pool, at('many.png'), filterPng(large, undefined, 'small', undefined, undefined));
    many.wait();
    expect(Buffer.compare(readFileSync(at('many.png')), writePng(large))).toBe(0);
    const lost = await started(pool, at('no/folder.png'));
    expect(() => lost.wait()).toThrow(/ENOENT/);
    // One that is not wanted is not there, whatever the helper had done by then.
    const dropped = await started(pool, at('dropped.png'));
    dropped.drop();
    const next = await started(pool, at('next.png'));
    next.wait();
    expect([existsSync(at('dropped.png')), existsSync(at('dropped.png.part'))]).toEqual([false, false]);
  }, 90_000);

  it('take one picture at a time', async () => {
    const pool = new EncodePool(threadThat('slow', ''), 1, 1e6);
    await started(pool, at('first.png'));
    expect(pool.start(at('second.png'), picture)).toBeNull();
  }, 60_000);

  it('say of each picture what came of it, also when the next one is over', async () => {
    const work = `const isBad = path.endsWith('bad.png');
      port.postMessage(isBad ? { bytes: null, error: { code: 'ENOSPC', message: 'no room' } } : { bytes: 7 });
      beat();`;
    const pool = new EncodePool(threadThat('ends', work), 1);
    const bad = await started(pool, at('bad.png'));
    const good = await started(pool, at('good.png'));
    await vi.waitFor(() => expect(good.isThere).toBe(true), { timeout: 30_000 });
    expect(() => bad.wait()).toThrow(/no room/);
    expect(good.wait()).toBe(7);
  }, 60_000);

  it('are not waited for when they died, and not used again', async () => {
    const pool = new EncodePool(threadThat('silent', ''), 1, 100);
    const file = await started(pool, at('silent.png'));
    expect(() => file.wait()).toThrow(LostHelper);
    // Nobody is waited for once more.
    file.drop();
    expect(() => file.wait()).toThrow(LostHelper);
    expect(pool.start(at('again.png'), picture)).toBeNull();
    const none = new EncodePool(pathToFileURL(at('none.mjs')), 1);
    expect(none.start(at('none.png'), picture)).toBeNull();
  }, 60_000);

  it('are waited for when the file has its name already', async () => {
    const work = `Atomics.store(words, ${FATE}, ${NAMED}); setTimeout(() => { port.postMessage({ bytes: 7 }); beat(); }, 400);`;
    const file = await started(new EncodePool(threadThat('named', work), 1, 100), at('named.png'));
    expect(file.wait()).toBe(7);
  }, 60_000);
});
