import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobPath } from '@core/engine/host/blobPath';
import { openPair } from '@core/engine/pictures/openPair';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { writePng } from '@core/engine/pictures/png';
import { readSamplePng, writeIndexedPng } from '@core/engine/pictures/samplePng';
import { maskPoint, maskView } from '@core/engine/studies/maskViews';
import type { MaskView } from '@core/engine/contract/maskSchema';
import type { PairPlaces } from '@core/engine/thread/jobs';
import { formatNpy } from '@core/tensor/npy';
import { createTensor } from '@core/tensor/tensor';
import { makeRaster } from '../../../helpers/pictures';

let folder: string;
let places: PairPlaces;
const at = (name: string): string => join(folder, name);
const plain: MaskView = {
  as: 'classes',
  label: 0,
  channels: [0, 1, 1],
  over: 'plain',
  opacity: 0.5,
  truthContour: false,
  ownContour: false,
  errors: false,
  hidden: [],
};
/** Left half class 0, right half class 1; the output has one column too many of class 0. */
const truth = { width: 4, height: 2, data: Int32Array.of(0, 0, 1, 1, 0, 0, 1, 1) };
const output = { width: 4, height: 2, data: Int32Array.of(0, 0, 0, 1, 0, 0, 0, 1) };
const palette = [
  [200, 0, 0],
  [0, 0, 200],
] as const;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-views-'));
  mkdirSync(at('blobs'));
  writeFileSync(at('a.npy'), formatNpy(createTensor([2, 1, 2], [2, 0, 0, 2])));
  writeFileSync(at('truth.png'), writeIndexedPng(truth, palette));
  writeFileSync(at('photo.png'), writePng(makeRaster({ width: 8, height: 4 }, (_x, _y, c) => [80, 110, 101][c]!)));
  writeFileSync(at('out.png'), writeIndexedPng(output, palette));
  writeFileSync(at('scores.npy'), formatNpy(createTensor([2, 2, 4], [2, 1, 1, 0, 2, 1, 1, 0, 0, 0, 0, 2, 0, 0, 0, 2])));
  const array = { array: at('a.npy'), name: 'a.npy', values: 'logits' } as const;
  places = { ...array, truth: at('truth.png'), photograph: at('photo.png') };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function pixels(view: Partial<MaskView>, pane: 'reference' | 'input' | 'method' = 'method'): Promise<number[][]> {
  const blob = await maskView({
    kind: 'mask-view',
    places,
    pane,
    output: at('out.png'),
    scores: at('scores.npy'),
    ignore: 255,
    folder,
    view: { ...plain, ...view },
  });
  const { raster } = await readPicture(blobPath(folder, blob.id)!.path);
  const { width, height, data } = raster;
  return Array.from({ length: width * height }, (_, i) => [...data.subarray(3 * i, 3 * i + 3)]);
}

describe('views of a pair', () => {
  it('paint the largest class in the colours of the file', async () => {
    expect((await pixels({})).slice(0, 4)).toEqual([
      [200, 0, 0],
      [200, 0, 0],
      [200, 0, 0],
      [0, 0, 200],
    ]);
    expect(await pixels({}, 'input')).toEqual([
      [200, 0, 0],
      [0, 0, 200],
    ]);
    expect((await pixels({}, 'reference')).slice(0, 4)).toEqual([
      [200, 0, 0],
      [200, 0, 0],
      [0, 0, 200],
      [0, 0, 200],
    ]);
  });

  it('lie over the photograph, and hidden classes show it', async () => {
    const shown = await pixels({ over: 'photograph', hidden: [1] });
    expect(shown[0]).toEqual([150, 50, 50]);
    expect(shown[3]).toEqual([100, 100, 100]);
  });

  it('draw the truth white over the method black', async () => {
    const shown = await pixels({ truthContour: true, ownContour: true });
    expect(shown.slice(0, 4)).toEqual([
      [200, 0, 0],
      [255, 255, 255],
      [255, 255, 255],
      [0, 0, 0],
    ]);
  });

  it('show wrong pixels alone', async () => {
    const shown = await pixels({ errors: true });
    expect(shown[2]).toEqual([225, 40, 40]);
    expect(shown[0]).toEqual([35, 35, 35]);
  });

  it('show one class, the true class, channels and components', async () => {
    const one = await pixels({ as: 'class', label: 1 });
    expect(one[3]![0]).toBe(Math.round(255 / (1 + Math.exp(-2))));
    expect((await pixels({ as: 'probability' }))[2]![0]).toBe(Math.round(255 / (1 + Math.exp(1))));
    expect((await pixels({ as: 'channels' }))[0]).toEqual([255, 0, 0]);
    expect(new Set((await pixels({ as: 'components' })).map(String)).size).toBeGreaterThan(1);
  });

  it('say class and probability under the cursor', async () => {
    const panes = [
      { key: 'reference', pane: 'reference', output: null, scores: null },
      { key: 'input', pane: 'input', output: null, scores: null },
      { key: 'm', pane: 'method', output: at('out.png'), scores: at('scores.npy') },
      { key: 'labels', pane: 'method', output: at('out.png'), scores: null },
    ] as const;
    const found = await maskPoint({ kind: 'mask-point', places, x: 2, y: 1, width: 4, height: 2, panes });
    expect(found.map(({ key, label }) => [key, label])).toEqual([
      ['reference', 1],
      ['input', 1],
      ['m', 0],
      ['labels', 0],
    ]);
    expect(found[2]!.probability).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
    expect(found[3]!.probability).toBeNull();
  });
});

describe('opening a pair', () => {
  it('sorts files by what they hold, not by their names', async () => {
    const files = ['photo.png', 'truth.png', 'a.npy'].map((name) => ({ path: at(name), name: `x-${name}` }));
    const { info, roles } = await openPair({ kind: 'open-pair', files, folder });
    expect(roles).toEqual({ array: 2, truth: 1, photograph: 0, indices: null });
    expect(info).toMatchObject({
      values: 'logits',
      channels: 2,
      output: { width: 4, height: 2 },
      scale: 2,
      shares: [0.5, 0.5],
    });
    await expect(openPair({ kind: 'open-pair', files: files.slice(0, 2), folder })).rejects.toThrow('is an array');
  });

  it('takes integers of the shape of an array for the positions of its values, and draws labels in their colours', async () => {
    writeFileSync(at('places.npy'), formatNpy({ shape: [2, 1, 2], data: Int32Array.of(0, 2, 1, 3) }));
    const files = ['places.npy', 'a.npy', 'truth.png'].map((name) => ({ path: at(name), name }));
    const { info, roles, picture } = await openPair({ kind: 'open-pair', files, folder });
    expect(roles).toEqual({ array: 1, truth: 2, photograph: null, indices: 0 });
    expect(info.indices).toBe('places.npy');
    expect(readSamplePng(readFileSync(blobPath(folder, picture!.id)!.path), 'truth', 64).palette?.slice(0, 2)).toEqual(
      info.palette,
    );
  });
});
