/** Writes PNG files for tests, in Node and in the browser: every row with the filter asked for, 8 or 16 bits. */
export interface PngPicture {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly samples: 1 | 2 | 3 | 4;
  readonly bitDepth: 8 | 16;
  /** Values of row `y`: [width × samples]. */
  readonly row: (y: number) => ArrayLike<number>;
  /** PNG filter number of row `y`; none when left out. */
  readonly filter?: (y: number) => 0 | 1 | 2 | 3 | 4;
}

const COLOUR_TYPE = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

export async function encodePng(picture: PngPicture): Promise<Blob> {
  const { width, height, samples, bitDepth, row, filter } = picture;
  const pixelBytes = samples * (bitDepth / 8);
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, bitDepth);
  header.setUint8(9, COLOUR_TYPE[samples]);

  let above = new Uint8Array(width * pixelBytes);
  let y = 0;
  const raw = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (y === height) {
        controller.close();
        return;
      }
      const values = row(y);
      const plain = new Uint8Array(width * pixelBytes);
      for (let i = 0; i < width * samples; i++) {
        if (bitDepth === 8) plain[i] = values[i]!;
        else plain.set([values[i]! >> 8, values[i]! & 255], i * 2);
      }
      const type = filter?.(y) ?? 0;
      const line = new Uint8Array(plain.length + 1);
      line[0] = type;
      for (let i = 0; i < plain.length; i++) line[i + 1] = plain[i]! - predict(type, plain, above, i, pixelBytes);
      controller.enqueue(line);
      above = plain;
      y += 1;
    },
  });
  const compressed = new Uint8Array(
    await new Response(raw.pipeThrough(new CompressionStream('deflate'))).arrayBuffer(),
  );
  // Several IDAT chunks, as files have.
  const middle = compressed.length >> 1;
  return new Blob(
    [
      new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', new Uint8Array(header.buffer)),
      chunk('IDAT', compressed.subarray(0, middle)),
      chunk('IDAT', compressed.subarray(middle)),
      chunk('IEND', new Uint8Array(0)),
    ],
    { type: 'image/png' },
  );
}

function predict(type: number, plain: Uint8Array, above: Uint8Array, i: number, pixelBytes: number): number {
  const a = i >= pixelBytes ? plain[i - pixelBytes]! : 0;
  const b = above[i]!;
  const c = i >= pixelBytes ? above[i - pixelBytes]! : 0;
  if (type === 1) return a;
  if (type === 2) return b;
  if (type === 3) return (a + b) >> 1;
  if (type !== 4) return 0;
  const p = a + b - c;
  const nearest = Math.min(Math.abs(p - a), Math.abs(p - b), Math.abs(p - c));
  return Math.abs(p - a) === nearest ? a : Math.abs(p - b) === nearest ? b : c;
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(data.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(
    [...type].map((letter) => letter.charCodeAt(0)),
    4,
  );
  out.set(data, 8);
  view.setUint32(data.length + 8, crc32(out.subarray(4, data.length + 8)));
  return out;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
