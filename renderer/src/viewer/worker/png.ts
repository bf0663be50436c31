import { message } from '@core/messages';
import { UpbenchError } from '@core/tensor/errors';
import type { PixelData } from '../math/errors';

/**
 * PNG (ISO/IEC 15948) row by row: exact file values, 16 bits included, and never a whole second copy of the picture.
 * Reads what the engine writes (grey or RGB, with or without alpha, 8 or 16 bits, not interlaced); for the rest
 * `readPngHeader` returns null and the browser's own decoder is used.
 */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 8 | 16;
  /** Samples per pixel in the file. */
  readonly samples: 1 | 2 | 3 | 4;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Samples per pixel by colour type. */
const SAMPLES: Readonly<Record<number, PngHeader['samples']>> = { 0: 1, 2: 3, 4: 2, 6: 4 };
export const PNG_HEADER_BYTES = 33;

export function readPngHeader(bytes: Uint8Array): PngHeader | null {
  if (bytes.length < PNG_HEADER_BYTES || SIGNATURE.some((byte, i) => bytes[i] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const bitDepth = bytes[24];
  const samples = SAMPLES[bytes[25]!];
  const interlaced = bytes[28] !== 0;
  if ((bitDepth !== 8 && bitDepth !== 16) || samples === undefined || interlaced) return null;
  return { width: view.getUint32(16), height: view.getUint32(20), bitDepth, samples };
}

/**
 * @param onRow called for every finished row with its values [width × channels] (a view into the picture)
 * @returns the picture without its alpha
 */
export async function decodePng(
  blob: Blob,
  header: PngHeader,
  onRow: (row: Uint8Array | Uint16Array, y: number) => void,
  breathe: () => Promise<void> | undefined,
): Promise<PixelData> {
  const { width, height, bitDepth, samples } = header;
  const channels = samples >= 3 ? 3 : 1;
  const data = bitDepth === 8 ? new Uint8Array(width * height * channels) : new Uint16Array(width * height * channels);
  const pixelBytes = samples * (bitDepth / 8);
  const lineBytes = width * pixelBytes;
  let line: Uint8Array = new Uint8Array(lineBytes + 1);
  let above: Uint8Array = new Uint8Array(lineBytes + 1);
  let filled = 0;
  let y = 0;

  for await (const chunk of inflate(imageData(blob))) {
    for (let at = 0; at < chunk.length && y < height;) {
      const take = Math.min(chunk.length - at, lineBytes + 1 - filled);
      line.set(chunk.subarray(at, at + take), filled);
      at += take;
      filled += take;
      if (filled <= lineBytes) continue;
      unfilter(line, above, pixelBytes);
      const row = data.subarray(y * width * channels, (y + 1) * width * channels);
      unpack(line, row, width, samples, channels, bitDepth);
      onRow(row, y);
      [line, above] = [above, line];
      filled = 0;
      y += 1;
      const turn = breathe();
      if (turn) await turn;
    }
  }
  if (y < height) throw new UpbenchError('corrupt-file', message('png-ends-early', { rows: y, height }));
  return { width, height, channels, bitDepth, data };
}

/** The compressed stream: contents of all IDAT chunks. */
async function* imageData(blob: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = blob.slice(SIGNATURE.length).stream().getReader();
  const head = new Uint8Array(8);
  let headFilled = 0;
  /** Bytes left in the current chunk, and in its checksum. */
  let left = 0;
  let check = 0;
  let inside = false;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (let at = 0; at < value.length;) {
      if (left > 0) {
        const take = Math.min(left, value.length - at);
        if (inside) yield value.subarray(at, at + take);
        at += take;
        left -= take;
      } else if (check > 0) {
        const take = Math.min(check, value.length - at);
        at += take;
        check -= take;
      } else {
        head[headFilled++] = value[at++]!;
        if (headFilled < 8) continue;
        headFilled = 0;
        left = new DataView(head.buffer).getUint32(0);
        check = 4;
        const type = String.fromCharCode(...head.subarray(4));
        inside = type === 'IDAT';
        if (type === 'IEND') return;
      }
    }
  }
}

export async function* inflate(
  source: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  format: 'deflate' | 'deflate-raw' = 'deflate',
): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  const feeding = (async () => {
    for await (const piece of source) {
      await writer.ready;
      // Not awaited: a write resolves only when its output was taken. Its failure shows at the reader.
      writer.write(piece).catch(() => undefined);
    }
    await writer.close();
  })();
  // The reader reports a broken stream; a second report from here would be unhandled.
  feeding.catch(() => undefined);
  const reader = stream.readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Undoes the row filter in place. `line[0]` is the filter's number; `above` is the unfiltered row before. */
export function unfilter(line: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  const end = line.length;
  switch (line[0]) {
    case 0:
      return;
    case 1:
      for (let i = 1 + pixelBytes; i < end; i++) line[i]! += line[i - pixelBytes]!;
      return;
    case 2:
      for (let i = 1; i < end; i++) line[i]! += above[i]!;
      return;
    case 3:
      for (let i = 1; i <= pixelBytes; i++) line[i]! += above[i]! >> 1;
      for (let i = 1 + pixelBytes; i < end; i++) line[i]! += (line[i - pixelBytes]! + above[i]!) >> 1;
      return;
    case 4:
      for (let i = 1; i <= pixelBytes; i++) line[i]! += above[i]!;
      for (let i = 1 + pixelBytes; i < end; i++) {
        const a = line[i - pixelBytes]!;
        const b = above[i]!;
        const c = above[i - pixelBytes]!;
        const pa = Math.abs(b - c);
        const pb = Math.abs(a - c);
        const pc = Math.abs(a + b - c - c);
        line[i]! += pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      }
      return;
    default:
      throw new UpbenchError('corrupt-file', message('png-row-filter', { filter: line[0]! }));
  }
}

/** The samples of an unfiltered row, alpha left out. */
export function unpack(
  line: Uint8Array,
  row: Uint8Array | Uint16Array,
  width: number,
  samples: number,
  channels: number,
  bitDepth: 8 | 16,
): void {
  if (bitDepth === 8 && samples === channels) {
    row.set(line.subarray(1));
    return;
  }
  const bytes = bitDepth / 8;
  const step = samples * bytes;
  for (let x = 0, o = 0, i = 1; x < width; x++, i += step) {
    for (let c = 0; c < channels; c++) {
      const at = i + c * bytes;
      row[o++] = bytes === 1 ? line[at]! : (line[at]! << 8) | line[at + 1]!;
    }
  }
}
