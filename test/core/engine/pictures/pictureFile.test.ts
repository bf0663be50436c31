import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { writePng } from '@core/engine/pictures/png';
import { sniffFormat } from '@core/engine/pictures/sniff';
import { UpbenchError } from '@core/tensor/errors';
import { PICTURE_TITLES } from '@core/tensor/pictureKinds';
import { encode, hugePng, makeRaster } from '../../../helpers/pictures';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const picture = makeRaster({ width: 40, height: 30 }, (x, y, c) => (x * 5 + y * 3 + c * 40) % 256);

/** The refusal of bytes or a path, as `code: sentence` with the folder left out. */
async function refusal(source: string | Uint8Array, name?: string): Promise<string> {
  const outcome = await readPicture(source, name).then(
    () => 'accepted',
    (error: unknown) => error,
  );
  if (!(outcome instanceof UpbenchError)) throw new Error(`Expected a refusal but got ${String(outcome)}`);
  return `${outcome.code}: ${outcome.message.replaceAll(`${folder}/`, '')}`;
}

function write(name: string, bytes: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('what is read', () => {
  it.each(['png', 'webp', 'tiff'] as const)('%s without loss, value for value', async (format) => {
    const read = await readPicture(await encode(picture, format));
    expect(read.format).toBe(format);
    expect(read.raster).toEqual(picture);
  });

  it.each(['jpeg', 'avif', 'gif'] as const)('%s nearly', async (format) => {
    const read = await readPicture(await encode(picture, format));
    expect(read.format).toBe(format);
    expect(read.raster).toMatchObject({ width: 40, height: 30, channels: 3, bitDepth: 8 });
    const difference = [...read.raster.data].reduce((sum, value, i) => sum + Math.abs(value - picture.data[i]!), 0);
    expect(difference / picture.data.length).toBeLessThan(12);
  });

  it.each([
    { channels: 1, bitDepth: 8, alpha: false },
    { channels: 1, bitDepth: 8, alpha: true },
    { channels: 1, bitDepth: 16, alpha: false },
    { channels: 1, bitDepth: 16, alpha: true },
    { channels: 3, bitDepth: 8, alpha: true },
    { channels: 3, bitDepth: 16, alpha: false },
    { channels: 3, bitDepth: 16, alpha: true },
  ] as const)('$bitDepth bit, $channels channels, alpha $alpha', async (kind) => {
    const raster = makeRaster({ width: 9, height: 7, ...kind }, (x, y, c) => x * 911 + y * 6007 + c * 77);
    for (const bytes of [writePng(raster), await encode(raster, 'tiff')]) {
      const read = await readPicture(bytes);
      expect(read.raster).toEqual(raster);
      expect(read.notes.some((note) => note.startsWith('Alpha is resized separately by nearest'))).toBe(kind.alpha);
    }
  });

  it('all eight EXIF orientations of one picture as the same picture', async () => {
    // How the stored pixels must lie for each orientation so that the upright picture is always the same.
    const stored = async (orientation: number) => {
      // In steps of their own: one pipeline would mirror before it turns, whatever the order of the calls.
      const turn = async (angle: number) => sharp(await sharp(writePng(picture)).rotate(angle).png().toBuffer());
      const angle = [0, 0, 0, 180, 180, 90, 270, 90, 90][orientation]!;
      const turned = await turn(angle);
      // 180 and a flop is a flip.
      if (orientation === 2 || orientation === 4 || orientation === 5) turned.flop();
      if (orientation === 7) turned.flip();
      return turned.png().toBuffer();
    };
    for (let orientation = 1; orientation <= 8; orientation++) {
      const bytes = await sharp(await stored(orientation))
        .withMetadata({ orientation })
        .png()
        .toBuffer();
      const read = await readPicture(bytes);
      expect(read.raster, `orientation ${orientation}`).toEqual(picture);
      expect(read.notes.filter((note) => note.startsWith('EXIF'))).toEqual(
        orientation === 1 ? [] : [`EXIF orientation ${orientation} was applied.`],
      );
    }
  });

  it('CMYK as RGB, and says so', async () => {
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#ff8000' } })
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer();
    const { raster, notes } = await readPicture(bytes);
    expect(raster.channels).toBe(3);
    expect(notes).toContain('CMYK was converted to sRGB.');
    [255, 128, 0].forEach((value, c) => expect(Math.abs(raster.data[c]! - value)).toBeLessThan(20));
  });

  it('encoded values whatever the ICC profile says, and says so', async () => {
    const bytes = await sharp(writePng(picture)).withIccProfile('p3').png().toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    const { raster, notes } = await readPicture(bytes);
    expect(Buffer.from(raster.data as Uint8Array).equals(stored)).toBe(true);
    expect(notes.join()).toContain('ICC profile was not applied');
  });

  it('palette pictures as RGB', async () => {
    const bytes = await sharp(writePng(picture)).png({ palette: true, colours: 16 }).toBuffer();
    const { raster, notes } = await readPicture(bytes);
    expect(raster).toMatchObject({ channels: 3, bitDepth: 8, width: 40 });
    expect(notes).toContain('The palette was expanded to RGB.');
  });

  it('interlaced PNG and progressive JPEG', async () => {
    const interlaced = await sharp(writePng(picture)).png({ progressive: true }).toBuffer();
    expect((await readPicture(interlaced)).raster).toEqual(picture);
    const progressive = await sharp(writePng(picture)).jpeg({ progressive: true }).toBuffer();
    expect((await readPicture(progressive)).raster.width).toBe(40);
  });

  it('the first frame of an animation', async () => {
    const frame = (value: number) => ({
      create: { width: 10, height: 6, channels: 3 as const, background: { r: value, g: 0, b: 0 } },
    });
    const frames = await Promise.all([250, 10].map((value) => sharp(frame(value)).png().toBuffer()));
    for (const format of ['gif', 'webp'] as const) {
      const bytes = await sharp(frames, { join: { animated: true } })
        [format]()
        .toBuffer();
      const { raster, notes } = await readPicture(bytes);
      expect(raster).toMatchObject({ width: 10, height: 6 });
      expect(raster.data[0]).toBeGreaterThan(240);
      expect(notes).toContain('Only the first of 2 frames or pages is used.');
    }
  });

  it('by content, not by name: a wrong ending is said, no ending is nothing', async () => {
    const wrong = await readPicture(write('photo.jpg', writePng(picture)));
    expect(wrong.format).toBe('png');
    expect(wrong.notes).toEqual(['The name ends in .jpg, but the file is PNG.']);
    expect((await readPicture(write('photo', writePng(picture)))).notes).toEqual([]);
  });

  it('1×1 and 1×N', async () => {
    for (const size of [
      { width: 1, height: 1 },
      { width: 1, height: 300 },
      { width: 300, height: 1 },
    ]) {
      const raster = makeRaster(size);
      expect((await readPicture(writePng(raster))).raster).toEqual(raster);
    }
  });

  it('a file with the size and hash of its bytes', async () => {
    const bytes = writePng(picture);
    const read = await readPicture(write('hash.png', bytes));
    expect(read.fileBytes).toBe(bytes.length);
    expect(read.sha256).toBe(execFileSync('sha256sum', [join(folder, 'hash.png')], { encoding: 'utf8' }).split(' ')[0]);
  });

  it('a name of any language, and a link', async () => {
    const path = write('图像 ü 🖼.png', writePng(picture));
    symlinkSync(path, join(folder, 'link.png'));
    expect((await readPicture(join(folder, 'link.png'))).raster.width).toBe(40);
  });
});

const KINDS = `${PICTURE_TITLES.slice(0, -1).join(', ')} or ${PICTURE_TITLES.at(-1)}`;

describe('what is refused, each in one sentence', () => {
  it.each([
    [
      'text.png',
      'Dear reader, this is no picture.\n',
      `unsupported-file: "text.png" is not a ${KINDS} picture: it holds text.`,
    ],
    ['empty.png', '', 'corrupt-file: "empty.png" is empty.'],
    [
      'a.pdf',
      '%PDF-1.7\n%\xe2\xe3 and so on',
      `unsupported-file: "a.pdf" is not a ${KINDS} picture: it holds a PDF document.`,
    ],
    [
      'a.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      'unsupported-file: "a.svg" is an SVG drawing. Export it as PNG at the size you want to compare.',
    ],
    [
      'short',
      Buffer.from('\x89PNG', 'latin1'),
      'corrupt-file: "short" is a PNG cut short: 4 bytes are all there is of it.',
    ],
  ])('%s', async (name, content, sentence) => {
    expect(await refusal(write(name, content))).toBe(sentence);
  });

  it('a file that is not there, a folder, a pipe, a part of the path that is a file', async () => {
    expect(await refusal(join(folder, 'none.png'))).toBe('missing-file: Cannot find "none.png".');
    mkdirSync(join(folder, 'sub'), { recursive: true });
    expect(await refusal(join(folder, 'sub'))).toBe('unreadable-file: "sub" is a folder, not a file.');
    expect(await refusal(join(write('plain', 'x'), 'below.png'))).toBe('missing-file: Cannot find "plain/below.png".');
    expect(await refusal(`${join(folder, 'n'.repeat(300))}.png`)).toContain('the name is too long');
    symlinkSync('round.png', join(folder, 'round.png'));
    expect(await refusal(join(folder, 'round.png'))).toContain('go round in a circle');
  });

  it.runIf(process.platform === 'linux')('a pipe without waiting for a writer, and a device', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.png')]);
    expect(await refusal(join(folder, 'pipe.png'))).toBe('unreadable-file: "pipe.png" is not a regular file.');
    expect(await refusal('/dev/zero')).toBe('unreadable-file: "/dev/zero" is not a regular file.');
  });

  it.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)('a file without permission', async () => {
    const path = write('locked.png', writePng(picture));
    chmodSync(path, 0);
    expect(await refusal(path)).toBe('unreadable-file: No permission to read "locked.png".');
  });

  it.each(['png', 'jpeg', 'webp', 'avif', 'tiff', 'gif'] as const)('%s cut off at any place', async (format) => {
    const bytes = await encode(picture, format);
    for (const share of [0.15, 0.4, 0.7, 0.95]) {
      const cut = bytes.subarray(0, Math.floor(bytes.length * share));
      // A short head may not even look like the format any more.
      expect(await refusal(cut, `cut.${format}`)).toMatch(
        /^(corrupt|unsupported)-file: "cut\.\w+" is (damaged|not a PNG|a WebP cut short|a TIFF cut short)[^\n]*\.$/,
      );
    }
  });

  it.each([
    [65535, 65535, 4295],
    [2 ** 31 - 1, 1, 2147],
    [12000, 12000, 144],
  ])('a header that promises %i×%i pixels, at once', async (width, height, megapixels) => {
    expect(await refusal(hugePng(width, height), 'bomb.png')).toBe(
      `too-large: "bomb.png" has ${width}×${height} pixels (${megapixels} megapixels); at most 134 megapixels are read.`,
    );
  });

  it('a header that promises what is not there', async () => {
    expect(await refusal(hugePng(3000, 3000), 'hollow.png')).toMatch(/^corrupt-file: "hollow\.png" is damaged/);
  });
});

describe('sniffFormat', () => {
  it('never throws, whatever the bytes', () => {
    for (let length = 0; length < 64; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) % 256);
      expect(sniffFormat(bytes)).toBeUndefined();
    }
    const ftyp = Buffer.concat([Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.from('ftypmif1'), Buffer.alloc(4)]);
    expect(sniffFormat(ftyp)).toBeUndefined();
  });
});
