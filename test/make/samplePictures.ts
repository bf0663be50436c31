import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPicture } from '../../core/engine/pictures/pictureFile';
import { writePng } from '../../core/engine/pictures/png';
import { samples } from '../../core/samples';
import { trainingPicture } from '../../core/samples/trainingSet';
import type { Raster } from '../../core/tensor/raster';

/** Pictures of the built-in training set. */
const TRAINING_COUNT = 24;

/** Every generated picture that ships: its path below `resources`, and how it is made. */
export const generatedPictures: readonly { readonly path: string; readonly generate: () => Raster }[] = [
  ...samples.map(({ name, generate }) => ({ path: `samples/${name}`, generate })),
  ...Array.from({ length: TRAINING_COUNT }, (_, index) => ({
    path: `training/leaves-${String(index).padStart(2, '0')}.png`,
    generate: () => trainingPicture(index),
  })),
];

/** Whether a file holds exactly these pixels; how they are packed differs between versions of the packing library. */
export async function holdsPixels(path: string, raster: Raster): Promise<boolean> {
  if (!existsSync(path)) return false;
  const { raster: there } = await readPicture(path);
  const isAlike = there.width === raster.width && there.height === raster.height && there.channels === raster.channels;
  return isAlike && Buffer.from(there.data.buffer).equals(Buffer.from(raster.data.buffer));
}

/** Makes all of them below `folder`. A file that holds the right pixels stays as it is, to the last byte. */
export async function writeSamplePictures(
  folder: string,
  tell: (path: string, isThere: boolean) => void,
): Promise<void> {
  for (const { path, generate } of generatedPictures) {
    const target = join(folder, path);
    const raster = generate();
    const isThere = await holdsPixels(target, raster);
    if (!isThere) {
      mkdirSync(join(target, '..'), { recursive: true });
      writeFileSync(target, writePng(raster));
    }
    tell(path, isThere);
  }
}
