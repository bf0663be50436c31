// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { writePng } from '@core/engine/pictures/png';
import { npyOfRaster } from '@core/tensor/npyPicture';
import type { Raster } from '@core/tensor/raster';
import { cellDifferences, cellSide, CellSampler, sampledDifferences } from '@renderer/viewer/math/places';
import { TILE } from '@renderer/viewer/math/tiles';
import type { MapPlace } from '@renderer/viewer/math/maps';
import { PictureStore } from '@renderer/viewer/worker/pictureStore';
import {
  differenceSource,
  pictureSource,
  type DifferenceSpec,
  type LentPicture,
  type PictureQuestion,
} from '@renderer/viewer/worker/protocol';
import { planStrips, Strips } from '@renderer/viewer/worker/strips';
import { StripCache } from '@renderer/viewer/worker/tiledPicture';
import { Sight } from '@renderer/viewer/worker/turns';
import { makeRaster } from '../../helpers/pictures';
import { stripPng } from '../../helpers/stripPng';

/** What the engine's host would answer, and what it was asked. */
const files = new Map<string, Uint8Array>();
const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', (url: string, { headers = {} }: { headers?: { Range?: string } } = {}) => {
    const file = files.get(url);
    if (!file) return Promise.resolve(new Response(null, { status: 404, statusText: 'Not Found' }));
    const [, from = '', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(headers.Range ?? '') ?? [];
    asked.push(from === '' ? 'all' : `${from}-${to}`);
    if (from === '') return Promise.resolve(new Response(file.slice()));
    const part = file.slice(Number(from), Number(to) + 1);
    const range = `bytes ${from}-${Number(from) + part.length - 1}/${file.length}`;
    return Promise.resolve(new Response(part, { status: 206, headers: { 'Content-Range': range } }));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  files.clear();
});

/** Written like the engine's large pictures, in strips of a few rows, so that a small one serves. */
const WIDTH = 1203;
const HEIGHT = 701;
const ROWS = 97;
const noise = (seed: number) => (x: number, y: number, c: number) =>
  ((x * 7919 + y * 104_729 + (x ^ (y * 31)) * 37 + c * 977 + seed * 131) >>> 3) & 255;
const raster = makeRaster({ width: WIDTH, height: HEIGHT, channels: 3, bitDepth: 8 }, noise(1));
const other = makeRaster({ width: WIDTH, height: HEIGHT, channels: 3, bitDepth: 8 }, noise(2));
const [png, otherPng] = [raster, other].map((one) => stripPng(one, ROWS));

/** A store that reads by tiles, and keeps levels from the second on. */
function tiledStore(cacheBytes = 2 ** 25): PictureStore {
  const store = new PictureStore();
  store.limit({ tiledFrom: 60_000, cacheBytes });
  return store;
}
const wholeStore = (): PictureStore => new PictureStore();

async function both(name: string, file: Uint8Array): Promise<[PictureStore, PictureStore]> {
  files.set(name, file);
  const stores: [PictureStore, PictureStore] = [tiledStore(), wholeStore()];
  const [tiled] = await Promise.all(stores.map((store) => store.open('a', name)));
  expect(tiled, name).toHaveProperty('atHand');
  return stores;
}

/** Not by toEqual, which takes minutes for millions of values. */
function areEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

async function expectSameTiles(
  [tiled, whole]: readonly [PictureStore, PictureStore],
  source: string,
  levels: readonly number[],
  size = { width: WIDTH, height: HEIGHT },
): Promise<void> {
  for (const level of levels) {
    const tilesX = Math.ceil(size.width / 2 ** level / TILE);
    const tilesY = Math.ceil(size.height / 2 ** level / TILE);
    for (let ty = 0; ty < tilesY; ty++) {
      for (let tx = 0; tx < tilesX; tx++) {
        const [own, expected] = await Promise.all([tiled, whole].map((store) => store.tile({ source, level, tx, ty })));
        expect(own).toMatchObject({ kind: expected!.kind, width: expected!.width, height: expected!.height });
        expect(areEqual(own!.data, expected!.data), `level ${level}, tile ${tx}, ${ty}`).toBe(true);
      }
    }
  }
}

