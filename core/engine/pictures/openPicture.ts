import type { Raster } from '../../tensor/raster';
import { writeBlob } from '../host/blobStore';
import type { OpenJob, OpenedPicture } from '../thread/jobs';
import { forScreen } from './forScreen';
import { readPicture } from './pictureFile';
import { toEightBit, writePng } from './png';
import { sharp } from './sharp';
import { suggestedRange } from './valueRange';

const THUMBNAIL_SIZE = 160;

/** Decodes a picture and writes what lists and viewers show of it. */
export async function openPicture({ path, name, folder }: OpenJob): Promise<OpenedPicture> {
  const { raster, sha256, notesSaid, fileBytes } = await readPicture(path, name);
  const suggested = suggestedRange(raster);
  const eight = toEightBit(forScreen(raster));
  const { width, height, channels, bitDepth } = raster;
  const preview = writePng(eight, eight.alpha, 'fast');
  const thumbnail = await shrink(preview, eight);
  return {
    name,
    width,
    height,
    channels,
    bitDepth,
    hasAlpha: raster.alpha !== undefined,
    fileBytes,
    sha256,
    thumbnail: writeBlob(folder, 'png', thumbnail),
    preview: writeBlob(folder, 'png', preview),
    notes: [...notesSaid],
    ...(suggested === undefined ? {} : { suggestedRange: suggested }),
  };
}

async function shrink(preview: Uint8Array, { width, height }: Raster): Promise<Uint8Array> {
  if (Math.max(width, height) <= THUMBNAIL_SIZE) return preview;
  return sharp(preview, { limitInputPixels: false })
    .resize(THUMBNAIL_SIZE, THUMBNAIL_SIZE, { fit: 'inside' })
    .png()
    .toBuffer();
}
