import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLOB_KINDS, blobPath } from '@core/engine/host/blobPath';
import { BlobStore } from '@core/engine/host/blobStore';
import { describeEnvironment } from '@core/engine/host/environment';
import { assertFits, estimateRunBytes, formatBytes, freeMemory } from '@core/engine/thread/memory';
import { parseOwner, thisProcess } from '@core/engine/files/owner';
import { createWorkFolder, removeWorkFolder } from '@core/engine/host/workFolder';
import { environmentSchema } from '@core/experiment/schema';
import { blobRef } from '@core/engine/contract/contract';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('blobs', () => {
  it('are written whole under ids nobody guesses, and found again', () => {
    const store = new BlobStore(folder);
    const blob = store.write('png', Uint8Array.of(1, 2, 3));
    expect(blobRef.parse(blob)).toEqual(blob);
    expect(blob).toMatchObject({ mediaType: 'image/png', bytes: 3 });
    expect(readFileSync(blobPath(folder, blob.id)!.path)).toEqual(Buffer.of(1, 2, 3));
    expect(new Set(Array.from({ length: 50 }, () => store.write('csv', 'ü').id)).size).toBe(50);
    expect(store.write('csv', 'ü').bytes).toBe(2);
  });

  it('have ids that cannot become another path', () => {
    const hex = 'a'.repeat(32);
    for (const kind of Object.keys(BLOB_KINDS))
      expect(blobPath(folder, `${kind}-${hex}`)?.path).toBe(join(folder, 'blobs', `${kind}-${hex}.${kind}`));
    for (const id of [
      '',
      'png',
      `png-${hex}.png`,
      `../png-${hex}`,
      `png-${hex}/..`,
      `exe-${hex}`,
      `png-${hex}\0`,
      `PNG-${hex}`,
      `toString-${hex}`,
      `png-${'g'.repeat(32)}`,
    ]) {
      expect(blobPath(folder, id), id).toBeNull();
    }
  });

  it('go when they are dropped; what a thread left is swept, what is known stays', () => {
    const store = new BlobStore(folder);
    const kept = store.write('png', 'a');
    const dropped = store.write('png', 'b');
    writeFileSync(join(folder, 'blobs', 'png-unknown.png'), '');
    writeFileSync(join(folder, 'blobs', `${kept.id}.png.part`), '');
    store.drop([dropped.id, 'unknown']);
    store.sweep();
    expect(readdirSync(join(folder, 'blobs'))).toEqual([`${kept.id}.png`]);
    // A new engine on the same folder leaves what may be on a screen.
    const next = new BlobStore(folder);
    next.sweep();
    expect(readdirSync(join(folder, 'blobs'))).toEqual([`${kept.id}.png`]);
  });
});

describe('work folders', () => {
  it('belong to one process, and those of dead ones are removed', () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const orphan = join(folder, `upbench-${dead}-abc123`);
    const foreign = join(folder, `upbench-${dead}-def456`);
    for (const path of [orphan, foreign]) mkdirSync(path);
    writeFileSync(join(orphan, 'owner'), JSON.stringify({ ...thisProcess(), pid: dead }));
    const first = createWorkFolder(folder);
    const second = createWorkFolder(folder);
    expect(existsSync(orphan)).toBe(false);
    // Without the mark it may be anything.
    expect(existsSync(foreign)).toBe(true);
    expect(existsSync(first)).toBe(true);
    removeWorkFolder(first);
    removeWorkFolder(second);
    expect(readdirSync(folder)).toEqual([`upbench-${dead}-def456`]);
  });

  it('take over the pictures of the host that was killed last, when asked to', () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const orphans = ['old001', 'new001', 'none01'].map((name) => join(folder, `upbench-${dead}-${name}`));
    for (const [index, orphan] of orphans.entries()) {
      mkdirSync(join(orphan, 'pictures'), { recursive: true });
      writeFileSync(join(orphan, 'owner'), JSON.stringify({ ...thisProcess(), pid: dead }));
      if (index < 2) writeFileSync(join(orphan, 'pictures', `${index}.json`), String(index));
      const time = Date.now() / 1000 - 600 + index;
      utimesSync(join(orphan, 'pictures'), time, time);
    }
    const taken = createWorkFolder(folder, { recover: true });
    expect(readdirSync(join(taken, 'pictures'))).toEqual(['1.json']);
    expect(parseOwner(readFileSync(join(taken, 'owner'), 'utf8'))).toEqual(thisProcess());
    expect(orphans.filter((orphan) => existsSync(orphan))).toEqual([]);
    expect(readdirSync(createWorkFolder(folder, { recover: true }))).toEqual(['owner']);
  });

  it('say why when there is no room for them', () => {
    expect(() => createWorkFolder(join(folder, 'none'))).toThrow(/^Cannot write .*its folder does not exist\.$/);
  });
});

