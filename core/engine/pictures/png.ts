import { message } from '../../messages';
import { crc32, deflateSync } from 'node:zlib';
import { STRIPS_CHUNK } from '../../tensor/pngStrips';
import { maxValue, type Raster, type Samples } from '../../tensor/raster';
import { UpbenchError } from '../../tensor/errors';
import { deflateHere, joinSums, type Deflater, type Strip } from './deflate';

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
/** Deflate with that window, no dictionary (RFC 1950). */
const ZLIB_HEADER = Uint8Array.of(0x78, 0x01);

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

/** One part of a PNG file: its length, name, content and check sum. */
export function chunk(type: string, data: Uint8Array): Uint8Array {
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

/** The same part by part: of a large picture, no more than a few rows are held at once. */
export function* pngParts(
  raster: Raster,
  alpha: Raster['alpha'],
  effort: Effort,
  icc: Uint8Array | undefined,
  filter: RowFilter | undefined,
  deflater: Deflater = deflateHere,
): Generator<Uint8Array> {
  const { channels, bitDepth, peak } = raster;
  if (bitDepth === 32 || (channels !== 1 && channels !== 3))
    throw new UpbenchError('internal', message('png-cannot-hold', { channels, bits: bitDepth }));
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, raster.width);
  view.setUint32(4, raster.height);
  header[8] = bitDepth;
  header[9] = (channels === 3 ? 2 : 0) + (alpha === undefined ? 0 : 4);
  const level = effort === 'fast' ? 1 : isLarge(raster) ? LARGE_LEVEL : 6;
  const rowsOf = (from: number, to: number): Uint8Array => filterRows(raster, alpha, effort, filter, { from, to });
  yield SIGNATURE;
  yield chunk('IHDR', header);
  if (icc !== undefined) yield chunk('iCCP', Buffer.concat([latin1('ICC profile\0\0'), deflateSync(icc)]));
  if (peak !== undefined) yield chunk('tEXt', latin1(`${RANGE_KEYWORD}\0${peak}`));
  const rowsPerStrip = Math.max(1, Math.floor((STRIP_SAMPLES * raster.height) / raster.data.length));
  if (isLarge(raster)) {
    const strips = new Uint8Array(4);
    new DataView(strips.buffer).setUint32(0, rowsPerStrip);
    yield chunk(STRIPS_CHUNK, strips);
    for (const part of deflateRows(raster.height, rowsPerStrip, rowsOf, level, deflater)) yield chunk('IDAT', part);
  } else yield chunk('IDAT', deflateSync(rowsOf(0, raster.height), { level }));
  yield chunk('IEND', new Uint8Array(0));
}

/** One zlib stream of all rows, as many strips at once as are deflated at once; none looks back at the one before. */
function* deflateRows(
  height: number,
  rowsPerStrip: number,
  rowsOf: (from: number, to: number) => Uint8Array,
  level: number,
  deflater: Deflater,
): Generator<Uint8Array> {
  let sum = 1;
  let isFirst = true;
  for (let from = 0; from < height;) {
    const strips: Strip[] = [];
    for (; from < height && strips.length < deflater.together; from += rowsPerStrip) {
      const rows = rowsOf(from, Math.min(height, from + rowsPerStrip));
      strips.push({ rows, level, isLast: from + rowsPerStrip >= height });
    }
    for (const [index, { bytes, sum: own }] of deflater.deflate(strips).entries()) {
      const { rows, isLast } = strips[index]!;
      sum = joinSums(sum, own, rows.length);
      const end = new Uint8Array(isLast ? 4 : 0);
      if (isLast) new DataView(end.buffer).setUint32(0, sum);
      yield Buffer.concat([...(isFirst ? [ZLIB_HEADER] : []), bytes, end]);
      isFirst = false;
    }
  }
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
