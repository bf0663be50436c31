import { message } from '@core/messages';
import { UpbenchError } from '@core/tensor/errors';
import { npyHeader } from '@core/tensor/npy';
import { STRIPS_CHUNK } from '@core/tensor/pngStrips';
import { usualLayout } from '@core/tensor/npyPicture';
import type { PixelData } from '../math/errors';
import { inflate, PNG_HEADER_BYTES, readPngHeader, unfilter, unpack, type PngHeader } from './png';
import { RemoteFile } from './remoteFile';

interface Place {
  readonly at: number;
  readonly length: number;
}

/** Where the strips of a file lie: plain data, so that another worker can read them, too. */
export type StripPlan =
  | {
      readonly kind: 'png';
      readonly url: string;
      readonly header: PngHeader;
      readonly rowsPerStrip: number;
      /** The first chunk that may hold pixels. */
      readonly start: number;
      /** Of the strips that were found so far, in order. */
      readonly places: readonly Place[];
    }
  | {
      readonly kind: 'npy';
      readonly url: string;
      readonly width: number;
      readonly height: number;
      /** Of the file; what is shown of them, see `channels` of the strips. */
      readonly bands: number;
      readonly bitDepth: 8 | 16 | 32;
      readonly rowsPerStrip: number;
      readonly start: number;
    };

/** Samples of a strip of an array, which has none of its own. */
const NPY_STRIP_SAMPLES = 2 ** 22;

/** How to read the file that begins with `head` in strips; null where it has to be read whole. */
export function planStrips(url: string, head: Uint8Array): StripPlan | null {
  const header = readPngHeader(head);
  return header ? planPng(url, head, header) : planNpy(url, head);
}

function planPng(url: string, head: Uint8Array, header: PngHeader): StripPlan | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (let at = PNG_HEADER_BYTES; at + 12 <= head.length; at += view.getUint32(at) + 12) {
    const type = String.fromCharCode(...head.subarray(at + 4, at + 8));
    if (type === 'IDAT') return null;
    if (type !== STRIPS_CHUNK) continue;
    const rowsPerStrip = view.getUint32(at + 8);
    return rowsPerStrip > 0 ? { kind: 'png', url, header, rowsPerStrip, start: at + 16, places: [] } : null;
  }
  return null;
}

function planNpy(url: string, head: Uint8Array): StripPlan | null {
  const header = npyHeader(head);
  if (!header || header.fortran || !header.littleEndian) return null;
  const bitDepth = { f4: 32, u2: 16, u1: 8 }[header.type] as 8 | 16 | 32 | undefined;
  const { shape, start } = header;
  if (bitDepth === undefined || (shape.length !== 2 && shape.length !== 3) || usualLayout(shape) === 'chw') return null;
  const [height = 0, width = 0, bands = 1] = shape;
  if (height * width * bands === 0) return null;
  const rowsPerStrip = Math.max(1, Math.floor(NPY_STRIP_SAMPLES / (width * bands)));
  return { kind: 'npy', url, width, height, bands, bitDepth, rowsPerStrip, start };
}

/**
 * Buffers that serve again. A pass over a large picture would otherwise leave hundreds of megabytes behind, which the browser
 * gives back late: it counts objects, and these are few.
 */
class SpareBuffers {
  private readonly buffers: ArrayBuffer[] = [];

  take(bytes: number): Uint8Array<ArrayBuffer> {
    const at = this.buffers.findIndex(({ byteLength }) => byteLength >= bytes);
    const [found = new ArrayBuffer(bytes)] = at < 0 ? [] : this.buffers.splice(at, 1);
    return new Uint8Array(found, 0, bytes);
  }

  giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    this.buffers.push(buffer);
    if (this.buffers.length > SPARE_BUFFERS) this.buffers.shift();
  }
}
const SPARE_BUFFERS = 4;
export const spare = new SpareBuffers();

/** The strips of a picture's file, each read and decoded when it is asked for. */
export class Strips {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bitDepth: 8 | 16 | 32;
  readonly rowsPerStrip: number;
  readonly count: number;
  private readonly file: RemoteFile;
  private readonly places: Place[];
  /** Where the next chunk begins that was not looked at. */
  private next: number;

  constructor(private readonly form: StripPlan) {
    const { width, height, bitDepth } = form.kind === 'png' ? form.header : form;
    this.width = width;
    this.height = height;
    this.bitDepth = bitDepth;
    this.channels = (form.kind === 'png' ? form.header.samples : form.bands) >= 3 ? 3 : 1;
    this.rowsPerStrip = form.rowsPerStrip;
    this.count = Math.ceil(height / form.rowsPerStrip);
    this.file = new RemoteFile(form.url);
    this.places = form.kind === 'png' ? [...form.places] : [];
    const last = this.places.at(-1);
    this.next = last ? last.at + last.length + 4 : form.start;
  }

