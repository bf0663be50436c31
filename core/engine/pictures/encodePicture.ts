import { npyOfRaster } from '../../tensor/npyPicture';
import type { Raster } from '../../tensor/raster';
import type { BlobRef } from '../contract/contract';
import { writeBlob } from '../host/blobStore';
import { writePng, type Effort, type RowFilter } from './png';

/** The ending of the file that holds every value of the raster: PNG for whole numbers of 1 or 3 channels, else .npy. */
export function fileKindOf({ bitDepth, channels }: Pick<Raster, 'bitDepth' | 'channels'>): 'png' | 'npy' {
  return bitDepth !== 32 && (channels === 1 || channels === 3) ? 'png' : 'npy';
}

/** The raster as a file, value for value; only PNG has room for alpha and an ICC profile. */
export function encodePicture(
  raster: Raster,
  alpha: Raster['alpha'],
  effort: Effort,
  icc?: Uint8Array,
  filter?: RowFilter,
): Uint8Array {
  return fileKindOf(raster) === 'png' ? writePng(raster, alpha, effort, icc, filter) : npyOfRaster(raster);
}

/** The same below the engine's folder. */
export function writePicture(
  folder: string,
  raster: Raster,
  alpha: Raster['alpha'],
  effort: Effort,
  icc?: Uint8Array,
  filter?: RowFilter,
): BlobRef {
  return writeBlob(folder, fileKindOf(raster), encodePicture(raster, alpha, effort, icc, filter));
}
