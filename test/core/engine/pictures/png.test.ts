import { constants, deflateSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createFastOperators } from '@core/kernels';
import { adler32 } from '@core/engine/pictures/deflate';
import { pngParts, toEightBit, writePng } from '@core/engine/pictures/png';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { STRIPS_CHUNK } from '@core/tensor/pngStrips';
import { makeRaster } from '../../../helpers/pictures';

const shapes = fc.record({
  width: fc.integer({ min: 1, max: 20 }),
  height: fc.integer({ min: 1, max: 12 }),
  channels: fc.constantFrom(1 as const, 3 as const),
  bitDepth: fc.constantFrom(8 as const, 16 as const),
  alpha: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1e6 }),
  effort: fc.constantFrom('fast' as const, 'small' as const),
});

describe('writePng', () => {
  it('comes back value for value, whatever the depth, channels, alpha and effort', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ seed, effort, ...size }) => {
        const raster = makeRaster(size, (x, y, c) => (seed * (x + 3) * (y + 5) * (c + 7)) % 65521);
        const { raster: back } = await readPicture(writePng(raster, raster.alpha, effort));
        expect(back).toEqual(raster);
      }),
      { numRuns: 60 },
    );
  });

  it('is a PNG to the library that everybody uses', async () => {
    const png = writePng(makeRaster({ width: 5, height: 4, bitDepth: 16, channels: 1, alpha: true }));
    expect(await sharp(png).metadata()).toMatchObject({
      format: 'png',
      width: 5,
      height: 4,
      depth: 'ushort',
      hasAlpha: true,
    });
  });

  it('is written strip by strip where it is large, and reads as one picture', async () => {
    const size = { width: 1690, height: 1701, channels: 3 as const, bitDepth: 8 as const };
    const raster = makeRaster(size, (x, y, c) => (x * y * (c + 1)) >> 6);
    const { pngFilter } = createFastOperators();
    const parts = [...pngParts(raster, undefined, 'small', undefined, pngFilter)];
    // Signature, header, how many rows a strip has, three strips, end.
    expect(parts.length).toBe(7);
    const written = Buffer.concat(parts);
    // Not by toEqual, which takes minutes for millions of values.
    expect(Buffer.compare(writePng(raster), written)).toBe(0);
    const { raster: back } = await readPicture(written);
    expect(Buffer.compare(back.data as Uint8Array, raster.data as Uint8Array)).toBe(0);
  });

  it.each([
    { bitDepth: 8 as const, alpha: false, own: true },
    { bitDepth: 8 as const, alpha: true, own: false },
    { bitDepth: 16 as const, alpha: true, own: false },
  ])('has strips that are read alone: %o', ({ own: isOwn, ...form }) => {
    const width = 1690;
    const raster = makeRaster({ width, height: 1701, channels: 3, ...form }, (x, y, c) => (x * y * (c + 1)) >> 6);
    const filter = isOwn ? createFastOperators().pngFilter : undefined;
    const parts = [...pngParts(raster, raster.alpha, 'fast', undefined, filter)];
    const typeOf = (part: Uint8Array): string => Buffer.from(part.subarray(4, 8)).toString('latin1');
    const rows = new DataView(parts.find((part) => typeOf(part) === STRIPS_CHUNK)!.buffer).getUint32(8);
    const strips = parts.filter((part) => typeOf(part) === 'IDAT').map((part) => part.subarray(8, -4));
    expect(strips.length).toBe(Math.ceil(1701 / rows));
    const bytes = width * (form.alpha ? 4 : 3) * (form.bitDepth / 8);
    for (const [index, strip] of strips.entries()) {
      // The first begins with the two bytes of zlib.
      const own = index === 0 ? strip.subarray(2) : strip;
      const lines = inflateRawSync(own, { finishFlush: constants.Z_SYNC_FLUSH });
      expect(lines.length).toBe((bytes + 1) * Math.min(rows, 1701 - index * rows));
      // Sub: looks to the left alone.
      expect(lines[0]).toBe(1);
    }
  });

  it('has check sums that go on from those of what came before', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (a, b) => {
        expect(adler32(b, adler32(a))).toBe(adler32(new Uint8Array([...a, ...b])));
      }),
    );
    const bright = new Uint8Array(200_000).fill(255);
    expect(adler32(bright, adler32(bright))).toBe(adler32(new Uint8Array(400_000).fill(255)));
    // RFC 1950's own algorithm, as zlib writes it.
    expect(deflateSync(bright).readUInt32BE(deflateSync(bright).length - 4)).toBe(adler32(bright));
  });

  it('makes a smooth picture much smaller than its values', () => {
    const raster = makeRaster({ width: 256, height: 256 }, (x, y) => (x + y) / 2);
    expect(writePng(raster).length).toBeLessThan(raster.data.length / 20);
  });
});

describe('toEightBit', () => {
  it('rounds half up to the nearest of 256 values', () => {
    const raster = makeRaster(
      { width: 6, height: 1, channels: 1, bitDepth: 16 },
      (x) => [0, 128, 129, 257, 65535, 65406][x]!,
    );
    expect([...toEightBit(raster).data]).toEqual([0, 0, 1, 1, 255, 254]);
  });

  it('leaves 8-bit pictures alone and narrows alpha, too', () => {
    const raster = makeRaster({ width: 2, height: 2 });
    expect(toEightBit(raster)).toBe(raster);
    const deep = makeRaster({ width: 2, height: 1, bitDepth: 16, alpha: true });
    expect(toEightBit(deep).alpha).toEqual(Uint8Array.of(0, 0));
  });
});
