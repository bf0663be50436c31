// @vitest-environment node
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { PixelData } from '@renderer/viewer/math/errors';
import { levelFor, TILE, tileSize, visibleTiles } from '@renderer/viewer/math/tiles';
import { errorRow, type ValueForm } from '@renderer/viewer/math/errors';
import { toEncoded } from '@renderer/viewer/math/srgb';
import { linearOf } from '@renderer/viewer/worker/mipmaps';
import type { RowSource } from '@renderer/viewer/math/samples';
import { computeErrorTile, cutErrorTile, cutLinearTile, cutPictureTile } from '@renderer/viewer/worker/cutTiles';
import { planTiles } from '@renderer/viewer/worker/planTiles';
import type { DrawItem, SourceFacts, TileReply, TileRequest } from '@renderer/viewer/worker/protocol';
import { samplingFor } from '@renderer/viewer/worker/renderer';
import { TileCache } from '@renderer/viewer/worker/tileCache';

describe('levels', () => {
  test('a texel is at most one device pixel and more than half of one', () => {
    expect([2, 1, 0.9, 0.5, 0.49, 0.25, 1 / 3, 1 / 64].map((scale) => levelFor(scale, 20))).toEqual([
      0, 0, 0, 1, 1, 2, 1, 6,
    ]);
    for (const scale of [0.99, 0.7, 0.51, 0.3, 0.011]) {
      const texel = scale * 2 ** levelFor(scale, 20);
      expect(texel).toBeGreaterThan(0.5);
      expect(texel).toBeLessThanOrEqual(1);
    }
  });
  test('never beyond the coarsest', () => {
    expect(levelFor(1 / 64, 3)).toBe(2);
  });
  test('exact sizes are shown pixel by pixel, larger ones too unless smooth, smaller ones averaged', () => {
    expect(samplingFor(1, false, false, false)).toBe('nearest');
    expect(samplingFor(1, true, false, false)).toBe('nearest');
    expect(samplingFor(5, false, false, false)).toBe('nearest');
    expect(samplingFor(5, true, false, false)).toBe('smooth');
    expect(samplingFor(2 / 3, false, false, false)).toBe('area');
  });
  test('errors made smaller are found by their peaks, and never mixed', () => {
    expect(samplingFor(0.6, false, false, true)).toBe('peak');
    expect(samplingFor(0.6, true, true, true)).toBe('nearest');
    expect(levelFor(0.45, 10)).toBe(1);
    expect(levelFor(0.45, 10, true)).toBe(2);
    expect(levelFor(0.5, 10, true)).toBe(1);
  });
});

describe('visible tiles', () => {
  const picture = { width: 2000, height: 1100 };
  test('only those in sight', () => {
    const clip = { x: 100, y: 50, width: 300, height: 200 };
    expect(visibleTiles(picture, 0, { x: 100, y: 50 }, 1, clip)).toEqual({ x0: 0, y0: 0, x1: 1, y1: 1 });
    expect(visibleTiles(picture, 0, { x: -500, y: 50 }, 1, clip)).toEqual({ x0: 1, y0: 0, x1: 2, y1: 1 });
    expect(visibleTiles(picture, 0, { x: 600, y: 50 }, 1, clip)).toEqual({ x0: 0, y0: 0, x1: 0, y1: 1 });
  });
  test('the last ones are smaller', () => {
    expect(tileSize(picture, 0, 3, 2)).toEqual({ width: 2000 - 3 * TILE, height: 1100 - 2 * TILE });
    expect(tileSize(picture, 3, 0, 0)).toEqual({ width: 250, height: 138 });
  });
});

const grey = (width: number, height: number, value: (x: number, y: number) => number): PixelData => ({
  width,
  height,
  channels: 1,
  bitDepth: 8,
  data: Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
});

