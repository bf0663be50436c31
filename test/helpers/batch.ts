import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePng } from '@core/engine/pictures/png';
import { resultsSchema, type Results } from '@core/experiment/schema';
import { makeRaster } from './pictures';

/** `count` small pictures in `folder`, each its own, every `badEvery`-th of them no picture at all; returns the bad names. */
export function makePictures(folder: string, count: number, badEvery = 0, size = { width: 24, height: 16 }): string[] {
  mkdirSync(folder, { recursive: true });
  const bad: string[] = [];
  for (let i = 1; i <= count; i++) {
    const name = `p${String(i).padStart(4, '0')}.png`;
    const isBad = badEvery > 0 && i % badEvery === 0;
    if (isBad) bad.push(name);
    const raster = makeRaster(size, (x, y, c) => (x * (3 + (i % 7)) + y * (5 + (i % 11)) + c * 40 + i * 13) % 256);
    writeFileSync(join(folder, name), isBad ? `not a picture ${i}\n` : writePng(raster));
  }
  return bad;
}

export const readResults = (folder: string, name = 'results.json'): Results =>
  resultsSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));

/** Results without what may differ from run to run: environment and times. */
export function timeless({ environment: _, ...results }: Results): unknown {
  const images = results.images.map((image) => ({
    ...image,
    methods: image.methods.map((method) => ({ ...method, timing: null })),
  }));
  return { ...results, images };
}

/** Results that may be held against those of another run, in whatever folder. */
export const numbers = (results: Results): unknown =>
  JSON.parse(
    JSON.stringify(timeless(results), (key, value: unknown) =>
      key === 'output' || key === 'input' ? undefined : value,
    ),
  );