describe('memory', () => {
  const size = {
    width: 4000,
    height: 3000,
    channels: 3,
    bitDepth: 8,
    hasAlpha: false,
    mode: 'reference',
    scale: 2,
    methods: 7,
    isWhole: false,
  } as const;

  it('grows with everything that takes room', () => {
    const base = estimateRunBytes(size);
    expect(base).toBeGreaterThan(12e6 * 3 * 5);
    for (const more of [
      { width: 8000 },
      { isWhole: true },
      { candidates: 2 },
      { writers: 1 },
      { bitDepth: 16 as const },
      { hasAlpha: true },
      { mode: 'enlarge' as const, scale: 4 },
    ]) {
      expect(estimateRunBytes({ ...size, ...more })).toBeGreaterThan(base);
    }
  });

  it('of a very wide picture counts the rows that a block has at least', () => {
    const pixels = 60e6;
    const bytes = (width: number): number => estimateRunBytes({ ...size, width, height: pixels / width });
    // The same for all shapes whose blocks have more rows than that.
    expect(bytes(1000)).toBe(bytes(50_000));
    expect(bytes(2e6)).toBeGreaterThan(1.5 * bytes(50_000));
  });

  it('of a tall picture grows by its rasters and its input, not by what a method and the metrics hold', () => {
    const bytes = (height: number): number => estimateRunBytes({ ...size, width: 2000, height });
    const perPixel = (bytes(60_000) - bytes(50_000)) / (2000 * 10_000);
    // Decoded, reference and output are 3 bytes each, the input a fourth of the pixels as floats and as much again.
    expect(perPixel).toBe(3 * 3 + (3 * 4 * 2) / 4);
  });

  it('is refused with both numbers, and taken when it fits', () => {
    expect(() => assertFits('a.png', size, 100e9)).not.toThrow();
    expect(() => assertFits('a.png', { ...size, width: 16000 }, 1e9)).toThrow(
      /^Comparing on "a\.png" needs about \d\.\d GB of memory, but 1\.0 GB are free\. Use a smaller picture or fewer methods\.$/,
    );
    expect(() =>
      assertFits('a.png', { ...size, width: 30000, height: 4000, mode: 'enlarge', scale: 4 }, Infinity),
    ).toThrow('at most 2147483647 fit into a tensor');
  });

  it('is written as people read it', () => {
    expect([999, 850e6, 2.44e9].map(formatBytes)).toEqual(['1 kB', '850 MB', '2.4 GB']);
    expect(freeMemory()).toBeGreaterThan(0);
  });
});

describe('environment', () => {
  it('is a legal stamp', () => {
    const environment = describeEnvironment({
      operators: 'reference',
      threads: 1,
      decoder: { sharp: '1' },
      now: new Date(0),
    });
    expect(environmentSchema.parse(environment)).toEqual(environment);
    expect(environment).toMatchObject({ app: 'upbench', date: '1970-01-01T00:00:00.000Z', operators: 'reference' });
    expect(environment.versions).toMatchObject({ sharp: '1', node: process.versions.node });
  });
});