describe('cutting', () => {
  const value = (x: number, y: number): number => (x * 3 + y * 7) & 255;
  test('a tile carries its neighbours in the apron, and repeats the edge where the picture ends', () => {
    const picture = grey(TILE + 5, 4, value);
    const { width, height, data } = cutPictureTile(picture.data as Uint8Array, picture, 0, 1, 0);
    expect([width, height]).toEqual([5, 4]);
    const at = (x: number, y: number): number => data[((y + 1) * 7 + x + 1) * 4]!;
    expect(at(0, 0)).toBe(value(TILE, 0));
    expect(at(-1, 2)).toBe(value(TILE - 1, 2));
    expect(at(5, 1)).toBe(value(TILE + 4, 1));
    expect(at(2, -1)).toBe(value(TILE + 2, 0));
    expect(at(2, 4)).toBe(value(TILE + 2, 3));
  });
  test('deep values become light: of 12 bits in a 16-bit file, and of floats beyond white', () => {
    const of = (values: Uint16Array | Float32Array, form: ValueForm): number[] => {
      const tile = cutLinearTile(values, linearOf(form), { width: 3, height: 1, channels: 1 }, 0, 0, 0);
      expect(tile.kind).toBe('light');
      return [1, 2, 3].map((x) => toEncoded(tile.data[(5 + x) * 4]!));
    };
    const twelve = of(Uint16Array.from([0, 2048, 4095]), { bitDepth: 16, peak: 4095 });
    expect(twelve.map((value) => value * 4095)).toEqual([0, expect.closeTo(2048, 2), expect.closeTo(4095, 2)]);
    const floats = of(Float32Array.from([-0.5, 0.25, 8]), { bitDepth: 32 });
    expect(floats).toEqual([expect.closeTo(-0.5, 5), expect.closeTo(0.25, 5), expect.closeTo(8, 4)]);
  });
  test('an error tile computed from the pictures equals one cut from a whole error map', () => {
    const picture = grey(TILE + 9, 7, value);
    const reference = grey(TILE + 9, 7, (x, y) => (x * 5 + y) & 255);
    const whole = Float32Array.from(picture.data, (v, i) => v - reference.data[i]!);
    const rows: RowSource = (y, x0, count, out) => errorRow(picture, reference, 'signed', 'rgb', y, x0, count, out);
    for (const tx of [0, 1]) {
      expect(computeErrorTile(picture, rows, tx, 0)).toEqual(cutErrorTile(whole, picture, 0, tx, 0));
    }
  });
});

const facts: SourceFacts = {
  source: 'image:a',
  worker: 0,
  width: 1100,
  height: 600,
  channels: 3,
  bitDepth: 8,
  levels: 7,
};

describe('planning', () => {
  const item: DrawItem = {
    source: 'image:a',
    clip: { x: 0, y: 0, width: 1100, height: 600 },
    origin: { x: 0, y: 0 },
    scale: 1,
    opacity: 1,
    cover: 1,
    numbers: null,
  };
  const name = ({ level, tx, ty }: TileRequest): string => `${level}/${tx}/${ty}`;

  test('tiles meet without gap or overlap and end with the picture', () => {
    for (const scale of [1, 2 / 3, 0.37, 3]) {
      const clip = { x: 0, y: 0, width: 5000, height: 5000 };
      const quads = planTiles({ ...item, scale, clip }, facts, name);
      const area = quads.reduce((sum, { dest }) => sum + dest.width * dest.height, 0);
      expect(area).toBe(Math.ceil(1100 * scale - 0.5) * Math.ceil(600 * scale - 0.5));
      expect(quads.every(({ standIn }) => !standIn)).toBe(true);
    }
  });
  test('a coarser tile stands in for one that is missing, and asks for the coarsest', () => {
    const asked: string[] = [];
    const quads = planTiles(item, facts, (request, quietly) => {
      if (!quietly) asked.push(name(request));
      return request.level === 2 ? name(request) : null;
    });
    expect(quads.every(({ standIn, handle }) => standIn && handle === '2/0/0')).toBe(true);
    expect(quads).toHaveLength(6);
    expect(asked).toContain('0/2/1');
    const nothing: string[] = [];
    planTiles(item, facts, (request, quietly) => {
      if (!quietly) nothing.push(name(request));
      return null;
    });
    expect(nothing).toContain('6/0/0');
  });
});

describe('the cache of tiles', () => {
  afterEach(() => void vi.useRealTimers());

  test('asks again for what failed after a while, and at once where its source is told of again', () => {
    vi.useFakeTimers();
    const sent: unknown[] = [];
    const port = { postMessage: (request: unknown) => sent.push(request) } as unknown as MessagePort;
    const cache = new TileCache({ upload: () => 'tile', free: () => undefined }, 1e6, () => undefined);
    cache.connect(0, port);
    cache.addSource(facts);
    const request: TileRequest = { source: facts.source, level: 1, tx: 0, ty: 0 };
    const look = (): number => {
      cache.beginFrame();
      cache.get(request);
      cache.endFrame();
      return sent.length;
    };
    const fail = (): void => {
      const reply: TileReply = { ...request, tile: null, hasFailed: true };
      port.onmessage?.({ data: reply } as MessageEvent);
    };
    expect(look()).toBe(1);
    fail();
    expect(look()).toBe(1);
    vi.advanceTimersByTime(2000);
    expect(look()).toBe(2);
    fail();
    expect(look()).toBe(2);
    cache.addSource(facts);
    expect(look()).toBe(3);
  });
});
