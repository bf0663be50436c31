import { checkSize } from '../bytes';

/** The header of an OpenEXR file. https://openexr.com/en/latest/OpenEXRFileLayout.html */

/** 0 = whole numbers of 32 bits, 1 = half, 2 = float. */
export type PixelType = 0 | 1 | 2;

export interface Channel {
  readonly name: string;
  readonly type: PixelType;
  readonly xSampling: number;
  readonly ySampling: number;
}

interface Box {
  readonly xMin: number;
  readonly yMin: number;
  readonly xMax: number;
  readonly yMax: number;
}

export interface ExrHeader {
  readonly channels: readonly Channel[];
  /** As the format numbers them. */
  readonly compression: number;
  readonly data: Box;
  readonly display: Box;
  /** Width and height of tiles; null for scanlines. */
  readonly tile: { readonly width: number; readonly height: number } | null;
  readonly width: number;
  readonly height: number;
}

export interface ExrFile {
  readonly first: ExrHeader;
  readonly parts: number;
  readonly isMultiPart: boolean;
  readonly isDeep: boolean;
  /** Where the table of chunks begins. */
  readonly at: number;
}

const MOST_ATTRIBUTES = 1000;
const MOST_CHANNELS = 128;
const MOST_PARTS = 1000;
const LONGEST_NAME = 255;

export const EXR_MAGIC = '\x76\x2f\x31\x01';

/** Reads numbers and names one after the other; past the end is damage. */
export class Cursor {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    readonly fail: () => Error,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private step(size: number): number {
    const from = this.at;
    if (from + size > this.bytes.length) throw this.fail();
    this.at += size;
    return from;
  }
  byte = (): number => this.view.getUint8(this.step(1));
  int = (): number => this.view.getInt32(this.step(4), true);
  long(): number {
    const value = this.view.getBigUint64(this.step(8), true);
    if (value > BigInt(this.bytes.length)) throw this.fail();
    return Number(value);
  }
  take(size: number): Uint8Array {
    if (size < 0) throw this.fail();
    const from = this.step(size);
    return this.bytes.subarray(from, from + size);
  }
  /** Text up to a zero. */
  text(): string {
    const from = this.at;
    for (let byte = this.byte(); byte !== 0; byte = this.byte()) if (this.at - from > LONGEST_NAME) throw this.fail();
    return String.fromCharCode(...this.bytes.subarray(from, this.at - 1));
  }
}

export function readHeaders(bytes: Uint8Array, name: string, fail: () => Error): ExrFile {
  const cursor = new Cursor(bytes, 4, fail);
  const version = cursor.int();
  const [isMultiPart, isTiled] = [(version & 0x1000) !== 0, (version & 0x200) !== 0];
  let isDeep = (version & 0x800) !== 0;
  const headers: ExrHeader[] = [];
  do {
    const { header, type } = readHeader(cursor, isTiled);
    isDeep ||= headers.length === 0 && type.startsWith('deep');
    headers.push(header);
    if (headers.length > MOST_PARTS) throw fail();
  } while (isMultiPart && bytes[cursor.at] !== 0);
  if (isMultiPart) cursor.byte();
  const [first] = headers as [ExrHeader];
  checkSize(name, 'OpenEXR', first.width, first.height, first.channels.length);
  return { first, parts: headers.length, isMultiPart, isDeep, at: cursor.at };
}

function readHeader(cursor: Cursor, isTiled: boolean): { readonly header: ExrHeader; readonly type: string } {
  let [channels, type, compression] = [[] as Channel[], '', -1];
  let [data, display, tile]: [Box | null, Box | null, ExrHeader['tile']] = [null, null, null];
  for (let count = 0; ; count++) {
    const attribute = cursor.text();
    if (attribute === '') break;
    if (count > MOST_ATTRIBUTES) throw cursor.fail();
    cursor.text();
    const size = cursor.int();
    const value = new Cursor(cursor.take(size), 0, cursor.fail);
    if (attribute === 'channels') channels = readChannels(value);
    else if (attribute === 'compression') compression = value.byte();
    else if (attribute === 'dataWindow') data = readBox(value);
    else if (attribute === 'displayWindow') display = readBox(value);
    else if (attribute === 'type') type = String.fromCharCode(...value.take(size));
    else if (attribute === 'tiles') tile = { width: value.int(), height: value.int() };
  }
  if (!data || !display || channels.length === 0 || compression < 0) throw cursor.fail();
  const isOfTiles = type === '' ? isTiled : type === 'tiledimage';
  if (isOfTiles && (!tile || tile.width < 1 || tile.height < 1)) throw cursor.fail();
  const [width, height] = [data.xMax - data.xMin + 1, data.yMax - data.yMin + 1];
  return { type, header: { channels, compression, data, display, tile: isOfTiles ? tile : null, width, height } };
}

const readBox = (value: Cursor): Box => ({
  xMin: value.int(),
  yMin: value.int(),
  xMax: value.int(),
  yMax: value.int(),
});

function readChannels(value: Cursor): Channel[] {
  const channels: Channel[] = [];
  for (let name = value.text(); name !== ''; name = value.text()) {
    const type = value.int();
    value.int();
    const [xSampling, ySampling] = [value.int(), value.int()];
    if ((type !== 0 && type !== 1 && type !== 2) || xSampling < 1 || ySampling < 1) throw value.fail();
    channels.push({ name, type, xSampling, ySampling });
    if (channels.length > MOST_CHANNELS) throw value.fail();
  }
  return channels;
}
