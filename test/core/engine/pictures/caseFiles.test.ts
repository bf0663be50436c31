import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPicture, type PictureFile } from '@core/engine/pictures/pictureFile';
import { UpbenchError } from '@core/tensor/errors';
import type { Raster } from '@core/tensor/raster';
import { measure } from '@core/metrics';

// What is right of each file stands in test/goldens/files/README.md.

const at = (name: string): string => resolve(import.meta.dirname, '../../../goldens/files', name);
const read = (name: string): Promise<PictureFile> => readPicture(at(name), name);
const refusal = (name: string): Promise<string> =>
  read(name).then(
    () => 'opened',
    (error: unknown) => (error instanceof UpbenchError ? `${error.code}: ${error.message}` : String(error)),
  );
const decibels = (a: Raster, b: Raster): number =>
  Number(measure(a, b, { ids: ['psnr'], protocol: 'saved-file', scale: 2, regions: ['full'] })[0]!.value);

describe('AVIF', () => {
  it('gives the primary item, and says which it is', async () => {
    const second = await read('a_primary_is_second.avif');
    expect(second.raster).toMatchObject({ width: 160, height: 96 });
    expect([...second.raster.data.slice(0, 3)]).toEqual([29, 30, 200]);
    expect(second.notes).toEqual(['The file holds 2 pictures: the primary one, number 2, is used.']);
    const first = await read('a_primary_is_first.avif');
    expect(first.notes).toEqual(['The file holds 2 pictures: the primary one, number 1, is used.']);
  });

  it.each(['a_mono_limited.avif', 'a_mono_full.avif', 'a_444_limited.avif'])('%s equals its source', async (name) => {
    const { raster } = await read('grey_src.png');
    const avif = await read(name);
    expect(decibels(raster, avif.raster)).toBeGreaterThan(45);
    if (name.includes('mono')) expect(avif.raster.channels).toBe(1);
  });
});

describe('TIFF', () => {
  it.each([
    ['t_u8_3band_minisblack.tif', 3, 8, 'taken as red, green and blue'],
    ['t_u16_4band_ms.tif', 4, 16, '4 bands, all of them read'],
    ['t_u8_5band.tif', 5, 8, '5 bands, all of them read'],
    ['t_int16.tif', 1, 32, 'including negative values'],
    ['t_float32_01.tif', 1, 32, 'neither clipped nor rounded'],
    ['t_pagenumber_count1.tif', 3, 8, 'incorrect count for field "PageNumber"'],
    ['t_u8_rgb_planar_tiled.tif', 3, 8, ''],
  ])('%s: %i channels of %i bits', async (name, channels, bitDepth, note) => {
    const { raster, notes } = await read(name);
    expect(raster).toMatchObject({ width: 48, height: 32, channels, bitDepth });
    expect(raster.alpha).toBeUndefined();
    expect(notes.join(' ')).toContain(note);
  });

  it('the same picture in several files is the same picture', async () => {
    const { raster } = await read('p_ok.png');
    for (const name of ['t_u8_3band_minisblack.tif', 't_u8_rgb_planar_tiled.tif', 't_pagenumber_count1.tif', 'o.npy'])
      expect((await read(name)).raster.data, name).toEqual(raster.data);
    const { raster: bands } = await read('t_u8_5band.tif');
    expect(bands.data.filter((_, i) => i % 5 < 3)).toEqual(raster.data);
  });

  it('text, greys and floats of Netpbm open', async () => {
    expect((await read('o.bmp')).raster.data).toEqual((await read('o.ppm')).raster.data);
    expect((await read('o.pgm')).raster).toMatchObject({ channels: 1, bitDepth: 8 });
    expect((await read('o_ascii.ppm')).raster).toMatchObject({ channels: 3, bitDepth: 8 });
    expect((await read('o.pfm')).raster.bitDepth).toBe(32);
  });

  it.each(['o.bmp', 'o.ppm', 'o.pfm'])('%s cut off at any place is refused in one line', async (name) => {
    const bytes = readFileSync(at(name));
    for (let length = 0; length < bytes.length; length += Math.max(1, bytes.length >> 5)) {
      const outcome = await readPicture(bytes.subarray(0, length), name).then(
        () => 'opened',
        (error: unknown) => (error instanceof UpbenchError ? error.code : String(error)),
      );
      expect(outcome, `${length} bytes`).toMatch(/^(corrupt|unsupported)-file$/);
    }
  });

  it('signed samples keep their signs', async () => {
    const { raster } = await read('t_int16.tif');
    expect(Math.min(...raster.data)).toBeLessThan(-2000);
  });
});

describe('sound files are not called damaged, and damaged ones not sound', () => {
  it('junk before a segment of the header is a note', async () => {
    const { raster, notes } = await read('j_junk_before_dqt.jpg');
    expect(raster).toEqual((await read('j_ok.jpg')).raster);
    expect(notes).toEqual([
      'The JPEG headers are invalid, but the picture is intact: Corrupt JPEG data: 5 extraneous bytes before marker 0xdb.',
    ]);
  });

  it.each([
    ['j_truncated.jpg', /^corrupt-file: .*ends too early/],
    ['short.png', /^corrupt-file: "short.png" is a PNG cut short: 6 bytes/],
    [
      'lfs_pointer.png',
      /^unsupported-file: "lfs_pointer.png" is a Git LFS pointer, not the picture\. Run git lfs pull/,
    ],
    ['html_named.png', /^unsupported-file: "html_named.png" is a web page, not a picture\./],
  ])('%s', async (name, sentence) => expect(await refusal(name)).toMatch(sentence));

  it('an animation says that its first frame is used', async () => {
    expect((await read('a.png')).notes).toEqual(['Only the first of 3 frames or pages is used.']);
  });

  it('every file opens or is refused in one line', async () => {
    for (const name of readdirSync(at('.')).filter((file) => file !== 'README.md')) {
      const outcome = await refusal(name);
      expect(outcome, join('files', name)).toMatch(/^(opened|(corrupt|unsupported)-file: [^\n]+\.)$/);
    }
  });
});
