import { npyOfRaster } from '../../tensor/npyPicture';
import type { Raster } from '../../tensor/raster';
import { blobPath } from '../host/blobPath';
import { blobFailure, newBlob, writeBlob, writeParts } from '../host/blobStore';
import { writtenFile, type RunFile } from '../runs/runFiles';
import { LostHelper, type EncodePool } from '../thread/encodePool';
import { filterPng, pngParts, type Effort, type RowFilter } from './png';

/** Smaller pictures are written sooner than they are handed over. */
const HANDED_OVER = 2 ** 18;

interface Writing {
  readonly alpha: Raster['alpha'];
  readonly effort: Effort;
  readonly icc?: Uint8Array | undefined;
  readonly filter?: RowFilter | undefined;
  /** What writes large pictures meanwhile. */
  readonly encoder?: EncodePool | undefined;
}

/**
 * Writes the raster below the engine's folder, value for value: a PNG for whole numbers of 1 or 3 channels, else .npy.
 * Only PNG has room for alpha and an ICC profile. The values are taken at once; the file may come later.
 */
export function writePicture(
  folder: string,
  raster: Raster,
  { alpha, effort, icc, filter, encoder }: Writing,
): RunFile {
  const { bitDepth, channels, data } = raster;
  const place = (id: string): string => blobPath(folder, id)?.path ?? '';
  if (bitDepth === 32 || (channels !== 1 && channels !== 3)) {
    const blob = writeBlob(folder, 'npy', npyOfRaster(raster));
    return writtenFile(blob, place(blob.id));
  }
  const { path, ref } = newBlob(folder, 'png');
  const given = [raster, alpha, effort, icc, filter] as const;
  const file = data.length >= HANDED_OVER ? encoder?.start(path, filterPng(...given)) : undefined;
  if (!file) {
    const blob = writeParts(folder, 'png', pngParts(...given));
    return writtenFile(blob, place(blob.id));
  }
  return {
    get isThere() {
      return file.isThere;
    },
    wait() {
      try {
        return { ...ref, bytes: file.wait() };
      } catch (error) {
        if (error instanceof LostHelper) return writeParts(folder, 'png', pngParts(...given));
        throw blobFailure(error);
      }
    },
    drop: () => file.drop(),
  };
}
