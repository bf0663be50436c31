import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readPicture } from '@core/engine/pictures/pictureFile';
import type { Raster } from '@core/tensor/raster';

const folder = new URL('../../goldens/metrics/', import.meta.url);

export interface GoldenPair {
  readonly ref: string;
  readonly dist: string;
  readonly shape: readonly number[];
  readonly [value: string]: unknown;
}

export const goldenPairs = (
  JSON.parse(readFileSync(new URL('golden.json', folder), 'utf8')) as { pairs: readonly GoldenPair[] }
).pairs;

/** A golden picture, grey or colour as the file is. */
export async function goldenPicture(name: string): Promise<Raster> {
  return (await readPicture(fileURLToPath(new URL(`pairs/${name}`, folder)))).raster;
}
