import sharp from 'sharp';
import type { Raster } from '@core/tensor/raster';
import { writePng } from '@core/engine/pictures/png';

/** A raster whose every value is told by a function of column, row and channel. */
export function makeRaster(
  size: { width: number; height: number; channels?: 1 | 3; bitDepth?: 8 | 16; alpha?: boolean },
  value: (x: number, y: number, c: number) => number = (x, y, c) => x * 7 + y * 31 + c * 101,
): Raster {
  const { width, height, channels = 3, bitDepth = 8, alpha = false } = size;
  const make = (length: number): Uint8Array | Uint16Array =>
    bitDepth === 8 ? new Uint8Array(length) : new Uint16Array(length);
  const data = make(width * height * channels);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) data[i++] = value(x, y, c);
  }
  if (!alpha) return { width, height, channels, bitDepth, data };
  const plane = make(width * height);
  for (let i = 0; i < plane.length; i++) plane[i] = i * 13;
  return { width, height, channels, bitDepth, data, alpha: plane };
}

/** The raster as a file of some format, by the library that also decodes. */
export async function encode(
  raster: Raster,
  format: 'png' | 'jpeg' | 'webp' | 'avif' | 'tiff' | 'gif',
): Promise<Buffer> {
  const lossless = {
    png: {},
    jpeg: { quality: 100 },
    webp: { lossless: true },
    avif: { lossless: true },
    tiff: { compression: 'lzw' as const },
    gif: {},
  }[format];
  // Said by hand, for otherwise 16 bit and grey become 8-bit RGB on the way.
  const space =
    raster.bitDepth === 16 ? (raster.channels === 1 ? 'grey16' : 'rgb16') : raster.channels === 1 ? 'b-w' : 'srgb';
  return sharp(writePng(raster)).toColourspace(space)[format](lossless).toBuffer();
}

/** A PNG header that promises a size, with nothing behind it. */
export function hugePng(width: number, height: number): Uint8Array {
  const png = Buffer.from(writePng(makeRaster({ width: 1, height: 1 })));
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  const crc = crc32(png.subarray(12, 29));
  png.writeUInt32BE(crc, 29);
  return png;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
