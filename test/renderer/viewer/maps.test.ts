// @vitest-environment node
import { afterEach, describe, expect, test, vi } from 'vitest';
import { writePng } from '@core/engine/pictures/png';
import { createPicturePool } from '@renderer/viewer/picturePool';
import { PictureStore } from '@renderer/viewer/worker/pictureStore';
import { differenceSource, type DifferenceSpec, type SourceFacts } from '@renderer/viewer/worker/protocol';
import { makeRaster } from '../../helpers/pictures';

const address = (bytes: Uint8Array): string => `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
const size = { width: 40, height: 30 };
const picture = address(writePng(makeRaster(size, (x) => x)));
/** SSIM 0.5 everywhere but at one pixel, where it is 0. */
const data = Uint16Array.from({ length: 1200 }, (_, i) => (i === 5 * 40 + 7 ? 32768 : 49151));
const map = address(writePng({ ...size, channels: 1, bitDepth: 16, data }));
const spec: DifferenceSpec = {
  key: 'm',
  id: 'a',
  referenceId: 'b',
  kind: 'ssim',
  channel: 'rgb',
  map: { url: map, low: -1, high: 1 },
};

describe('the map of a metric in an image worker', () => {
  test('is read as what is lost, with its statistics, values and patches', async () => {
    const store = new PictureStore();
    await store.open('a', picture);
    const statistics = await store.answer({ ask: 'difference', spec });
    expect(statistics).toMatchObject({ pixels: 1200, mean: expect.closeTo((1199 * 0.5 + 1) / 1200, 4) });
    const positions = [
      { x: 7, y: 5 },
      { x: 0, y: 0 },
      { x: 40, y: 0 },
    ];
    const values = (await store.answer({ ask: 'probe', ids: ['m', 'm', 'm'], positions })) as (number[] | null)[];
    expect(values).toEqual([[expect.closeTo(1, 3)], [expect.closeTo(0.5, 3)], null]);
    const patch = await store.answer({ ask: 'patch', id: 'a', difference: spec, x: 6, y: 5, width: 2, height: 1 });
    expect([...(patch as { data: Float32Array }).data].map((lost) => lost.toFixed(3))).toEqual(['0.500', '1.000']);
    // From afar the place with the largest loss is still seen.
    const tile = (await store.tile({ source: 'difference:m', level: 2, tx: 0, ty: 0 }))!;
    expect(Math.max(...(tile.data as Float32Array))).toBeCloseTo(1, 3);
  });

  test('is refused when it is of another size', async () => {
    const store = new PictureStore();
    await store.open('a', address(writePng(makeRaster({ width: 20, height: 30 }, () => 9))));
    await expect(store.answer({ ask: 'difference', spec })).rejects.toThrow('A map of 40×30 does not fit');
  });
});

class Quiet {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror = null;
  postMessage = vi.fn();
  terminate = vi.fn();
}

/** Workers that do nothing; the list of them grows. */
function quietWorkers(): Quiet[] {
  const made: Quiet[] = [];
  vi.stubGlobal(
    'Worker',
    class extends Quiet {
      constructor() {
        super();
        made.push(this);
      }
    },
  );
  return made;
}

describe('the pool of pictures', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('gives up a map that nobody looks at any more, and asks once for one that they do', async () => {
    class Silent {
      onmessage = null;
      onerror = null;
      postMessage = vi.fn();
      terminate = vi.fn();
    }
    vi.stubGlobal('Worker', Silent);
    const pool = createPicturePool(1);
    pool.keep(['one']);
    const image = pool.pictures.get('one')!;
    const signals: AbortSignal[] = [];
    const find = (signal: AbortSignal): Promise<never> => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    pool.wantMap(image, spec, find);
    pool.wantMap(image, spec, find);
    pool.giveUp(new Set([spec.key]));
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    pool.giveUp(new Set());
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(pool.differences.size).toBe(0);
    pool.dispose();
  });

  test('ends a worker that has closed large pictures, with what was asked of it, and starts another', async () => {
    const made = quietWorkers();
    const pool = createPicturePool(1);
    const open = (url: string, width: number): void => {
      pool.keep([url]);
      const facts = { width, height: 3000, channels: 3, bitDepth: 8, levels: 10 };
      made.at(-1)!.onmessage!({ data: { type: 'opened', id: pool.pictures.get(url)!.id, facts, ms: 1 } });
    };
    open('small', 30);
    pool.keep([]);
    expect(made.map(({ terminate }) => terminate.mock.calls.length)).toEqual([0]);
    open('large', 4000);
    const asked = pool.ask(0, { ask: 'extent', id: pool.pictures.get('large')!.id });
    pool.keep([]);
    await expect(asked).rejects.toThrow();
    await expect(pool.ask(0, { ask: 'extent', id: 'p2' })).rejects.toThrow();
    expect(made.map(({ terminate }) => terminate.mock.calls.length)).toEqual([1]);
    open('next', 4000);
    expect(made).toHaveLength(2);
    expect(pool.pictures.get('next')!.status).toBe('ready');
    pool.dispose();
    expect(made[1]!.terminate).toHaveBeenCalledTimes(1);
  });

  test('shows parts of an error map only of pictures that are read by tiles', async () => {
    const made = quietWorkers();
    for (const atHand of [undefined, 1]) {
      const pool = createPicturePool(1, 1000);
      const told: SourceFacts[] = [];
      pool.attach({ connect: () => undefined, drop: () => undefined, source: (facts) => told.push(facts) });
      pool.keep(['own', 'other']);
      const facts = { width: 100, height: 100, channels: 3, bitDepth: 8, levels: 5, ...(atHand ? { atHand } : {}) };
      for (const { id } of pool.pictures.values())
        made.at(-1)!.onmessage!({ data: { type: 'opened', id, facts, ms: 1 } });
      const [own, other] = [...pool.pictures.values()];
      const wanted: DifferenceSpec = { key: 'd', id: own!.id, referenceId: other!.id, kind: 'signed', channel: 'r' };
      pool.wantDifference(own!, other!, wanted);
      await new Promise((resolve) => setTimeout(resolve));
      const isTiled = atHand !== undefined;
      expect(pool.differences.get('d')).toMatchObject({ status: 'building', isSeen: isTiled });
      // Four bytes for each value: not the level from which on its picture is at hand.
      expect(told.filter(({ source }) => source === differenceSource('d'))).toEqual(
        isTiled ? [expect.objectContaining({ atHand: 2 })] : [],
      );
      pool.dispose();
    }
  });

  test('drops the oldest maps of large pictures for others, never one that is looked at', () => {
    const made = quietWorkers();
    const pool = createPicturePool(1, 1000);
    pool.keep(['own', 'other']);
    const facts = { width: 100, height: 100, channels: 3, bitDepth: 8, levels: 5 };
    for (const { id } of pool.pictures.values()) made[0]!.onmessage!({ data: { type: 'opened', id, facts, ms: 1 } });
    const [own, other] = [...pool.pictures.values()];
    const want = (key: string): void =>
      pool.wantDifference(own!, other!, { key, id: own!.id, referenceId: other!.id, kind: 'signed', channel: 'r' });
    pool.giveUp(new Set(['first', 'last']));
    for (const key of ['first', 'second', 'third', 'last']) want(key);
    expect([...pool.differences.keys()]).toEqual(['first', 'last']);
    pool.dispose();
  });
});
