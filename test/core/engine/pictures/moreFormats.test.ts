import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { parseNpy } from '@core/tensor/npy';
import { UpbenchError } from '@core/tensor/errors';
import type { Raster } from '@core/tensor/raster';
import { damage, randomFrom } from '../../../helpers/fuzz';

const FOLDER = resolve(import.meta.dirname, '../../../goldens/formats');
const files = readdirSync(FOLDER).filter((name) => /\.(exr|hdr|tga|qoi)$/.test(name));
const lossy = files.filter((name) => /b44|dwa/.test(name));
const read = (...names: readonly string[]) => readPicture(join(FOLDER, ...names), names.at(-1));
const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'opened',
    (error: unknown) => (error instanceof UpbenchError ? error.message : String(error)),
  );

/** Colours and alpha, interleaved. */
function values({ width, height, channels, data, alpha }: Raster): number[] {
  const all: number[] = [];
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < channels; c++) all.push(data[i * channels + c]!);
    if (alpha) all.push(alpha[i]!);
  }
  return all;
}

describe('EXR, HDR, TGA and QOI', () => {
  it.each(files.filter((name) => !lossy.includes(name)))('%s is what others read', async (name) => {
    const { raster } = await read(name);
    const expected = parseNpy(readFileSync(join(FOLDER, `${name}.npy`)), name);
    expect([raster.height, raster.width]).toEqual(expected.shape.slice(0, 2));
    expect(values(raster)).toEqual([...expected.data].map(Number));
  });

  it.each(lossy)('%s is refused by its compression', async (name) => {
    expect(await refusal(read(name))).toMatch(
      /^".+" is an OpenEXR file with (B44|DWAA) compression, which is not read\./,
    );
  });

  it('say what is to be known of their values', async () => {
    expect((await read('m_two.exr')).notes).toContain('The file holds 2 parts: the first one is used.');
    expect((await read('e_zips_half_33x17_4.exr')).notes.join(' ')).toContain(
      'Colours of OpenEXR are multiplied by alpha',
    );
    expect((await read('h_5x3_1.hdr')).notes[0]).toContain('linear in light');
    // By their codes, so that every language has them.
    for (const name of ['m_two.exr', 'h_5x3_1.hdr'])
      expect((await read(name)).notesSaid.filter((note) => typeof note === 'string')).toEqual([]);
  });

  it('damaged ones give one sentence, and no more memory than the file can fill', { timeout: 120_000 }, async () => {
    const next = randomFrom(11);
    const seeds = files.map((name) => readFileSync(join(FOLDER, name)));
    for (let i = 0; i < 600; i++) {
      try {
        const { raster } = await readPicture(damage(seeds[i % seeds.length]!, next), 'fuzz');
        expect(raster.data).toHaveLength(raster.width * raster.height * raster.channels);
      } catch (error) {
        expect(error, `mutation ${i}`).toBeInstanceOf(UpbenchError);
        expect((error as Error).message, `mutation ${i}`).toMatch(/^[^\n]{10,300}\.$/);
      }
    }
  });

  it('a few bytes that promise a large picture are refused before anything is made', async () => {
    const qoi = Uint8Array.from([0x71, 0x6f, 0x69, 0x66, 0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10, 3, 0, 0xfd, 0xfd]);
    expect(await refusal(readPicture(qoi, 'q.qoi'))).toContain('damaged');
    const hdr = new TextEncoder().encode('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 9000 +X 9000\n\u0001\u0001');
    expect(await refusal(readPicture(hdr, 'h.hdr'))).toContain('damaged');
    const huge = new TextEncoder().encode('#?RADIANCE\n\n-Y 90000 +X 90000\n');
    expect(await refusal(readPicture(huge, 'h.hdr'))).toContain('megapixels');
  });
});