  get plan(): StripPlan {
    return this.form.kind === 'png' ? { ...this.form, places: [...this.places] } : this.form;
  }

  /**
   * @param isSequential whether the file is read from its beginning to its end
   * @param own where the values of an 8-bit picture go instead of an array of their own
   */
  async read(index: number, isSequential = false, own?: Uint8Array<ArrayBuffer>): Promise<PixelData> {
    const rows = Math.min(this.rowsPerStrip, this.height - index * this.rowsPerStrip);
    const data =
      this.form.kind === 'png'
        ? await this.readPng(this.form.header, index, rows, isSequential, own)
        : await this.readNpy(this.form, index, rows, isSequential);
    if (index === this.count - 1) this.file.rest();
    const { width, channels, bitDepth } = this;
    return { width, height: rows, channels, bitDepth, data };
  }

  private async readPng(
    { samples, bitDepth }: PngHeader,
    index: number,
    rows: number,
    isSequential: boolean,
    own?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array | Uint16Array> {
    const place = await this.locate(index, isSequential);
    const isLast = index === this.count - 1;
    // The first strip begins with the header of zlib, the last ends with its check sum; between them is one stream.
    const from = place.at + (index === 0 ? 2 : 0);
    const to = place.at + place.length - (isLast ? 4 : 0);
    const packed = await this.file.read(from, to, isSequential);
    const pixelBytes = samples * (bitDepth / 8);
    const lineBytes = this.width * pixelBytes + 1;
    const length = this.width * this.channels;
    const data =
      bitDepth === 8
        ? (own?.subarray(0, length * rows) ?? new Uint8Array(length * rows))
        : new Uint16Array(length * rows);
    const lines = spare.take(lineBytes * rows);
    await inflateInto(lines, packed, isLast);
    let above: Uint8Array = new Uint8Array(lineBytes);
    for (let y = 0; y < rows; y++) {
      const line = lines.subarray(y * lineBytes, (y + 1) * lineBytes);
      unfilter(line, above, pixelBytes);
      unpack(line, data.subarray(y * length, (y + 1) * length), this.width, samples, this.channels, bitDepth);
      above = line;
    }
    spare.giveBack(lines);
    return data;
  }

  /** The chunk of a strip: found by going from chunk to chunk, once. */
  private async locate(index: number, isSequential: boolean): Promise<Place> {
    while (this.places.length <= index) {
      const { next } = this;
      const head = await this.file.read(next, next + 8, isSequential);
      const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
      const type = String.fromCharCode(...head.subarray(4));
      if (type === 'IEND') {
        const rows = this.places.length * this.rowsPerStrip;
        throw new UpbenchError('corrupt-file', message('png-ends-early', { rows, height: this.height }));
      }
      // Another reader of the same file may have been here meanwhile.
      if (this.next !== next) continue;
      if (type === 'IDAT') this.places.push({ at: next + 8, length });
      this.next = next + length + 12;
    }
    return this.places[index]!;
  }

  private async readNpy(
    { bands, bitDepth, start }: Extract<StripPlan, { kind: 'npy' }>,
    index: number,
    rows: number,
    isSequential: boolean,
  ): Promise<PixelData['data']> {
    const lineBytes = (this.width * bands * bitDepth) / 8;
    const from = start + index * this.rowsPerStrip * lineBytes;
    // A copy: it begins where its type may begin, and holds no more than itself.
    const { buffer } = (await this.file.read(from, from + rows * lineBytes, isSequential)).slice();
    const values =
      bitDepth === 8 ? new Uint8Array(buffer) : bitDepth === 16 ? new Uint16Array(buffer) : new Float32Array(buffer);
    if (bands === this.channels) return values;
    const taken = values.slice(0, rows * this.width * this.channels);
    for (let i = 0, o = 0; i < values.length; i += bands)
      for (let c = 0; c < this.channels; c++, o++) taken[o] = values[i + c]!;
    return taken;
  }
}

/** An empty last block: what follows the blocks of a strip that is not the last. */
const END = Uint8Array.of(1, 0, 0, 0xff, 0xff);

/** The inflated bytes of one strip, which has to have as many. */
async function inflateInto(out: Uint8Array, packed: Uint8Array<ArrayBuffer>, isLast: boolean): Promise<void> {
  const { length } = out;
  let filled = 0;
  for await (const piece of inflate(partsOf(packed, isLast), 'deflate-raw')) {
    const taken = piece.subarray(0, length - filled);
    out.set(taken, filled);
    filled += taken.length;
  }
  if (filled < length) throw new UpbenchError('corrupt-file', message('picture-file-ends-early'));
}

async function* partsOf(packed: Uint8Array<ArrayBuffer>, isLast: boolean): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield packed;
  if (!isLast) yield END;
}
