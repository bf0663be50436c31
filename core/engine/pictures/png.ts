import { crc32, deflateSync } from 'node:zlib';
import { maxValue, type Raster } from '../../tensor/raster';

/**
 * PNG, written here and not by the decoder's library: results must stream out of a thread that computes without
 * a pause, so encoding has to be synchronous. https://www.w3.org/TR/png-3/
 */

export type Effort = 'fast' | 'small';

/** Samples from which the last few percent of a file's size are not worth the half of the time that they cost. */
const LARGE_SAMPLES = 2 ** 23;
const LARGE_LEVEL = 3;
const isLarge = ({ data }: Raster): boolean => data.length > LARGE_SAMPLES;

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Colour types by [colour][alpha]. */
const COLOUR_TYPE = { 1: { false: 0, true: 4 }, 3: { false: 2, true: 6 } } as const;
const SUB = 1;
const UP = 2;
const PAETH = 4;

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(data.length + 8, crc32(out.subarray(4, data.length + 8)));
  return out;
}

/** Bytes of row `y`, samples big-endian, alpha last. */
function packRow(raster: Raster, alpha: Raster['alpha'], y: number, row: Uint8Array): void {
  const { width, channels, data } = raster;
  const deep = raster.bitDepth === 16;
  let from = y * width * channels;
  let to = 0;
  if (!deep && alpha === undefined) {
    row.set((data as Uint8Array).subarray(from, from + row.length));
    return;
  }
  const put = (value: number): void => {
    if (deep) row[to++] = value >> 8;
    row[to++] = value;
  };
  for (let x = 0; x < width; x++) {
    for (let c = 0; c < channels; c++) put(data[from++] ?? 0);
    if (alpha !== undefined) put(alpha[y * width + x] ?? 0);
  }
}

/** One filtered row into `out` (filter byte first); returns the sum of its signed magnitudes, the usual guess of its cost. */
function filterRow(kind: number, row: Uint8Array, above: Uint8Array, step: number, out: Uint8Array): number {
  out[0] = kind;
  let sum = 0;
  for (let i = 0; i < row.length; i++) {
    const a = i >= step ? (row[i - step] as number) : 0;
    const b = above[i] as number;
    let predicted = a;
    if (kind === UP) predicted = b;
    else if (kind === PAETH) {
      const c = i >= step ? (above[i - step] as number) : 0;
      const pa = Math.abs(b - c);
      const pb = Math.abs(a - c);
      const pc = Math.abs(a + b - 2 * c);
      predicted = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
    const value = ((row[i] as number) - predicted) & 255;
    out[i + 1] = value;
    sum += value < 128 ? value : 256 - value;
  }
  return sum;
}

function filterAll(raster: Raster, alpha: Raster['alpha'], effort: Effort): Uint8Array {
  const sampleBytes = raster.bitDepth / 8;
  const step = (raster.channels + (alpha === undefined ? 0 : 1)) * sampleBytes;
  const rowBytes = raster.width * step;
  const out = new Uint8Array((rowBytes + 1) * raster.height);
  let row = new Uint8Array(rowBytes);
  let above = new Uint8Array(rowBytes);
  const trial = new Uint8Array(rowBytes + 1);
  const trials = effort === 'fast' ? [] : isLarge(raster) ? [PAETH] : [SUB, PAETH];
  for (let y = 0; y < raster.height; y++) {
    packRow(raster, alpha, y, row);
    const target = out.subarray(y * (rowBytes + 1), (y + 1) * (rowBytes + 1));
    let best = filterRow(y === 0 ? SUB : UP, row, above, step, target);
    for (const kind of trials) {
      const sum = filterRow(kind, row, above, step, trial);
      if (sum >= best) continue;
      best = sum;
      target.set(trial);
    }
    [row, above] = [above, row];
  }
  return out;
}

/**
 * The raster as a PNG of the same bit depth, value for value; `alpha` is a plane of width*height at that depth.
 * `fast` for pictures that are looked at once, `small` for files that stay.
 */
export function writePng(raster: Raster, alpha: Raster['alpha'] = raster.alpha, effort: Effort = 'small'): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, raster.width);
  view.setUint32(4, raster.height);
  header[8] = raster.bitDepth;
  header[9] = COLOUR_TYPE[raster.channels][alpha === undefined ? 'false' : 'true'];
  const level = effort === 'fast' ? 1 : isLarge(raster) ? LARGE_LEVEL : 6;
  const data = deflateSync(filterAll(raster, alpha, effort), { level });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', new Uint8Array(0))]);
}

/** 16 bit -> 8 bit, rounded half up (v / 257); 8 bit as it is. */
export function toEightBit(raster: Raster): Raster {
  if (raster.bitDepth === 8) return raster;
  const scale = maxValue(raster) / 255;
  const narrow = (values: Uint8Array | Uint16Array): Uint8Array => {
    const out = new Uint8Array(values.length);
    for (let i = 0; i < values.length; i++) out[i] = Math.floor((values[i] as number) / scale + 0.5);
    return out;
  };
  const { alpha, data, ...rest } = raster;
  return { ...rest, bitDepth: 8, data: narrow(data), ...(alpha === undefined ? {} : { alpha: narrow(alpha) }) };
}
