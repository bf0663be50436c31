import { message } from '../../messages';
import type { Raster } from '../raster';
import { checkRuns, checkSize, damaged, notRead } from './bytes';
import type { ReadRaster } from './pnm';

/** A run of two bytes has up to 255 pixels. */
const RUN_PIXELS = 128;

/** Bytes of a row: rows begin at multiples of four. Not by shifts, which wrap at 2^31 bits. */
const strideOf = (width: number, bits: number): number => Math.ceil((width * bits) / 32) * 4;

/** Windows bitmaps: 1, 4 and 8 bits with a palette (also run-length encoded), 16, 24 and 32 bits, from the bottom or the top. */
export function readBmp(bytes: Uint8Array, name: string): ReadRaster {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return read(bytes, view, name);
  } catch (error) {
    if (error instanceof RangeError) throw damaged(name, 'BMP');
    throw error;
  }
}

function read(bytes: Uint8Array, view: DataView, name: string): ReadRaster {
  const offset = view.getUint32(10, true);
  const header = view.getUint32(14, true);
  const isCore = header === 12;
  if (!isCore && (header < 16 || header > 1024)) throw notRead(name, 'BMP', `a header of ${header} bytes`);
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore || header < 20 ? 0 : view.getUint32(30, true);
  checkSize(name, 'BMP', width, height, 4);
  const isRunLength = compression === 1 || compression === 2;
  if (isRunLength) checkRuns(name, 'BMP', width * height, bytes.length - offset, RUN_PIXELS);
  else if (offset + strideOf(width, bits) * (height - 1) + Math.ceil((width * bits) / 8) > bytes.length)
    throw damaged(name, 'BMP');
  const isTopDown = signedHeight < 0;
  const rowOf = (y: number): number => (isTopDown ? y : height - 1 - y);
  if (compression > 3 && compression !== 6) throw notRead(name, 'BMP', `the compression ${compression}`);
  if (bits <= 8) {
    const used = isCore || header < 36 ? 0 : view.getUint32(46, true);
    const size = used === 0 || used > 256 ? 2 ** bits : used;
    const step = isCore ? 3 : 4;
    const at = 14 + header;
    const colours = Array.from({ length: size }, (_, i) => [2, 1, 0].map((c) => view.getUint8(at + i * step + c)));
    const indices = isRunLength
      ? runLengths(bytes, { offset, width, height, bits, name })
      : packed(view, { offset, width, height, bits });
    return fromPalette(indices, colours, { width, height, rowOf, name });
  }
  if (bits !== 16 && bits !== 24 && bits !== 32) throw notRead(name, 'BMP', `${bits} bits per pixel`);
  const masks =
    bits === 24
      ? null
      : compression === 3 || compression === 6
        ? [0, 1, 2].map((c) => view.getUint32(54 + 4 * c, true))
        : bits === 16
          ? [0x7c00, 0x3e0, 0x1f]
          : [0xff0000, 0xff00, 0xff];
  const alphaMask = compression === 6 || (compression === 3 && header >= 56) ? view.getUint32(66, true) : 0;
  const stride = strideOf(width, bits);
  const data = new Uint8Array(width * height * 3);
  const alpha = alphaMask !== 0 ? new Uint8Array(width * height) : undefined;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = offset + y * stride + (x * bits) / 8;
      const pixel = rowOf(y) * width + x;
      if (masks === null) for (let c = 0; c < 3; c++) data[pixel * 3 + c] = view.getUint8(from + 2 - c);
      else {
        const value = bits === 16 ? view.getUint16(from, true) : view.getUint32(from, true);
        for (let c = 0; c < 3; c++) data[pixel * 3 + c] = masked(value, masks[c]!);
        if (alpha) alpha[pixel] = masked(value, alphaMask);
      }
    }
  }
  const raster: Raster = { width, height, channels: 3, bitDepth: 8, data, ...(alpha ? { alpha } : {}) };
  return {
    raster,
    notes: [
      ...(bits === 16 ? [message('note-widened', { bits: 5, bitDepth: 8 })] : []),
      ...(alpha ? [message('note-alpha')] : []),
    ],
  };
}

/** The bits of a mask as 0..255. */
function masked(value: number, mask: number): number {
  if (mask === 0) return 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return Math.round((((value & mask) >>> shift) * 255) / most);
}

interface Indexed {
  readonly offset: number;
  readonly width: number;
  readonly height: number;
  readonly bits: number;
}

/** Indices as they lie in the file, from its first row on. */
function packed(view: DataView, { offset, width, height, bits }: Indexed): Uint8Array {
  const stride = strideOf(width, bits);
  const out = new Uint8Array(width * height);
  for (let y = 0, o = 0; y < height; y++)
    for (let x = 0; x < width; x++, o++) {
      const bit = x * bits;
      out[o] = (view.getUint8(offset + y * stride + (bit >> 3)) >> (8 - bits - (bit & 7))) & (2 ** bits - 1);
    }
  return out;
}

function runLengths(bytes: Uint8Array, { offset, width, height, bits, name }: Indexed & { name: string }): Uint8Array {
  const out = new Uint8Array(width * height);
  let [x, y, at] = [0, 0, offset];
  const put = (value: number): void => {
    if (x < width && y < height) out[y * width + x] = value;
    x++;
  };
  while (at + 1 < bytes.length) {
    const [count, value] = [bytes[at]!, bytes[at + 1]!];
    at += 2;
    if (count > 0) for (let i = 0; i < count; i++) put(bits === 8 ? value : i % 2 === 0 ? value >> 4 : value & 15);
    else if (value === 0) [x, y] = [0, y + 1];
    else if (value === 1) return out;
    else if (value === 2) {
      x += bytes[at] ?? 0;
      y += bytes[at + 1] ?? 0;
      at += 2;
    } else {
      const size = bits === 8 ? value : Math.ceil(value / 2);
      if (at + size > bytes.length) break;
      for (let i = 0; i < value; i++) {
        const byte = bytes[at + (bits === 8 ? i : i >> 1)]!;
        put(bits === 8 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
      }
      at += size + (size % 2);
    }
  }
  throw damaged(name, 'BMP');
}

function fromPalette(
  indices: Uint8Array,
  colours: readonly (readonly number[])[],
  { width, height, rowOf, name }: { width: number; height: number; rowOf: (y: number) => number; name: string },
): ReadRaster {
  const isGrey = colours.every(([r, g, b]) => r === g && g === b);
  const channels = isGrey ? 1 : 3;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, i = 0; y < height; y++) {
    let o = rowOf(y) * width * channels;
    for (let x = 0; x < width; x++, i++) {
      const colour = colours[indices[i]!];
      if (colour === undefined) throw damaged(name, 'BMP');
      for (let c = 0; c < channels; c++) data[o++] = colour[c]!;
    }
  }
  return {
    raster: { width, height, channels, bitDepth: 8, data },
    notes: [message('note-palette', { colour: !isGrey })],
  };
}
