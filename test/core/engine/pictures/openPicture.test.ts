import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { blobPath } from '@core/engine/host/blobPath';
import { openPicture } from '@core/engine/pictures/openPicture';
import { writePng } from '@core/engine/pictures/png';
import { makeRaster } from '../../../helpers/pictures';

const folder = mkdtempSync(join(tmpdir(), 'upbench-open-'));
mkdirSync(join(folder, 'blobs'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['colours', 3, false],
  ['grey', 1, false],
  ['colours with alpha', 3, true],
  ['grey with alpha', 1, true],
] as const)(
  'the thumbnail of %s is made from the pixels, and is what the preview would give',
  async (name, channels, alpha) => {
    const raster = makeRaster({ width: 320, height: 200, channels, alpha });
    const path = join(folder, `${name}.png`);
    writeFileSync(path, writePng(raster, raster.alpha));
    const opened = await openPicture({ kind: 'open', path, name, folder, isAside: false });
    const [preview, thumbnail] = [opened.preview, opened.thumbnail].map(({ id }) =>
      readFileSync(blobPath(folder, id)!.path),
    );
    const pixels = (png: Buffer): Promise<Buffer> => sharp(png).toColourspace('srgb').raw().toBuffer();
    const wanted = await sharp(preview).resize(160, 160, { fit: 'inside' }).png().toBuffer();
    expect((await pixels(thumbnail!)).equals(await pixels(wanted))).toBe(true);
  },
);
