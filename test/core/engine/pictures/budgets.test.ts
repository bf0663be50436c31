import { afterEach, describe, expect, it, vi } from 'vitest';
import { readBmp } from '@core/tensor/pictures/bmp';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { readPnm } from '@core/tensor/pictures/pnm';
import { UpbenchError } from '@core/tensor/errors';

/** 11000 x 11000: within the limit of pixels, and more than any of these files holds. */
const SIDE = 11_000;
/** No decoder needs more values than this for a file of a few hundred bytes. */
const MOST_VALUES = 2 ** 20;

afterEach(() => vi.unstubAllGlobals());

/** The largest array that was asked for while `work` ran. */
async function largestArray(work: () => Promise<unknown>): Promise<number> {
  let largest = 0;
  const note = (first: unknown): void => {
    if (typeof first === 'number') largest = Math.max(largest, first);
  };
  const counted = <Constructor extends new (...args: never[]) => object>(original: Constructor): Constructor =>
    new Proxy(original, {
      construct: (target, args: unknown[], made) => {
        note(args[0]);
        return Reflect.construct(target, args, made) as object;
      },
    });
  for (const name of ['Uint8Array', 'Uint16Array', 'Float32Array', 'Float64Array'] as const)
    vi.stubGlobal(name, counted(globalThis[name] as never));
  await work();
  vi.unstubAllGlobals();
  return largest;
}

