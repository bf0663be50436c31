import { npyOfRaster } from '../../tensor/npyPicture';
import type { Raster } from '../../tensor/raster';
import type { BlobRef } from '../contract/contract';
import { writeBlob, writeParts } from '../host/blobStore';
import type { Deflater } from './deflate';
import { pngParts, type Effort, type RowFilter } from './png';

/**
 * Writes the raster below the engine's folder, value for value: a PNG for whole numbers of 1 or 3 channels, else .npy.
 * Only PNG has room for alpha and an ICC profile.
 */
export function writePicture(
  folder: string,
  raster: Raster,
  {
    alpha,
    effort,
    icc,
    filter,
    deflater,
  }: {
    readonly alpha: Raster['alpha'];
    readonly effort: Effort;
    readonly icc?: Uint8Array | undefined;
    readonly filter?: RowFilter | undefined;
    readonly deflater?: Deflater | undefined;
  },
): BlobRef {
  const { bitDepth, channels } = raster;
  const isPng = bitDepth !== 32 && (channels === 1 || channels === 3);
  return isPng
    ? writeParts(folder, 'png', pngParts(raster, alpha, effort, icc, filter, deflater))
    : writeBlob(folder, 'npy', npyOfRaster(raster));
}
