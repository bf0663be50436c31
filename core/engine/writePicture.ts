import sharp, { type Sharp } from 'sharp';
import type { Raster } from '../tensor/raster';

/** Colour and alpha interleaved as a PNG stores them. */
function interleave(raster: Raster, alpha: Uint8Array | Uint16Array): Uint8Array | Uint16Array {
  const { channels, data } = raster;
  const pixels = raster.width * raster.height;
  const length = pixels * (channels + 1);
  const out = raster.bitDepth === 16 ? new Uint16Array(length) : new Uint8Array(length);
  for (let i = 0, from = 0, to = 0; i < pixels; i++) {
    for (let c = 0; c < channels; c++) out[to++] = data[from++]!;
    out[to++] = alpha[i]!;
  }
  return out;
}

function pipeline(raster: Raster, alpha: Uint8Array | Uint16Array | undefined): Sharp {
  const values = alpha === undefined ? raster.data : interleave(raster, alpha);
  const channels = (raster.channels + (alpha === undefined ? 0 : 1)) as 1 | 2 | 3 | 4;
  const { width, height } = raster;
  return sharp(values, { raw: { width, height, channels }, limitInputPixels: false });
}

/** The raster as a PNG of the same bit depth, value for value. `alpha` defaults to the raster's own plane. */
export async function writePng(raster: Raster, alpha: Uint8Array | Uint16Array | undefined = raster.alpha): Promise<Uint8Array> {
  const deep = raster.bitDepth === 16;
  const space = raster.channels === 3 ? (deep ? 'rgb16' : 'srgb') : deep ? 'grey16' : 'b-w';
  // Level 6 without palette search: a tenth of the time of the highest level, a few percent larger.
  return pipeline(raster, alpha).toColourspace(space).png({ compressionLevel: 6, palette: false }).toBuffer();
}

/** 16 bit -> 8 bit, rounded half up (v / 257); 8 bit as it is. */
export function toEightBit(raster: Raster): Raster {
  if (raster.bitDepth === 8) return raster;
  const narrow = (values: Uint8Array | Uint16Array): Uint8Array => {
    const out = new Uint8Array(values.length);
    for (let i = 0; i < values.length; i++) out[i] = Math.floor(values[i]! / 257 + 0.5);
    return out;
  };
  const { alpha, data, ...rest } = raster;
  return { ...rest, bitDepth: 8, data: narrow(data), ...(alpha === undefined ? {} : { alpha: narrow(alpha) }) };
}

/** The whole picture as an 8-bit PNG for the viewer; level 1, because it is read back at once from the same disk. */
export async function writePreview(raster: Raster): Promise<Uint8Array> {
  const eight = toEightBit(raster);
  return pipeline(eight, eight.alpha)
    .toColourspace(raster.channels === 3 ? 'srgb' : 'b-w')
    .png({ compressionLevel: 1, palette: false })
    .toBuffer();
}

/** A small 8-bit PNG, at most `size` pixels on the longer side. */
export async function writeThumbnail(raster: Raster, size = 160): Promise<Uint8Array> {
  const eight = toEightBit(raster);
  return pipeline(eight, eight.alpha).resize(size, size, { fit: 'inside', withoutEnlargement: true }).png({ compressionLevel: 6 }).toBuffer();
}
