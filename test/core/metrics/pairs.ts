import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Raster } from '../../../core/tensor/raster';

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

/** An 8-bit golden picture, grey or colour as the file is. */
export async function goldenPicture(name: string): Promise<Raster> {
  const image = sharp(fileURLToPath(new URL(`pairs/${name}`, folder)));
  const channels = (await image.metadata()).channels === 1 ? 1 : 3;
  // Left alone, sharp hands grey out as three channels.
  const { data, info } = await image
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels, bitDepth: 8, data: new Uint8Array(data) };
}

export function goldenNumber(pair: GoldenPair, key: string): number {
  const value = pair[key];
  if (typeof value === 'number') return value;
  if (value === 'Infinity') return Infinity;
  throw new Error(`${pair.dist} has no ${key}.`);
}
