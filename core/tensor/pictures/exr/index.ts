import { message, type Message } from '../../../messages';
import { UpbenchError } from '../../errors';
import { halfToNumber } from '../../npy';
import type { Raster } from '../../raster';
import { damaged } from '../bytes';
import type { ReadRaster } from '../pnm';
import { bytesOf, COMPRESSIONS, decodeChunk, isRead, type Inflate } from './chunks';
import { Cursor, readHeaders, type Channel, type ExrFile, type ExrHeader } from './header';

export { EXR_MAGIC } from './header';

/** Zip makes bytes at most so many times fewer. */
const MOST_DENSE = 1032;
/** Of a chunk: its place in the table, where it lies in the picture, and its length. */
const CHUNK_BYTES = 16;
/** Names in a sentence before it says "...". */
const SHOWN = 12;

/** OpenEXR: scanlines and tiles, the first part and the finest level of several, as floats. */
export function readExr(bytes: Uint8Array, name: string, inflate: Inflate): ReadRaster {
  const fail = (): Error => damaged(name, 'OpenEXR');
  const refuse = (what: Message): UpbenchError =>
    new UpbenchError('unsupported-file', message('exr-unsupported', { name, what }));
  const file = readHeaders(bytes, name, fail);
  const { first } = file;
  if (file.isDeep) throw refuse(message('part-deep'));
  const compression = COMPRESSIONS[first.compression];
  if (compression === undefined) throw fail();
  if (!isRead(first.compression)) throw refuse(message('part-exr-compression', { compression: compression.name }));
  if (first.channels.some(({ xSampling, ySampling }) => xSampling !== 1 || ySampling !== 1))
    throw refuse(message('part-subsampled'));
  const { colours, alpha } = chosen(first.channels);
  const { width, height } = first;
  const stored = width * height * first.channels.reduce((sum, channel) => sum + bytesOf(channel), 0);
  if (stored > bytes.length * (first.compression === 0 ? 1 : MOST_DENSE)) throw fail();
  if (file.at + chunkCount(first) * CHUNK_BYTES > bytes.length) throw fail();
  const raster = { width, height, channels: colours.length, bitDepth: 32 } as const;
  const data = new Float32Array(width * height * colours.length);
  const opacity = alpha === undefined ? undefined : new Float32Array(width * height);
  const places = first.channels.map((channel) => ({
    type: channel.type,
    size: bytesOf(channel),
    colour: colours.indexOf(channel),
    isAlpha: channel === alpha,
  }));
  const table = halfTable();
  for (const { x: left, y: top, ...block } of chunksOf(bytes, file, fail)) {
    const own = { ...block, channels: first.channels };
    const pixels = decodeChunk(first.compression, block.bytes, own, { inflate, fail });
    const view = new DataView(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    let at = 0;
    for (let y = 0; y < block.height; y++)
      for (const { type, size, colour, isAlpha } of places) {
        for (let x = 0; x < block.width; x++, at += size) {
          if (colour < 0 && !isAlpha) continue;
          const value =
            type === 1
              ? table[view.getUint16(at, true)]!
              : type === 2
                ? view.getFloat32(at, true)
                : view.getUint32(at, true);
          const to = (top + y) * width + left + x;
          if (isAlpha) opacity![to] = value;
          else data[to * colours.length + colour] = value;
        }
      }
  }
  const notes = notesOf(file, colours, alpha);
  const whole: Raster = { ...raster, data };
  return { raster: opacity ? { ...whole, alpha: opacity } : whole, notes };
}

/** Red, green and blue, grey, or all channels as bands; alpha aside. */
function chosen(channels: readonly Channel[]): { readonly colours: readonly Channel[]; readonly alpha?: Channel } {
  const find = (name: string): Channel | undefined => channels.find((channel) => channel.name === name);
  const rgb = ['R', 'G', 'B'].flatMap((name) => find(name) ?? []);
  const alpha = find('A');
  const grey = find('Y');
  if (rgb.length === 3) return { colours: rgb, ...(alpha ? { alpha } : {}) };
  if (grey !== undefined) return { colours: [grey], ...(alpha ? { alpha } : {}) };
  return { colours: channels };
}

function notesOf({ first, parts }: ExrFile, colours: readonly Channel[], alpha: Channel | undefined): Message[] {
  const left = first.channels.filter((channel) => !colours.includes(channel) && channel !== alpha);
  const isPlain = colours.map((channel) => channel.name).join('') === 'RGB' || colours[0]?.name === 'Y';
  const { data, display } = first;
  const isFramed = (['xMin', 'yMin', 'xMax', 'yMax'] as const).some((side) => data[side] !== display[side]);
  const size = `${display.xMax - display.xMin + 1}×${display.yMax - display.yMin + 1}`;
  const names = (list: readonly Channel[]): string[] =>
    list.slice(0, SHOWN).map((channel, i) => (i === SHOWN - 1 && list.length > SHOWN ? '...' : channel.name));
  return [
    message('note-linear'),
    ...(isPlain ? [] : [message('note-channels', { channels: names(colours) })]),
    ...(left.length > 0 ? [message('note-channels-left', { channels: names(left) })] : []),
    ...(alpha === undefined ? [] : [message('note-alpha'), message('note-premultiplied-kept')]),
    ...(parts > 1 ? [message('note-first-part', { count: parts })] : []),
    ...(isFramed ? [message('note-window', { size })] : []),
    message('note-floats', { bits: colours.some(({ type }) => type !== 1) ? 32 : 16 }),
  ];
}

interface Chunk {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** How many chunks the first part has. */
function chunkCount({ width, height, tile, compression }: ExrHeader): number {
  if (tile) return Math.ceil(width / tile.width) * Math.ceil(height / tile.height);
  return Math.ceil(height / COMPRESSIONS[compression]!.rows);
}

/** The chunks of the first part, where the table says they are; each pixel is in one of them. */
function* chunksOf(bytes: Uint8Array, { first, isMultiPart, at }: ExrFile, fail: () => Error): Generator<Chunk> {
  const { rows } = COMPRESSIONS[first.compression]!;
  const count = chunkCount(first);
  const table = new Cursor(bytes, at, fail);
  const seen = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const chunk = new Cursor(bytes, table.long(), fail);
    if (isMultiPart && chunk.int() !== 0) throw fail();
    const place = first.tile ? tilePlace(chunk, first, fail) : rowPlace(chunk, first, rows, fail);
    if (seen[place.number] !== 0) throw fail();
    seen[place.number] = 1;
    yield { ...place, bytes: chunk.take(chunk.int()) };
  }
}

type Place = Omit<Chunk, 'bytes'> & { readonly number: number };

function rowPlace(chunk: Cursor, { width, height, data }: ExrHeader, rows: number, fail: () => Error): Place {
  const y = chunk.int() - data.yMin;
  if (y < 0 || y >= height || y % rows !== 0) throw fail();
  return { x: 0, y, width, height: Math.min(rows, height - y), number: y / rows };
}

function tilePlace(chunk: Cursor, { width, height, tile }: ExrHeader, fail: () => Error): Place {
  const [column, row, levelX, levelY] = [chunk.int(), chunk.int(), chunk.int(), chunk.int()];
  const size = tile!;
  const across = Math.ceil(width / size.width);
  // The finest level comes first in the table.
  if (levelX !== 0 || levelY !== 0 || column < 0 || row < 0 || column >= across) throw fail();
  const [x, y] = [column * size.width, row * size.height];
  if (y >= height) throw fail();
  const number = row * across + column;
  return { x, y, number, width: Math.min(size.width, width - x), height: Math.min(size.height, height - y) };
}

let halves: Float32Array | undefined;
/** Every number of 16 bits as the float it stands for, made when the first file is read. */
const halfTable = (): Float32Array =>
  (halves ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfToNumber(bits)));
