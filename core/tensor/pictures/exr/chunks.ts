import { decodePiz } from './piz';
import type { Channel } from './header';

/** Inflates to at most so many bytes; throws where it cannot. */
export type Inflate = (bytes: Uint8Array, most: number) => Uint8Array;

/** Rows of pixels that are compressed together. */
interface Block {
  readonly width: number;
  readonly height: number;
  readonly channels: readonly Channel[];
}

/** What the format calls its compressions, by number; how many rows a chunk of scanlines has. */
export const COMPRESSIONS = [
  { name: 'no', rows: 1 },
  { name: 'RLE', rows: 1 },
  { name: 'ZIPS', rows: 1 },
  { name: 'ZIP', rows: 16 },
  { name: 'PIZ', rows: 32 },
  { name: 'PXR24', rows: 16 },
  { name: 'B44', rows: 32 },
  { name: 'B44A', rows: 32 },
  { name: 'DWAA', rows: 32 },
  { name: 'DWAB', rows: 256 },
] as const;
/** B44 and DWA lose something: two readers of them need not agree. */
const READ = 5;

export const isRead = (compression: number): boolean => compression <= READ;

export const bytesOf = ({ type }: Channel): number => (type === 1 ? 2 : 4);

/** The block's bytes: row after row, in each the channels one after the other, little endian. */
export function decodeChunk(
  compression: number,
  bytes: Uint8Array,
  block: Block,
  { inflate, fail }: { readonly inflate: Inflate; readonly fail: () => Error },
): Uint8Array {
  const { width, height, channels } = block;
  const size = width * height * channels.reduce((sum, channel) => sum + bytesOf(channel), 0);
  // What would not get smaller is stored as it is.
  if (compression === 0 || bytes.length === size) {
    if (bytes.length !== size) throw fail();
    return bytes;
  }
  if (bytes.length > size) throw fail();
  const inflated = (most: number): Uint8Array => {
    try {
      const found = inflate(bytes, most);
      if (found.length !== most) throw fail();
      return found;
    } catch (error) {
      throw error instanceof RangeError ? error : fail();
    }
  };
  if (compression === 1) return reorder(unpackRuns(bytes, size, fail));
  if (compression === 2 || compression === 3) return reorder(inflated(size));
  if (compression === 5) {
    const stored = channels.reduce((sum, { type }) => sum + (type === 2 ? 3 : type === 1 ? 2 : 4), 0);
    return fromPxr24(inflated(width * height * stored), block, size);
  }
  const planes = channels.map((channel) => ({ width, height, size: bytesOf(channel) / 2 }));
  return byRows(decodePiz(bytes, planes, fail), block, size);
}

/** Differences back to values, then the two halves of the bytes back between one another. */
function reorder(bytes: Uint8Array): Uint8Array {
  const values = Uint8Array.from(bytes);
  for (let i = 1; i < values.length; i++) values[i] = values[i - 1]! + values[i]! - 128;
  const out = new Uint8Array(values.length);
  const half = Math.ceil(values.length / 2);
  for (let i = 0; i < half; i++) out[2 * i] = values[i]!;
  for (let i = half; i < values.length; i++) out[2 * (i - half) + 1] = values[i]!;
  return out;
}

function unpackRuns(bytes: Uint8Array, size: number, fail: () => Error): Uint8Array {
  const out = new Uint8Array(size);
  let [at, to] = [0, 0];
  while (to < size) {
    const head = bytes[at++];
    if (head === undefined) throw fail();
    const isRun = head < 128;
    const count = isRun ? head + 1 : 256 - head;
    const need = isRun ? 1 : count;
    if (to + count > size || at + need > bytes.length) throw fail();
    if (isRun) out.fill(bytes[at]!, to, to + count);
    else out.set(bytes.subarray(at, at + count), to);
    at += need;
    to += count;
  }
  return out;
}

/** Planes of bytes, highest first, of differences along each row; floats have lost their lowest byte. */
function fromPxr24(bytes: Uint8Array, { width, height, channels }: Block, size: number): Uint8Array {
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  let [at, to] = [0, 0];
  for (let y = 0; y < height; y++)
    for (const { type } of channels) {
      const planes = type === 2 ? 3 : type === 1 ? 2 : 4;
      const shift = type === 2 ? 8 : 0;
      let pixel = 0;
      for (let x = 0; x < width; x++) {
        let difference = 0;
        for (let plane = 0; plane < planes; plane++) difference = (difference << 8) | bytes[at + plane * width + x]!;
        pixel = (pixel + (difference << shift)) | 0;
        if (type === 1) view.setUint16(to, pixel & 0xffff, true);
        else view.setUint32(to, pixel >>> 0, true);
        to += type === 1 ? 2 : 4;
      }
      at += planes * width;
    }
  return out;
}

/** Channels one after the other -> row after row. */
function byRows(halves: Uint16Array, { width, height, channels }: Block, size: number): Uint8Array {
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = 0;
    for (const channel of channels) {
      const length = (width * bytesOf(channel)) / 2;
      for (let i = 0; i < length; i++, to += 2) view.setUint16(to, halves[from + y * length + i]!, true);
      from += length * height;
    }
  }
  return out;
}
