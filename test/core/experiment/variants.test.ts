import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { cropToMultiple, degrade } from '@core/experiment/degrade';
import { experimentVariants, type MadeBy } from '@core/experiment/variants';
import { explainDifferences } from '@core/metrics';
import { createReferenceOperators } from '@core/ops';
import { rasterToTensor, tensorToRaster, type Raster } from '@core/tensor/raster';
import { testWeights } from '../../helpers/methods';

// Numbers that MATLAB's scripts got, held against outputs of other experiments: the causes are named by computing them.

const folder = new URL('../../goldens/matlab/', import.meta.url);
interface Golden {
  readonly picture: string;
  readonly scale: number;
  readonly rgb_path?: Record<'psnr_y_rounded' | 'ssim_y_rounded', number>;
  readonly y_path?: Record<'psnr_y' | 'ssim_y', number>;
}
const { cases } = JSON.parse(readFileSync(new URL('golden.json', folder), 'utf8')) as { cases: Golden[] };
const colour = cases.filter(({ y_path }) => y_path !== undefined);
const operators = createReferenceOperators();
const services = { operators, checkpoint: () => undefined, library: () => Promise.resolve(testWeights) };

async function outputOf(golden: Golden, degradation: 'area' | 'matlab-bicubic') {
  const { scale } = golden;
  const { raster } = await readPicture(new URL(golden.picture, folder).pathname);
  const reference = cropToMultiple(raster, scale).raster;
  const small = degrade(reference, scale, degradation, operators);
  const made: MadeBy = {
    scale,
    degradation,
    mode: 'reference',
    seed: 0,
    method: { id: 'bicubic', key: 'bicubic', parameters: {} },
  };
  const enlarged = operators.interpolate(rasterToTensor(small), { scaleFactor: scale, mode: 'bicubic' });
  return { reference, made, picture: tensorToRaster(enlarged, reference) };
}
function why(
  reference: Raster,
  picture: Raster,
  variants: Awaited<ReturnType<typeof experimentVariants>>,
  given: { scale: number; id: string; theirs: number },
) {
  // prettier-ignore
  const { scale, id, theirs } = given;
  const options = { scale, ids: [id], protocol: 'sr-matlab', theirs: theirs.toFixed(7), variants };
  return explainDifferences(reference, picture, options)[0]!;
}
const ids = (causes: readonly { readonly id: string; readonly value: string }[]): string[] =>
  causes.map(({ id, value }) => `${id} ${value}`).sort();

describe.each(colour)('$picture x$scale', (golden) => {
  const { scale, y_path: y, rgb_path: rgb } = golden;

  it("names the kernel, and the papers' path, of MATLAB's numbers", async () => {
    const { reference, made, picture } = await outputOf(golden, 'matlab-bicubic');
    const variants = await experimentVariants(reference, made, services);
    // Rounded colours with a = -0.5 are imresize but for the border, which is cropped.
    const colours = why(reference, picture, variants, { scale, id: 'psnr-y', theirs: rgb!.psnr_y_rounded });
    expect(ids(colours.explanations[0]!.causes)).toEqual(['kernel-a -0.5']);
    expect(Math.abs(colours.explanations[0]!.left!)).toBeLessThan(1e-6);
    for (const [id, theirs] of [
      ['psnr-y', y!.psnr_y],
      ['ssim-y', y!.ssim_y],
    ] as const) {
      // prettier-ignore
      const { explanations } = why(reference, picture, variants, { scale, id, theirs });
      expect(ids(explanations[0]!.causes)).toEqual(['kernel-a -0.5', 'space y']);
      expect(Math.abs(explanations[0]!.left!)).toBeLessThan(1e-6);
    }
  });

  it('names all that papers do otherwise where the small picture was made by area, too', async () => {
    const { reference, made, picture } = await outputOf(golden, 'area');
    const variants = await experimentVariants(reference, made, services);
    const { explanations } = why(reference, picture, variants, { scale, id: 'psnr-y', theirs: y!.psnr_y });
    expect(ids(explanations[0]!.causes)).toEqual(['degradation matlab-bicubic', 'kernel-a -0.5', 'space y']);
  });

  it('invents none for a number that no way gives', async () => {
    const { reference, made, picture } = await outputOf(golden, 'area');
    const variants = await experimentVariants(reference, made, services);
    const answer = why(reference, picture, variants, { scale, id: 'psnr-y', theirs: y!.psnr_y + 3.1234567 });
    expect(answer.explanations).toEqual([]);
    expect(answer.verdict!.text).toMatch(/^None of the \d+ rules tried/);
  });
});

it('has nothing to try for finished outputs, given small pictures and enlargements without an original', async () => {
  const { reference, made } = await outputOf(colour[0]!, 'area');
  const candidate = { ...made, method: { id: 'candidate', key: 'mine', parameters: {} } };
  for (const other of [candidate, { ...made, degradation: 'given' as const }, { ...made, mode: 'enlarge' as const }])
    expect(await experimentVariants(reference, other, services)).toEqual([]);
});
