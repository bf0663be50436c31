import { message } from '../../messages';
import { makeSamples, type BitDepth, type Raster, type Samples } from '../../tensor/raster';
import { UpbenchError } from '../../tensor/errors';
import type { TiffKind } from './tiffTags';

/**
 * TIFF samples as they are: floats, signed numbers, any number of bits and of bands, tiles of separate planes.
 * Whole numbers up to 16 bits keep their range; everything else becomes floats.
 */
export async function decodeTiffArray(bytes: Uint8Array, kind: TiffKind, name: string): Promise<Raster> {
  const { bits, format, samples } = kind;
  let rasters: ArrayLike<number> & { readonly width: number; readonly height: number };
  try {
    // As large as all other decoders together, and seldom wanted.
    const { fromArrayBuffer } = await import('geotiff');
    const tiff = await fromArrayBuffer(new Uint8Array(bytes).buffer);
    const image = await tiff.getImage(0);
    rasters = (await image.readRasters({ interleave: true })) as typeof rasters;
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    if (/unknown compression|no decoder|not supported|unsupported/i.test(words))
      throw new UpbenchError(
        'unsupported-file',
        message('tiff-unsupported', { name, what: message('tiff-compression', { compression: kind.compression }) }),
        {},
        error,
      );
    throw new UpbenchError('corrupt-file', message('picture-damaged', { name, kind: 'TIFF' }), {}, error);
  }
  const { width, height } = rasters;
  const bitDepth: BitDepth = format !== 1 || bits > 16 ? 32 : bits > 8 ? 16 : 8;
  const data = makeSamples(bitDepth, width * height * samples);
  for (let i = 0; i < data.length; i++) data[i] = rasters[i]!;
  // Black is the largest number where the file says that white is 0.
  if (kind.photometric === 0 && format === 1 && bits <= 16)
    for (let i = 0; i < data.length; i++) data[i] = 2 ** bits - 1 - data[i]!;
  const usual = bits === 8 || bits === 16 || bitDepth === 32;
  const raster = {
    width,
    height,
    channels: samples,
    bitDepth,
    data,
    ...(usual ? {} : { peak: 2 ** bits - 1 }),
  };
  return upright(raster, kind.orientation);
}

/** The raster turned and mirrored as the orientation tag says (1 to 8). */
function upright(raster: Raster, orientation: number): Raster {
  if (orientation < 2 || orientation > 8) return raster;
  const { width, height, channels, data } = raster;
  const isTurned = orientation >= 5;
  const [w, h] = isTurned ? [height, width] : [width, height];
  const out: Samples = makeSamples(raster.bitDepth, data.length);
  for (let y = 0, o = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const [sx, sy] = sourceOf(orientation, x, y, width, height);
      const from = (sy * width + sx) * channels;
      for (let c = 0; c < channels; c++, o++) out[o] = data[from + c]!;
    }
  }
  return { ...raster, width: w, height: h, data: out };
}

function sourceOf(orientation: number, x: number, y: number, width: number, height: number): [number, number] {
  const [right, bottom] = [width - 1, height - 1];
  switch (orientation) {
    case 2:
      return [right - x, y];
    case 3:
      return [right - x, bottom - y];
    case 4:
      return [x, bottom - y];
    case 5:
      return [y, x];
    case 6:
      return [y, bottom - x];
    case 7:
      return [right - y, bottom - x];
    default:
      return [right - y, x];
  }
}
