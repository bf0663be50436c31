import { describe, expect, it } from 'vitest';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { UpbenchError } from '@core/tensor/errors';
import { damage, FUZZ_COUNT, fuzzTimeout, randomFrom, SLOW_MS } from '../../../helpers/fuzz';
import { encode, makeRaster } from '../../../helpers/pictures';

/**
 * Damaged files of every format: a decoder answers with a picture or with one sentence, soon, and never more.
 */
const FORMATS = ['png', 'jpeg', 'webp', 'avif', 'tiff', 'gif'] as const;

describe('damaged pictures', () => {
  it.each(FORMATS)(
    '%s',
    async (format) => {
      const seeds = await Promise.all([
        encode(makeRaster({ width: 24, height: 17 }), format),
        encode(makeRaster({ width: 5, height: 9, channels: 1, alpha: format !== 'jpeg' }), format),
      ]);
      const next = randomFrom(FORMATS.indexOf(format) + 1);
      for (let i = 0; i < Math.ceil(FUZZ_COUNT / FORMATS.length); i++) {
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
    fuzzTimeout,
  );
});
