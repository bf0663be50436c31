import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportResults } from '@core/engine/runs/exportResults';
import { FileShelf } from '@core/engine/runs/outputShelf';
import { areShown, CropKeeper } from '@core/engine/runs/printedCrops';
import { writePng } from '@core/engine/pictures/png';
import type { Results } from '@core/experiment/schema';
import { makeRaster } from '../../../helpers/pictures';

const folder = mkdtempSync(join(tmpdir(), 'upbench-crops-'));
mkdirSync(join(folder, 'blobs'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const size = { width: 310, height: 230, channels: 3 as const };
const reference = makeRaster(size, (x, y, c) => x * 3 + y * 5 + c * 40);
// They differ most around one place.
const outputs = ['a', 'b', 'c'].map((key, i) => ({
  key,
  raster: makeRaster(
    size,
    (x, y, c) => x * 3 + y * 5 + c * 40 + (x > 150 && y > 90 && x < 200 && y < 140 ? i * 30 : i),
  ),
}));

describe('what is printed of a run', () => {
  it.each([
    ['memory', 2 ** 27],
    ['a file', 0],
  ])('is what its files would show, with the outputs in %s', async (_, mostBytes) => {
    const shelf = new FileShelf(folder, mostBytes);
    const keeper = new CropKeeper(shelf, reference);
    for (const { key, raster } of outputs) {
      keeper.hear(key, raster);
      // Nothing is kept of the last.
      if (key !== 'c') keeper.keep(raster);
    }
    const printed = keeper.printed();
    shelf.close();
    const paths: Record<string, string> = {};
    for (const { key, raster } of [{ key: 'reference', raster: reference }, ...outputs]) {
      paths[key] = join(folder, `${key}.png`);
      writeFileSync(paths[key], writePng(raster));
    }
    const results = {
      experiment: { scale: 2, metrics: [], methods: [] },
      images: [
        {
          file: 'p.png',
          width: size.width,
          height: size.height,
          crop: { right: 0, bottom: 0 },
          methods: outputs.map(({ key }) => ({ key, title: key, id: key, metrics: [], warnings: [], sameAs: [] })),
          failed: [],
          notes: [],
        },
      ],
    } as unknown as Results;
    const job = { kind: 'export', format: 'svg', results, pictures: [paths] } as const;
    const read = Buffer.from(await exportResults(job, () => undefined)).toString();
    const told = Buffer.from(await exportResults({ ...job, crops: [printed!] }, () => undefined)).toString();
    expect(told).toBe(read);
    expect(told.match(/<image /g)).toHaveLength(5);
    expect(printed!.window).toMatchObject({ width: 96, height: 72 });
    expect(printed!.window.x).toBeGreaterThan(90);
  });

  it.each([
    ['16 bits', makeRaster({ ...size, bitDepth: 16 })],
    ['floats', { ...size, bitDepth: 32 as const, data: new Float32Array(reference.data.length) }],
    ['another white', { ...reference, peak: 200 }],
    ['one channel', makeRaster({ ...size, channels: 1 })],
  ])('is left to the files with an output of %s, such as a finished one', (_, given) => {
    const keeper = new CropKeeper(new FileShelf(folder), reference);
    keeper.hear('a', outputs[0]!.raster);
    keeper.hear('given', given);
    keeper.hear('b', outputs[1]!.raster);
    expect(keeper.printed()).toBeNull();
  });

  it('is nothing where no output came, and is left to the files where a report shows other values', () => {
    expect(new CropKeeper(new FileShelf(folder), reference).printed()).toBeNull();
    const mode = 'reference' as const;
    expect(areShown(reference, { mode })).toBe(true);
    expect(areShown(reference, { mode, space: 'y' })).toBe(false);
    expect(areShown(reference, { mode: 'enlarge' })).toBe(false);
    expect(areShown({ ...reference, peak: 200 }, { mode })).toBe(false);
    expect(areShown(makeRaster({ ...size, bitDepth: 16 }), { mode })).toBe(false);
  });
});
