import { message, type Said } from '../messages';
import { UpbenchError } from '../tensor/errors';
import { cropRaster, type Raster } from '../tensor/raster';
import type { Crop } from './degrade';
import type { ImageResult } from './schema';

/** A small picture that was given, as its file holds it. */
export interface LowPicture {
  readonly file: string;
  readonly sha256: string;
  readonly raster: Raster;
  readonly notes: readonly Said[];
}

export const aboutLow = ({ file, sha256, raster: { width, height } }: LowPicture): NonNullable<ImageResult['low']> => ({
  file,
  sha256,
  width,
  height,
});

/**
 * The factor between an original and its small picture; null where it is no whole number. An original that was not cut
 * to a multiple of the factor first has up to factor - 1 columns and rows more.
 */
export function scaleOfPair(original: Size, low: Size): number | null {
  const scale = Math.floor(original.width / low.width);
  const fits = scale >= 1 && Math.floor(original.height / low.height) === scale;
  return fits && original.width - scale * low.width < scale && original.height - scale * low.height < scale
    ? scale
    : null;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The original without what its small picture does not show; refused where the two do not go together. */
export function cropToPair(
  original: Raster,
  { file, raster }: LowPicture,
  scale: number,
): { readonly raster: Raster; readonly crop: Crop } {
  const sizes = {
    file,
    scale,
    original: `${original.width}×${original.height}`,
    low: `${raster.width}×${raster.height}`,
  };
  if (scaleOfPair(original, raster) !== scale) throw new UpbenchError('size-mismatch', message('pair-sizes', sizes));
  if (raster.channels !== original.channels || raster.bitDepth !== original.bitDepth || raster.peak !== original.peak)
    throw new UpbenchError('size-mismatch', message('pair-forms', sizes));
  const crop = { right: original.width - scale * raster.width, bottom: original.height - scale * raster.height };
  return { raster: cropRaster(original, crop), crop };
}
