import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageResult } from '../../experiment/schema';
import { cropRaster } from '../../tensor/raster';
import { readPicture } from './pictureFile';
import { toEightBit, writePng } from './png';

/** The original as the methods' outputs line up with it, for a report; null when the file is gone or has changed. */
export async function writeReference(
  image: Pick<ImageResult, 'sha256' | 'crop'>,
  file: string,
  folder: string,
): Promise<string | null> {
  try {
    const { raster, sha256 } = await readPicture(file);
    if (sha256 !== image.sha256) return null;
    const path = join(folder, `reference-${randomBytes(6).toString('hex')}.png`);
    await writeFile(path, writePng(toEightBit(cropRaster(raster, image.crop))));
    return path;
  } catch {
    // The report shows what there is.
    return null;
  }
}