describe('a picture that is read by tiles', () => {
  test('has the tiles of the whole picture, bit for bit, at every level', async () => {
    const stores = await both('a.png', png!);
    const facts = await stores[0].open('b', 'a.png');
    // Level 1 is larger than what is kept: its tiles are made of rows.
    expect(facts).toMatchObject({ width: WIDTH, height: HEIGHT, channels: 3, atHand: 2 });
    expect(await stores[1].open('b', 'a.png')).not.toHaveProperty('atHand');
    await expectSameTiles(stores, pictureSource('a'), [0, 1, 2, 3, 4]);
  });

  test('is one that the engine wrote', async () => {
    const size = { width: 2203, height: 1301 };
    const large = makeRaster({ ...size, channels: 3, bitDepth: 8 }, (x, y, c) => (x * y * (c + 1)) >> 6);
    const stores = await both('large.png', writePng(large, undefined, 'fast'));
    for (const store of stores)
      expect(await store.tile({ source: pictureSource('a'), level: 0, tx: 4, ty: 2 })).not.toBeNull();
    await expectSameTiles(stores, pictureSource('a'), [3], size);
    const [own, expected] = await Promise.all(
      stores.map((store) => store.tile({ source: pictureSource('a'), level: 0, tx: 1, ty: 1 })),
    );
    expect(areEqual(own!.data, expected!.data)).toBe(true);
  });

  test('of 16 bits, with alpha, and of floats in an array', async () => {
    const size = { width: 401, height: 1101 };
    const deep = makeRaster(
      { ...size, channels: 3, bitDepth: 16, alpha: true },
      (x, y, c) => (x * y * (c + 1)) & 65535,
    );
    await expectSameTiles(await both('deep.png', stripPng(deep, 50)), pictureSource('a'), [0, 1, 3], size);
    const data = Float32Array.from({ length: 401 * 1101 }, (_, i) => Math.sin(i / 977) * 2);
    const floats: Raster = { ...size, channels: 1, bitDepth: 32, data };
    await expectSameTiles(await both('floats.npy', npyOfRaster(floats)), pictureSource('a'), [0, 1, 3], size);
  });

  test('answers every question like the whole picture', async () => {
    const stores = await both('a.png', png!);
    const questions: PictureQuestion[] = [
      { ask: 'probe', ids: ['a', 'a', 'a'], positions: [at(0, 0), at(WIDTH - 1, HEIGHT - 1), at(0, HEIGHT)] },
      { ask: 'patch', id: 'a', difference: null, x: -2, y: 93, width: 9, height: 9 },
      { ask: 'patch', id: 'a', difference: null, x: 5, y: HEIGHT + 3, width: 4, height: 4 },
      { ask: 'line', id: 'a', axis: 'horizontal', index: 96, channel: 'g' },
      { ask: 'line', id: 'a', axis: 'vertical', index: WIDTH - 1, channel: 'y' },
      { ask: 'line', id: 'a', axis: 'vertical', index: 7, channel: 'rgb' },
      { ask: 'histogram', id: 'a', channel: 'b' },
      { ask: 'histogram', id: 'a', channel: 'y' },
      { ask: 'extent', id: 'a' },
    ];
    for (const question of questions) {
      const [own, expected] = await Promise.all(stores.map((store) => store.answer(question)));
      expect(own, JSON.stringify(question)).toEqual(expected);
    }
  });

  test('has the error map of the whole pictures', async () => {
    const stores = await both('a.png', png!);
    files.set('b.png', otherPng!);
    for (const store of stores) await store.open('b', 'b.png');
    for (const kind of ['signed', 'squared'] as const) {
      const spec: DifferenceSpec = { key: `a-b-${kind}`, id: 'a', referenceId: 'b', kind, channel: 'rgb' };
      const [own, expected] = await Promise.all(stores.map((store) => store.answer({ ask: 'difference', spec })));
      expect(own).toEqual(expected);
      await expectSameTiles(stores, differenceSource(spec.key), [0, 1, 2, 3]);
      const patch = { ask: 'patch', id: 'a', difference: spec, x: 3, y: 95, width: 5, height: 5 } as const;
      expect(await stores[0].answer(patch)).toEqual(await stores[1].answer(patch));
    }
  });

  test('shows parts of an error map before all of it is known', async () => {
    const stores = await both('a.png', png!);
    files.set('b.png', otherPng!);
    for (const store of stores) await store.open('b', 'b.png');
    const spec: DifferenceSpec = { key: 'd', id: 'a', referenceId: 'b', kind: 'absolute', channel: 'rgb' };
    const [tiled] = stores;
    const all = tiled.answer({ ask: 'difference', spec });
    const source = differenceSource('d');
    const early = [0, 1].map((level) => tiled.tile({ source, level, tx: 1, ty: 0 }));
    // Each tile from so far would need all of the picture.
    await expect(tiled.tile({ source, level: 5, tx: 0, ty: 0 })).rejects.toThrow('All of the map has to be known');
    const seen = await Promise.all(early);
    await all;
    for (const [level, tile] of seen.entries())
      expect(areEqual(tile!.data, (await tiled.tile({ source, level, tx: 1, ty: 0 }))!.data)).toBe(true);
    await stores[1].answer({ ask: 'difference', spec });
    await expectSameTiles(stores, source, [0, 1, 2, 5]);
  });

  test('has the map of a metric that the engine wrote', async () => {
    const stores = await both('a.png', png!);
    const map = makeRaster({ width: WIDTH, height: HEIGHT, channels: 1, bitDepth: 16 }, (x, y) => (x * y) & 65535);
    files.set('map.png', stripPng(map, 200));
    const place: MapPlace = { url: 'map.png', low: -1, high: 1 };
    const spec: DifferenceSpec = { key: 'm', id: 'a', referenceId: 'b', kind: 'ssim', channel: 'rgb', map: place };
    const [own, expected] = await Promise.all(stores.map((store) => store.answer({ ask: 'difference', spec })));
    expect(own).toEqual(expected);
    await expectSameTiles(stores, differenceSource('m'), [0, 1, 2]);
  });

  test('is lent to another worker without its pixels', async () => {
    const [tiled, whole] = await both('a.png', png!);
    files.set('b.png', otherPng!);
    const second = tiledStore();
    await second.open('b', 'b.png');
    const lent = await tiled.answer({ ask: 'lend', id: 'a' });
    expect(lent).toHaveProperty('plan');
    second.adopt('a', structuredClone(lent) as LentPicture);
    await whole.open('b', 'b.png');
    const spec: DifferenceSpec = { key: 'd', id: 'b', referenceId: 'a', kind: 'absolute', channel: 'r' };
    const question = { ask: 'difference', spec } as const;
    expect(await second.answer(question)).toEqual(await whole.answer(question));
    // Where the two differ most is known from what each worker saw while it opened its own.
    asked.length = 0;
    const cells = { ask: 'cells', id: 'b', baseId: 'a', side: cellSide(raster) } as const;
    const found = await second.answer(cells);
    expect(asked).toEqual([]);
    await tiled.open('b', 'b.png');
    expect(found).toEqual(await tiled.answer(cells));
  });

  test('asks only for the strips that a tile needs, and for none twice while they are kept', async () => {
    const [tiled] = await both('a.png', png!);
    asked.length = 0;
    await tiled.tile({ source: pictureSource('a'), level: 0, tx: 0, ty: 0 });
    // Its 512 rows, and one of its apron.
    const strips = Math.ceil(513 / ROWS);
    expect(asked).toHaveLength(strips);
    await tiled.tile({ source: pictureSource('a'), level: 0, tx: 1, ty: 0 });
    await tiled.answer({ ask: 'probe', ids: ['a'], positions: [at(1000, 500)] });
    expect(asked).toHaveLength(strips);
    // What lies below, but for the strip that both have part of.
    await tiled.tile({ source: pictureSource('a'), level: 0, tx: 0, ty: 1 });
    expect(asked).toHaveLength(Math.ceil(HEIGHT / ROWS));
    // What is kept of coarser levels needs no file.
    await tiled.tile({ source: pictureSource('a'), level: 2, tx: 0, ty: 0 });
    expect(asked).toHaveLength(Math.ceil(HEIGHT / ROWS));
  });

  test('fails in words where its file is gone, and has its tile when the file is back', async () => {
    const [tiled] = await both('a.png', png!);
    files.delete('a.png');
    const request = { source: pictureSource('a'), level: 0, tx: 0, ty: 0 };
    await expect(tiled.tile(request)).rejects.toThrow('404');
    files.set('a.png', png!);
    expect(await tiled.tile(request)).toMatchObject({ kind: 'bytes' });
  });

  test('has no tile under the name of a picture that was closed', async () => {
    const [tiled] = await both('a.png', png!);
    tiled.close('a');
    expect(await tiled.tile({ source: pictureSource('a'), level: 0, tx: 0, ty: 0 })).toBeNull();
  });

  test('is read no further for questions once it is closed', async () => {
    const [tiled] = await both('a.png', png!);
    asked.length = 0;
    const questions: PictureQuestion[] = [
      { ask: 'histogram', id: 'a', channel: 'y' },
      { ask: 'extent', id: 'a' },
      { ask: 'cells', id: 'a', baseId: 'a', side: 3 },
    ];
    const answers = questions.map((question) => tiled.answer(question));
    tiled.close('a');
    for (const answer of await Promise.allSettled(answers)) expect(answer).toMatchObject({ status: 'rejected' });
    expect(asked).toEqual([]);
  });

  test('is not taken from another worker any more once it was closed', async () => {
    const [tiled] = await both('a.png', png!);
    const lent = (await tiled.answer({ ask: 'lend', id: 'a' })) as LentPicture;
    const second = tiledStore();
    second.close('a');
    second.adopt('a', lent);
    await expect(second.answer({ ask: 'line', id: 'a', axis: 'horizontal', index: 0, channel: 'r' })).rejects.toThrow(
      'no longer open',
    );
  });

  test('that is cut short is refused in words', async () => {
    files.set('cut.png', png!.subarray(0, png!.length >> 1));
    await expect(tiledStore().open('a', 'cut.png')).rejects.toThrow(
      'The file of the picture ends before its last row.',
    );
  });
});

