import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createReferenceOperators } from '@core/ops';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { defaultExperiment } from '@core/experiment/defaults';
import { cropToMultiple, degrade, degradedSamples } from '@core/experiment/degrade';
import { keyMethods } from '@core/experiment/keys';
import { runPicture } from '@core/experiment/run';
import { parseNpy } from '@core/tensor/npy';
import type { Raster } from '@core/tensor/raster';
import { testWeights } from '../../helpers/methods';

/** imresize of MATLAB down and up on two pictures, and what papers' scripts measure on it. */
interface Golden {
  readonly picture: string;
  readonly scale: 2 | 3 | 4;
  readonly down: string;
  readonly lr: string;
  readonly up: string;
  readonly rgb_path?: Record<'psnr_y_unrounded' | 'ssim_y_unrounded' | 'psnr_y_rounded' | 'ssim_y_rounded', number>;
  readonly y_path?: Record<'psnr_y' | 'ssim_y', number>;
  readonly grey?: Record<'psnr' | 'ssim', number>;
}
const folder = new URL('../../goldens/matlab/', import.meta.url);
const { cases } = JSON.parse(readFileSync(new URL('golden.json', folder), 'utf8')) as { cases: Golden[] };
const read = async (name: string): Promise<Raster> => (await readPicture(new URL(name, folder).pathname)).raster;
const operators = createReferenceOperators();
const services = {
  operators,
  clock: { now: () => 0 },
  checkpoint: () => undefined,
  weights: testWeights,
};

describe.each(cases)('$picture x$scale', (golden) => {
  const { scale } = golden;
  const run = async (protocol: string, space?: 'y') => {
    const raster = await read(golden.picture);
    let output: Raster | undefined;
    const result = runPicture(
      { file: golden.picture, sha256: '', raster, notes: [] },
      {
        ...defaultExperiment(),
        scale,
        protocol,
        degradation: 'matlab-bicubic',
        methods: keyMethods([{ id: 'bicubic', parameters: { a: '-0.5', border: 'mirror' } }]),
        metrics: ['psnr-y', 'ssim-y', 'psnr', 'ssim'],
        timing: { samples: 0, budgetMs: 0 },
        ...(space ? { space } : {}),
      },
      services,
      (event) => {
        if (event.type === 'method') output = event.output;
      },
    );
    const value = (id: string): number =>
      Number(result.methods[0]?.metrics.find((metric) => metric.id === id && metric.region === 'full')?.value);
    return { output: output!, value };
  };

  it('becomes small to 1e-10, and to the last rounded pixel', async () => {
    const { raster } = cropToMultiple(await read(golden.picture), scale);
    const { planes, height, width, data } = degradedSamples(raster, scale, 'matlab-bicubic', operators);
    const array = parseNpy(readFileSync(new URL(golden.down, folder)));
    expect(array.shape).toEqual(planes === 1 ? [height, width] : [height, width, 3]);
    let worst = 0;
    for (let c = 0; c < planes; c++)
      for (let i = 0; i < height * width; i++)
        worst = Math.max(worst, Math.abs(data[c * height * width + i]! - array.data[i * planes + c]!));
    expect(worst).toBeLessThan(1e-10);
    const small = degrade(raster, scale, 'matlab-bicubic', operators);
    expect(small.data).toEqual((await read(golden.lr)).data);
  });

  it('is enlarged to the last rounded pixel', async () => {
    expect((await run('sr-matlab')).output.data).toEqual((await read(golden.up)).data);
  });

  it('is measured as the scripts of papers measure', async () => {
    const { rgb_path: rgb, y_path: y, grey } = golden;
    if (rgb) {
      const { value } = await run('sr-matlab');
      expect(value('psnr-y')).toBeCloseTo(rgb.psnr_y_rounded, 6);
      expect(value('ssim-y')).toBeCloseTo(rgb.ssim_y_rounded, 6);
      const plain = await run('sr-paper');
      expect(plain.value('psnr-y')).toBeCloseTo(rgb.psnr_y_unrounded, 6);
      expect(plain.value('ssim-y')).toBeCloseTo(rgb.ssim_y_unrounded, 6);
    }
    if (y) {
      const { value } = await run('sr-matlab', 'y');
      expect(value('psnr-y')).toBeCloseTo(y.psnr_y, 6);
      expect(value('ssim-y')).toBeCloseTo(y.ssim_y, 6);
    }
    if (grey) {
      const { value } = await run('sr-matlab');
      expect([value('psnr-y') - grey.psnr, value('ssim-y') - grey.ssim]).toEqual([
        expect.closeTo(0, 6),
        expect.closeTo(0, 6),
      ]);
    }
  });
});
