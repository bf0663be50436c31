import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { trainingFiles } from '@core/engine/weights/weightStore';
import { readPicture } from '@core/engine/pictures/pictureFile';
import type { TrainingPicture } from '@core/engine/pictures/trainingPicture';
import { createGenerator } from '@core/init/random';
import type { Raster } from '@core/tensor/raster';

/** Writes `count` PNGs of size x size, each a mosaic of the built-in training pictures, mirrored and chosen by a seed. */
export async function writePictures(
  resources: string,
  folder: string,
  count: number,
  size: number,
): Promise<TrainingPicture[]> {
  mkdirSync(folder, { recursive: true });
  const tiles: Raster[] = [];
  for (const path of await trainingFiles(resources)) tiles.push((await readPicture(path, path)).raster);
  const pictures: TrainingPicture[] = [];
  for (let index = 0; index < count; index++) {
    const name = `p${String(index).padStart(5, '0')}.png`;
    const path = join(folder, name);
    const raw = { width: size, height: size, channels: 3 } as const;
    await sharp(mosaic(tiles, size, index), { raw })
      .png({ compressionLevel: 6 })
      .toFile(path);
    pictures.push({ path, name });
  }
  return pictures;
}

function mosaic(tiles: readonly Raster[], size: number, seed: number): Uint8Array {
  const random = createGenerator(seed + 1);
  const out = new Uint8Array(size * size * 3);
  const side = Math.min(...tiles.map(({ width, height }) => Math.min(width, height)));
  for (let top = 0; top < size; top += side) {
    for (let left = 0; left < size; left += side) {
      const { data, width } = tiles[Math.floor(random.uniform() * tiles.length)]!;
      const isMirrored = random.uniform() < 0.5;
      const isUpsideDown = random.uniform() < 0.5;
      for (let y = top; y < Math.min(size, top + side); y++) {
        for (let x = left; x < Math.min(size, left + side); x++) {
          const fromY = isUpsideDown ? side - 1 - (y - top) : y - top;
          const fromX = isMirrored ? side - 1 - (x - left) : x - left;
          for (let c = 0; c < 3; c++) out[(y * size + x) * 3 + c] = data[(fromY * width + fromX) * 3 + c]!;
        }
      }
    }
  }
  return out;
}