const text = (...parts: readonly (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

function bmp(bits: number, compression: number, pixels: Buffer = Buffer.alloc(64)): Buffer {
  const head = Buffer.alloc(54 + 1024);
  head.write('BM');
  head.writeUInt32LE(head.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(SIDE, 18);
  head.writeInt32LE(SIDE, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(compression, 30);
  return Buffer.concat([head, pixels]);
}

function tga(type: number): Buffer {
  const head = Buffer.alloc(18 + 64 + 26);
  head[2] = type;
  head.writeUInt16LE(SIDE, 12);
  head.writeUInt16LE(SIDE, 14);
  head[16] = 24;
  head.write('TRUEVISION-XFILE.', head.length - 18);
  return head;
}

function qoi(): Buffer {
  const head = Buffer.alloc(64);
  head.write('qoif');
  head.writeUInt32BE(SIDE, 4);
  head.writeUInt32BE(SIDE, 8);
  head[12] = 3;
  return head;
}

/** One strip of floats that is hardly there. */
function tiff(compression: number): Buffer {
  const tags: [number, number][] = [
    [256, SIDE],
    [257, SIDE],
    [258, 32],
    [259, compression],
    [262, 1],
    [273, 200],
    [277, 1],
    [278, SIDE],
    [279, 40],
    [339, 3],
  ];
  const out = Buffer.alloc(240);
  out.write('II');
  out.writeUInt16LE(42, 2);
  out.writeUInt32LE(8, 4);
  out.writeUInt16LE(tags.length, 8);
  for (const [i, [tag, value]] of tags.entries()) {
    out.writeUInt16LE(tag, 10 + 12 * i);
    out.writeUInt16LE(4, 12 + 12 * i);
    out.writeUInt32LE(1, 14 + 12 * i);
    out.writeUInt32LE(value, 18 + 12 * i);
  }
  return out;
}

function exr(compression: number, tile: number | null): Buffer {
  const attribute = (name: string, type: string, value: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeInt32LE(value.length);
    return Buffer.concat([text(`${name}\0${type}\0`), size, value]);
  };
  const ints = (...values: readonly number[]): Buffer => Buffer.from(Int32Array.from(values).buffer);
  const box = ints(0, 0, SIDE - 1, SIDE - 1);
  return Buffer.concat([
    text([0x76, 0x2f, 0x31, 1, 2, tile === null ? 0 : 2, 0, 0]),
    attribute('channels', 'chlist', Buffer.concat([text('Y\0'), ints(1, 0, 1, 1), text('\0')])),
    attribute('compression', 'compression', Buffer.from([compression])),
    attribute('dataWindow', 'box2i', box),
    attribute('displayWindow', 'box2i', box),
    ...(tile === null ? [] : [attribute('tiles', 'tiledesc', Buffer.concat([ints(tile, tile), Buffer.from([0])]))]),
    Buffer.alloc(2048),
  ]);
}

const LARGE: readonly (readonly [string, Buffer])[] = [
  ...[1, 4, 8, 16, 24, 32].map((bits) => [`BMP of ${bits} bits`, bmp(bits, 0)] as const),
  ['BMP of run lengths', bmp(8, 1)],
  ...['P1', 'P4'].map((kind) => [kind, text(`${kind}\n${SIDE} ${SIDE}\n`, [1, 0, 1, 0])] as const),
  ...['P2', 'P3', 'P5', 'P6'].map((kind) => [kind, text(`${kind}\n${SIDE} ${SIDE}\n255\n`, [48, 32])] as const),
  ['PFM', text(`PF\n${SIDE} ${SIDE}\n-1.0\n`, [0, 0])],
  ['PAM', text(`P7\nWIDTH ${SIDE}\nHEIGHT ${SIDE}\nDEPTH 4\nMAXVAL 255\nENDHDR\n`, [1, 2, 3])],
  ['TGA', tga(2)],
  ['TGA of run lengths', tga(10)],
  ['QOI', qoi()],
  ['HDR, new', text(`#?RADIANCE\n\n-Y ${SIDE} +X ${SIDE}\n`, [2, 2, SIDE >> 8, SIDE & 255, 129, 0])],
  ['HDR, old', text(`#?RADIANCE\n\n-Y ${SIDE} +X ${SIDE}\n`, [9, 9, 9, 9, 1, 1, 1, 255])],
  ['TIFF', tiff(1)],
  ['TIFF of Deflate', tiff(8)],
  ['EXR', exr(0, null)],
  ['EXR of tiles', exr(3, 1)],
];

describe('a file that says a size it does not hold', () => {
  it.each(LARGE)('is refused before its pixels get a place: %s', async (_name, bytes) => {
    let refusal: unknown;
    const most = await largestArray(async () => {
      refusal = await readPicture(bytes, 'large').catch((error: unknown) => error);
    });
    expect(refusal).toBeInstanceOf(UpbenchError);
    expect((refusal as Error).message).toMatch(/^"large" /);
    expect(most).toBeLessThan(MOST_VALUES);
  });

  it('says nothing of small pictures whose runs are left out, and of large ones of the old coding', async () => {
    const small = bmp(8, 1, Buffer.from([0, 1]));
    small.writeInt32LE(3, 18);
    small.writeInt32LE(2, 22);
    expect([...readBmp(small, 'small').raster.data]).toEqual([0, 0, 0, 0, 0, 0]);
    const flat = text(`#?RADIANCE\n\n-Y 1 +X 1021\n`, [9, 9, 9, 128, 1, 1, 1, 252, 1, 1, 1, 3]);
    const { raster } = await readPicture(flat, 'flat');
    expect([raster.width, new Set(raster.data).size]).toEqual([1021, 1]);
  });
});

describe('PAM', () => {
  const pam = (max: number, depth: string, values: number[]): Buffer =>
    text(`P7\nWIDTH 2\nHEIGHT 1\nDEPTH ${depth}\nMAXVAL ${max}\nENDHDR\n`, values);

  it('of a largest value 1 is black and white, and nothing above 1 wraps to another value', () => {
    expect([...readPnm(pam(1, '1', [0, 1]), 'two').raster.data]).toEqual([0, 255]);
    for (const wrong of [2, 128, 254, 255]) expect(() => readPnm(pam(1, '1', [0, wrong]), 'two')).toThrow(/damaged/);
  });

  it('has a whole number of planes', () => {
    expect(() => readPnm(pam(255, '1.5', [1, 2, 3, 4]), 'half')).toThrow(/damaged/);
  });
});