describe('OpenEXR by its parts', () => {
  /** One row without compression: channels by their names, floats. */
  function exr(channels: Readonly<Record<string, readonly number[]>>, sampling = 1, compression = 0): Uint8Array {
    const bytes: number[] = [0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0];
    const int = (value: number): number[] => [...new Uint8Array(new Int32Array([value]).buffer)];
    const text = (value: string): number[] => [...new TextEncoder().encode(value), 0];
    const attribute = (name: string, type: string, value: readonly number[]): void =>
      void bytes.push(...text(name), ...text(type), ...int(value.length), ...value);
    const names = Object.keys(channels).sort();
    const list = names.flatMap((name) => [...text(name), ...int(2), 0, 0, 0, 0, ...int(sampling), ...int(1)]);
    attribute('channels', 'chlist', [...list, 0]);
    attribute('compression', 'compression', [compression]);
    const width = channels[names[0]!]!.length;
    attribute('dataWindow', 'box2i', [...int(3), ...int(5), ...int(3 + width - 1), ...int(5)]);
    attribute('displayWindow', 'box2i', [...int(0), ...int(0), ...int(9), ...int(9)]);
    bytes.push(0);
    bytes.push(...int(bytes.length + 8), ...int(0));
    const pixels = names.flatMap((name) => [...new Uint8Array(new Float32Array(channels[name]!).buffer)]);
    bytes.push(...int(5), ...int(pixels.length), ...pixels);
    return Uint8Array.from(bytes);
  }

  it('takes channels of any names as bands, in the order of the file', async () => {
    const { raster, notes } = await readPicture(exr({ 'depth.Z': [1, 2], 'normal.X': [0.5, -0.5] }), 'bands.exr');
    expect(raster).toMatchObject({ width: 2, height: 1, channels: 2, bitDepth: 32 });
    expect([...raster.data]).toEqual([1, 0.5, 2, -0.5]);
    expect(notes).toContain('The channels, in order: depth.Z, normal.X.');
    expect(notes).toContain('The file places its pixels in a frame of 10×10; the pixels alone are used.');
  });

  it('takes colours, and names what it leaves out', async () => {
    const { raster, notes } = await readPicture(exr({ R: [1], G: [0.5], B: [0.25], Z: [9] }), 'rgbz.exr');
    expect([...raster.data]).toEqual([1, 0.5, 0.25]);
    expect(notes).toContain('Channels that were left out: Z.');
  });

  it('refuses channels of different sizes', async () => {
    expect(await refusal(readPicture(exr({ Y: [1, 2] }, 2), 'sub.exr'))).toContain('channels of different sizes');
  });
});

it('Radiance of before 1991 repeats whole pixels, and a picture may lie on its side', async () => {
  const head = new TextEncoder().encode('#?RGBE\nEXPOSURE=2\n\n+X 2 -Y 3\n');
  // Columns of three: a pixel and its repetition, then three pixels.
  const body = [10, 20, 30, 136, 1, 1, 1, 2, 1, 2, 3, 136, 4, 5, 6, 136, 7, 8, 9, 137];
  const { raster, notes } = await readPicture(Uint8Array.from([...head, ...body]), 'old.hdr');
  expect(raster).toMatchObject({ width: 2, height: 3 });
  expect([...raster.data]).toEqual([10, 20, 30, 1, 2, 3, 10, 20, 30, 4, 5, 6, 10, 20, 30, 14, 16, 18]);
  expect(notes.join(' ')).toContain('1 correction of exposure');
});

describe('what does not open says what it is and what to do', () => {
  it.each([
    ['a.heic', 'is a HEIC picture. Convert it without loss: heif-convert'],
    ['a.jxl', 'is a JPEG XL picture. Convert it without loss: djxl'],
    ['a.jp2', 'is a JPEG 2000 picture. Convert it without loss'],
    ['a.dds', 'is a DDS texture. Convert it'],
    ['a.dcm', 'is a DICOM picture. Save its pixels: pydicom'],
    ['a.mat', 'is a MATLAB file. Save the array it holds: scipy'],
    ['a.h5', 'is an HDF5 file'],
    ['a.mp4', 'is a video. Save the frames to compare'],
    ['a.mkv', 'is a video'],
    ['a.avi', 'is a video'],
    ['a.m2t', 'is a video'],
    ['twelve.jpg', 'is a JPEG file with 12 bits per sample'],
    ['lzma.tif', 'is a TIFF file with LZMA compression'],
    ['lab.tif', 'is a TIFF file with CIE L*a*b* colours'],
    ['raw.dng', 'is a TIFF file with camera raw data'],
    ['seq.avif', 'is an AVIF file with an image sequence'],
  ])('%s', async (name, words) => {
    expect(await refusal(read('refused', name))).toContain(words);
  });
});

describe('what changes how values should be read is said', () => {
  it.each([
    ['pq.png', 'encoded by PQ, for HDR displays'],
    ['hlg.png', 'encoded by HLG, for HDR displays'],
    ['associated.tif', 'The colours were premultiplied by alpha; they were divided by it'],
    ['transparent.gif', 'GIF transparency is resized separately, as alpha'],
    ['cmyk_profile.jpg', 'CMYK was converted to sRGB by the CMYK profile in the file.'],
    ['a98.png', 'The ICC profile was not applied'],
    ['twelve_bits.tif', 'The largest value is 3980: where white is 4095, say --range 4095.'],
    ['twelve_bits.png', 'The largest value is 3980: where white is 4095, say --range 4095.'],
  ])('%s', async (name, words) => {
    expect((await read('noted', name)).notes.join(' ')).toContain(words);
  });
});
