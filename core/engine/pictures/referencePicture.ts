import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MaskImage } from '../../experiment/masks/schema';
import type { ImageResult } from '../../experiment/schema';
import { cropRaster } from '../../tensor/raster';
import { readLabels } from './labelFile';
import { readPicture } from './pictureFile';
import { toEightBit, writePng } from './png';
import { writeIndexedPng } from './samplePng';

/** The original as the methods' outputs line up with it, for a report; null when the file is gone or has changed. */
export async function writeReference(
  image: Pick<ImageResult, 'sha256' | 'crop' | 'masks'>,
  file: string,
  folder: string,
): Promise<string | null> {
  try {
    if (image.masks !== undefined) return await writeTruth(image.masks, folder);
    const { raster, sha256 } = await readPicture(file);
    if (sha256 !== image.sha256) return null;
    const path = join(folder, `reference-${randomBytes(6).toString('hex')}.png`);
    await writeFile(path, writePng(toEightBit(cropRaster(raster, image.crop))));
    return path;
  } catch {
    // The report shows what is available.
    return null;
  }
}

/** The truth in the colours of the classes; null for feature maps, and when the file is gone or has changed. */
async function writeTruth({ truth, values, palette }: MaskImage, folder: string): Promise<string | null> {
  if (truth === null || values === 'features') return null;
  const { labels, sha256 } = await readLabels(truth.file);
  if (sha256 !== truth.sha256) return null;
  const path = join(folder, `reference-${randomBytes(6).toString('hex')}.png`);
  await writeFile(path, writeIndexedPng(labels, palette));
  return path;
}
