import { describe, expect, it } from 'vitest';
import { readPicture } from '@core/engine/pictureFile';
import { UpbenchError } from '@core/tensor/errors';
import { encode, makeRaster } from '../../helpers/pictures';

/**
 * Damaged files of every format: a decoder answers with a picture or with one sentence, soon, and never more.
 * `UPBENCH_FUZZ=20000 npx vitest run test/core/engine/fuzzPictures` does many more than the usual run.
 */
const COUNT = Number(process.env['UPBENCH_FUZZ'] ?? 500);
const FORMATS = ['png', 'jpeg', 'webp', 'avif', 'tiff', 'gif'] as const;
const SLOW_MS = 60_000;

/** Small and repeatable: mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One to eight wounds: bytes changed, cut out, doubled, moved, or extreme numbers written over the header. */
function damage(bytes: Uint8Array, next: () => number): Uint8Array {
  let out = Buffer.from(bytes);
  const place = (): number => Math.floor(next() * out.length);
  for (let wounds = 1 + Math.floor(next() * 8); wounds > 0 && out.length > 16; wounds--) {
    const at = place();
    const kind = Math.floor(next() * 6);
    if (kind === 0) out[at] = Math.floor(next() * 256);
    else if (kind === 1) out[at] = (out[at] ?? 0) ^ (1 << Math.floor(next() * 8));
    else if (kind === 2) out = Buffer.concat([out.subarray(0, at), out.subarray(at + 1 + Math.floor(next() * 32))]);
    else if (kind === 3) out = Buffer.concat([out.subarray(0, at), out.subarray(Math.max(0, at - 32))]);
    else if (kind === 4) out.fill(next() < 0.5 ? 0xff : 0, at, Math.min(at + 4, out.length));
    else
      out.writeUInt32BE(
        [0, 1, 0x7fffffff, 0xffffffff, 65535][Math.floor(next() * 5)]!,
        Math.min(Math.floor(next() * 64), out.length - 4),
      );
  }
  return out;
}

describe('damaged pictures', () => {
  it.each(FORMATS)(
    '%s',
    async (format) => {
      const seeds = await Promise.all([
        encode(makeRaster({ width: 24, height: 17 }), format),
        encode(makeRaster({ width: 5, height: 9, channels: 1, alpha: format !== 'jpeg' }), format),
      ]);
      const next = random(FORMATS.indexOf(format) + 1);
      for (let i = 0; i < Math.ceil(COUNT / FORMATS.length); i++) {
        const bytes = damage(seeds[i % seeds.length]!, next);
        const started = performance.now();
        try {
          const { raster } = await readPicture(bytes, 'fuzz');
          expect(raster.data).toHaveLength(raster.width * raster.height * raster.channels);
        } catch (error) {
          expect(error, `mutation ${i}`).toBeInstanceOf(UpbenchError);
          expect((error as Error).message, `mutation ${i}`).toMatch(/^[^\n]{10,300}\.$/);
        }
        expect(performance.now() - started, `mutation ${i}`).toBeLessThan(SLOW_MS);
      }
    },
    60_000 + COUNT * 60,
  );
});
