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
export async function openPicture({ path, name, folder, isAside }: OpenJob): Promise<OpenedPicture> {
  const { raster, sha256, notesSaid, fileBytes } = await readPicture(path, name);
  const suggested = suggestedRange(raster);
  const { width, height, channels, bitDepth } = raster;
  const { preview, thumbnail } = isAside ? BLANK : await shownOf(raster);
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

const BLANK_PIXEL = writePng({ width: 1, height: 1, channels: 1, bitDepth: 8, data: new Uint8Array(1) }, undefined);
const BLANK = { preview: BLANK_PIXEL, thumbnail: BLANK_PIXEL };

/** What viewers and lists show of a picture. */
async function shownOf(raster: Raster): Promise<typeof BLANK> {
  // Decoded once and encoded once for the screen: the thumbnail is made from the pixels, not from the preview.
  const eight = toEightBit(forScreen(raster));
  const preview = writePng(eight, eight.alpha, 'fast');
  return { preview, thumbnail: (await thumbnailOf(eight)) ?? preview };
}

/** A small PNG; null for a picture that is small itself. */
async function thumbnailOf(raster: Raster): Promise<Uint8Array | null> {
  const { width, height } = raster;
  if (Math.max(width, height) <= THUMBNAIL_SIZE) return null;
  const { pixels, channels } = withAlpha(raster);
  return sharp(pixels, { limitInputPixels: false, raw: { width, height, channels } })
    .resize(THUMBNAIL_SIZE, THUMBNAIL_SIZE, { fit: 'inside' })
    .png()
    .toBuffer();
}

/** Pixels of 8 bits with their alpha between them. */
function withAlpha({ data, alpha, channels }: Raster): { pixels: Uint8Array; channels: 1 | 2 | 3 | 4 } {
  const colours = channels === 1 ? 1 : 3;
  if (alpha === undefined) return { pixels: data as Uint8Array, channels: colours };
  const each = colours === 1 ? 2 : 4;
  const pixels = new Uint8Array(alpha.length * each);
  for (let i = 0; i < alpha.length; i++) {
    for (let c = 0; c < colours; c++) pixels[i * each + c] = data[i * colours + c]!;
    pixels[i * each + colours] = alpha[i]!;
  }
  return { pixels, channels: each };
}