const at = (x: number, y: number) => ({ x, y });

describe('strips', () => {
  test('of a small picture, or of one that somebody else wrote, there are none', () => {
    const small = writePng(makeRaster({ width: 20, height: 20, channels: 3, bitDepth: 8 }, noise(1)));
    expect(planStrips('a', small)).toBeNull();
    expect(planStrips('a', new Uint8Array(100))).toBeNull();
    const planes = npyOfRaster({ width: 9, height: 9, channels: 5, bitDepth: 32, data: new Float32Array(405) });
    expect(planStrips('a', planes)).toBeNull();
  });

  test('of an array with four bands show three, of one with two the first', async () => {
    for (const bands of [4, 2]) {
      const data = Float32Array.from({ length: 3 * 2 * bands }, (_, i) => i);
      const file = npyOfRaster({ width: 3, height: 2, channels: bands, bitDepth: 32, data } as Raster);
      files.set('bands.npy', file);
      const strips = new Strips(planStrips('bands.npy', file)!);
      const shown = bands === 4 ? 3 : 1;
      const expected = [...data].filter((_, i) => i % bands < shown);
      expect(await strips.read(0)).toMatchObject({ channels: shown, data: Float32Array.from(expected) });
    }
  });
});

describe('the cache of strips', () => {
  const strip = (bytes: number) => () =>
    Promise.resolve({ width: 1, height: bytes, channels: 1, bitDepth: 8, data: new Uint8Array(bytes) } as const);

  test('never holds more than it may, and forgets what was used longest ago', async () => {
    const cache = new StripCache(100);
    for (let i = 0; i < 20; i++) {
      await cache.get(`a/${i}`, strip(30));
      if (i > 0) await cache.get('a/0', strip(30));
      expect(cache.bytes).toBeLessThanOrEqual(100);
    }
    expect(cache.find('a/0')).toBeDefined();
    expect(cache.find('a/19')).toBeDefined();
    expect(cache.find('a/5')).toBeUndefined();
    cache.limit(30);
    expect(cache.bytes).toBe(30);
    cache.drop('a');
    expect(cache.bytes).toBe(0);
  });

  test('keeps nothing of a strip that could not be read', async () => {
    const cache = new StripCache(100);
    await expect(cache.get('a/0', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    expect(await cache.get('a/0', strip(5))).toMatchObject({ height: 5 });
  });
});

test('places are found by a few pixels of each cell of a large picture', () => {
  // One error in 20 cells of a picture of constant difference elsewhere.
  const size = { width: 2000, height: 1500 };
  const side = cellSide(size);
  const grey = (value: (x: number, y: number) => number) =>
    makeRaster({ ...size, channels: 1, bitDepth: 8 }, value) as Parameters<typeof cellDifferences>[0];
  const own = grey((x, y) => 100 + (x > 700 && x < 900 && y > 600 && y < 800 ? (x + y) % 2 : 0) * 20);
  const base = grey(() => 90);
  const samplesOf = (picture: typeof own): Uint16Array => {
    const sampler = new CellSampler(size, side);
    for (let y = 0; y < size.height; y++)
      sampler.push({ ...picture, height: 1, data: picture.data.subarray(y * size.width, (y + 1) * size.width) }, y);
    return sampler.finish();
  };
  const exact = cellDifferences(own, base, side);
  const sampled = sampledDifferences(samplesOf(own), samplesOf(base));
  expect(sampled.length).toBe(exact.length);
  const largest = (cells: Float32Array): number => cells.indexOf(Math.max(...cells.subarray(0, cells.length / 2)));
  expect(Math.abs(sampled[largest(exact)]! - exact[largest(exact)]!)).toBeLessThan(2);
  expect(sampled[0]).toBeCloseTo(10, 5);
});

test('what is looked at goes before long work, and long work goes on afterwards', async () => {
  const sight = new Sight();
  expect(sight.rest()).toBeUndefined();
  const done: string[] = [];
  let end = (): void => undefined;
  const looked = sight.hold(() => new Promise<void>((resolve) => (end = resolve)));
  const long = sight.rest()!.then(() => done.push('long'));
  await sight.hold(() => Promise.resolve());
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(done).toEqual([]);
  end();
  await looked;
  done.push('looked');
  await long;
  expect(done).toEqual(['looked', 'long']);
  await expect(sight.hold(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  await new Promise((resolve) => setTimeout(resolve));
  expect(sight.rest()).toBeUndefined();
});
