import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { PictureFile } from '@core/engine/pictures/pictureFile';
import sharp from 'sharp';

// The native and the WebAssembly build of the decoder are one decoder: the same bits from every format.

type Reader = (source: Uint8Array) => Promise<PictureFile>;
const { cache } = createRequire(import.meta.url);

async function readerOf(build: 'native' | 'wasm'): Promise<{ read: Reader; versions: Record<string, string> }> {
  vi.stubEnv('UPBENCH_SHARP', build);
  vi.resetModules();
  for (const path of Object.keys(cache))
    if (/node_modules[\\/](sharp|@img)[\\/]/.test(path)) Reflect.deleteProperty(cache, path);
  const { readPicture } = await import('@core/engine/pictures/pictureFile');
  const { decoderVersions } = await import('@core/engine/pictures/vips');
  return { read: (source) => readPicture(source), versions: { ...decoderVersions() } };
}

let native: Awaited<ReturnType<typeof readerOf>>;
let wasm: Awaited<ReturnType<typeof readerOf>>;
beforeAll(async () => {
  native = await readerOf('native');
  wasm = await readerOf('wasm');
});
afterAll(() => vi.unstubAllEnvs());

const WIDTH = 61;
const HEIGHT = 47;
/** Smooth colours with some noise, so that every coder has work to do. */
const pixels = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => ((i * 7) % 200) + ((i * 2654435761) >>> 27));
const source = () => sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
const FORMATS: Record<string, () => Promise<Buffer>> = {
  'PNG of 8 bits': () => source().png().toBuffer(),
  'PNG of 16 bits': () => source().toColourspace('rgb16').png().toBuffer(),
  'grey PNG': () => source().greyscale().png().toBuffer(),
  'PNG with alpha': () => source().ensureAlpha(0.5).png().toBuffer(),
  'indexed PNG': () => source().png({ palette: true }).toBuffer(),
  JPEG: () => source().jpeg({ quality: 83 }).toBuffer(),
  'progressive JPEG without subsampling': () =>
    source().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
  'CMYK JPEG': () => source().toColourspace('cmyk').jpeg().toBuffer(),
  'JPEG of another colour space': () => source().withIccProfile('p3').jpeg().toBuffer(),
  WebP: () => source().webp({ quality: 70 }).toBuffer(),
  'lossless WebP': () => source().webp({ lossless: true }).toBuffer(),
  AVIF: () => source().avif({ quality: 60 }).toBuffer(),
  'TIFF with LZW': () => source().tiff({ compression: 'lzw' }).toBuffer(),
  'TIFF of 16 bits': () => source().toColourspace('rgb16').tiff({ compression: 'deflate' }).toBuffer(),
  GIF: () => source().gif().toBuffer(),
};

test('each build says which it is', () => {
  expect(native.versions['sharp']).not.toContain('WebAssembly');
  expect(wasm.versions['sharp']).toMatch(/ \(WebAssembly\)$/);
  expect(wasm.versions['libvips']).toBe(native.versions['libvips']);
});

test.each(Object.entries(FORMATS))('%s', async (_name, make) => {
  const bytes = await make();
  const [one, other] = [await native.read(bytes), await wasm.read(bytes)];
  expect(other.raster).toEqual(one.raster);
  expect(other.notes).toEqual(one.notes);
  expect(one.raster).toMatchObject({ width: WIDTH, height: HEIGHT });
});
