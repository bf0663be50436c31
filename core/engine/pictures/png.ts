import { message } from '../../messages';
import { deflateSync } from 'node:zlib';
import { STRIPS_CHUNK } from '../../tensor/pngStrips';
import { maxValue, type Raster, type Samples } from '../../tensor/raster';
import { UpbenchError } from '../../tensor/errors';
import { chunk, dataChunks } from './deflate';

/**
 * PNG, written here and not by the decoder's library: results must stream out of a thread that computes without
 * a pause, so encoding has to be synchronous. https://www.w3.org/TR/png-3/
 */

export type Effort = 'fast' | 'small';

/** Above this many samples, the last few percent of a file's size are not worth twice the time. */
const LARGE_SAMPLES = 2 ** 23;
const LARGE_LEVEL = 2;
const isLarge = ({ data }: Raster): boolean => data.length > LARGE_SAMPLES;
/** Samples of the rows that are filtered and deflated at once, where a picture is large. */
const STRIP_SAMPLES = 2 ** 22;

export const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Keyword of the text that says which value is white, where it is not the largest of the bit depth. */
export const RANGE_KEYWORD = 'Value of white';
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
/** Filters the rows of an 8-bit picture without alpha; the cheaper of Up and Paeth, or Up alone. */
export type RowFilter = (
  picture: Pick<Raster, 'width' | 'height' | 'channels'> & { readonly data: Uint8Array },
  triesPaeth: boolean,
) => Uint8Array;

const SUB = 1;
const UP = 2;
const PAETH = 4;

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

/** Rows `from` to `to`, filtered; the first of them without the row above. */
function filterRows(
  raster: Raster,
  alpha: Raster['alpha'],
  effort: Effort,
  filter: RowFilter | undefined,
  { from, to }: { readonly from: number; readonly to: number },
): Uint8Array {
  const { width, channels } = raster;
  if (filter && alpha === undefined && raster.data instanceof Uint8Array && (effort === 'fast' || isLarge(raster))) {
    const data = raster.data.subarray(from * width * channels, to * width * channels);
    return filter({ width, height: to - from, channels, data }, effort !== 'fast');
  }
  const sampleBytes = raster.bitDepth / 8;
  const step = (raster.channels + (alpha === undefined ? 0 : 1)) * sampleBytes;
  const rowBytes = raster.width * step;
  const out = new Uint8Array((rowBytes + 1) * (to - from));
  let row = new Uint8Array(rowBytes);
  let above = new Uint8Array(rowBytes);
  const trial = new Uint8Array(rowBytes + 1);
  const trials = effort === 'fast' ? [] : isLarge(raster) ? [PAETH] : [SUB, PAETH];
  for (let y = from; y < to; y++) {
    packRow(raster, alpha, y, row);
    const target = out.subarray((y - from) * (rowBytes + 1), (y - from + 1) * (rowBytes + 1));
    let best = filterRow(y === from ? SUB : UP, row, above, step, target);
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
 * A raster of whole numbers as a PNG of the same bit depth, value for value; `alpha` is a plane of width*height at that
 * depth. A stated range goes along as text, and the ICC profile where one is given.
 * `fast` for pictures that are looked at once, `small` for files that stay; `filter` takes over the filtering of rows where it is
 * the same work: that of all but small pictures.
 */
export function writePng(
  raster: Raster,
  alpha: Raster['alpha'] = raster.alpha,
  effort: Effort = 'small',
  icc?: Uint8Array,
  filter?: RowFilter,
): Uint8Array {
  return Buffer.concat([...pngParts(raster, alpha, effort, icc, filter)]);
}

/** A PNG whose rows are filtered when they are asked for, and have yet to be deflated. */
export interface FilteredPng {
  /** What stands in the file before its data. */
  readonly head: readonly Uint8Array[];
  readonly strips: Iterable<Uint8Array>;
  /** Of all filtered rows. */
  readonly bytes: number;
  readonly level: number;
}

/** The end of every file. */
export const END = chunk('IEND');

/** The same part by part: of a large picture, no more than a few rows are held at once. */
export function* pngParts(...given: Parameters<typeof filterPng>): Generator<Uint8Array> {
  const { head, strips, level } = filterPng(...given);
  yield* head;
  yield* dataChunks(strips, level);
  yield END;
}

/** What comes before deflating. */
export function filterPng(
  raster: Raster,
  alpha: Raster['alpha'],
  effort: Effort,
  icc: Uint8Array | undefined,
  filter: RowFilter | undefined,
): FilteredPng {
  const { width, height, channels, bitDepth, peak } = raster;
  if (bitDepth === 32 || (channels !== 1 && channels !== 3))
    throw new UpbenchError('internal', message('png-cannot-hold', { channels, bits: bitDepth }));
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = bitDepth;
  header[9] = (channels === 3 ? 2 : 0) + (alpha === undefined ? 0 : 4);
  const head = [SIGNATURE, chunk('IHDR', header)];
  if (icc !== undefined) head.push(chunk('iCCP', latin1('ICC profile\0\0'), deflateSync(icc)));
  if (peak !== undefined) head.push(chunk('tEXt', latin1(`${RANGE_KEYWORD}\0${peak}`)));
  const rowsPerStrip = isLarge(raster)
    ? Math.max(1, Math.floor((STRIP_SAMPLES * height) / raster.data.length))
    : height;
  if (isLarge(raster)) {
    const strips = new Uint8Array(4);
    new DataView(strips.buffer).setUint32(0, rowsPerStrip);
    head.push(chunk(STRIPS_CHUNK, strips));
  }
  const samples = channels + (alpha === undefined ? 0 : 1);
  return {
    head,
    strips: {
      *[Symbol.iterator]() {
        for (let from = 0; from < height; from += rowsPerStrip)
          yield filterRows(raster, alpha, effort, filter, { from, to: Math.min(height, from + rowsPerStrip) });
      },
    },
    bytes: height * (1 + (width * samples * bitDepth) / 8),
    level: effort === 'fast' ? 1 : isLarge(raster) ? LARGE_LEVEL : 6,
  };
}

/**
 * What a screen shows of a raster: 8 bits, white at the value of white, rounded half up; of more than three bands the
 * first three, of two the first. 8-bit grey and RGB come back as they are.
 */
export function toEightBit(raster: Raster): Raster {
  const { width, height, alpha } = raster;
  const shown = raster.channels >= 3 ? 3 : 1;
  const scale = maxValue(raster) / 255;
  if (raster.bitDepth === 8 && scale === 1 && shown === raster.channels) return raster;
  const narrow = (values: Samples, from: number, to: number): Uint8Array => {
    const pixels = values.length / from;
    const out = new Uint8Array(pixels * to);
    for (let i = 0, o = 0; i < pixels; i++) {
      for (let c = 0; c < to; c++, o++) {
        const value = Math.floor((values[i * from + c] as number) / scale + 0.5);
        out[o] = value > 255 ? 255 : value > 0 ? value : 0;
      }
    }
    return out;
  };
  const data = narrow(raster.data, raster.channels, shown);
  return {
    width,
    height,
    channels: shown,
    bitDepth: 8,
    data,
    ...(alpha === undefined ? {} : { alpha: narrow(alpha, 1, 1) }),
  };
}
