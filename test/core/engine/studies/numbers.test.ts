import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NumbersAnswer, NumbersJob } from '@core/engine/thread/jobs';
import { answerNumbers } from '@core/engine/studies/numbers';
import {
  checkerboardDetail,
  mapDetail,
  measureDetail,
  regionDetail,
  spectrumDetail,
} from '@core/engine/contract/numbersSchema';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { writePng } from '@core/engine/pictures/png';
import { WeightStore } from '@core/engine/weights/weightStore';
import { degrade } from '@core/experiment/degrade';
import { measurePair, metrics } from '@core/metrics';
import { createReferenceOperators } from '@core/ops';
import { MATLAB_BICUBIC } from '@core/ops/resampleRule';
import { npyOfRaster } from '@core/tensor/npyPicture';
import { rasterToTensor, tensorToRaster, type Raster } from '@core/tensor/raster';
import { makeRaster } from '../../../helpers/pictures';

let folder: string;
const at = (name: string): string => join(folder, name);
const soft = (x: number, y: number): number => Math.round(120 + 50 * Math.sin(x / 7) * Math.cos(y / 9));
const size = { width: 120, height: 90 };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-numbers-'));
  mkdirSync(at('blobs'));
  writeFileSync(at('ref.png'), writePng(makeRaster(size, soft)));
  writeFileSync(at('checker.png'), writePng(makeRaster(size, (x, y) => soft(x, y) + ((x + y) % 2 === 0 ? 2 : -2))));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ask<Ask extends NumbersJob['ask']>(
  what: Ask,
  changes: Partial<NumbersJob> = {},
  checkpoint = (): void => undefined,
): Promise<Extract<NumbersAnswer, { ask: Ask }>> {
  const answer = await answerNumbers(
    {
      kind: 'numbers',
      ask: what,
      reference: at('ref.png'),
      output: at('checker.png'),
      scale: 2,
      protocol: 'saved-file',
      metric: 'ssim',
      folder,
      ...changes,
    },
    { operators: createReferenceOperators(), clock: { now: () => 0 }, checkpoint },
    new WeightStore('nowhere', null),
  );
  return answer as Extract<NumbersAnswer, { ask: Ask }>;
}

const picture = async (blob: { id: string } | null): Promise<Raster> =>
  (await readPicture(at(`blobs/${blob?.id ?? ''}.png`))).raster;

describe('answerNumbers', () => {
  it('measures the phases, and the harmonic that stands out of the output but not of the reference', async () => {
    const answer = checkerboardDetail.parse(await ask('checkerboard'));
    expect(answer).toMatchObject({ stride: 2, global: 2, local: 2, peak: { fy: 0.5, fx: 0.5 } });
    expect(answer.phaseMeans).toEqual([
      [2, -2],
      [-2, 2],
    ]);
    expect(answer.peak!.decibels - answer.referencePeak!.decibels).toBeGreaterThan(20);
    const alone = await ask('checkerboard', { reference: null });
    expect(alone).toMatchObject({ global: null, phaseMeans: null, referencePeak: null, peak: { fy: 0.5 } });
  });

  it('draws the spectra on one scale, the pattern of stride 2 in the corner', async () => {
    const answer = spectrumDetail.parse(await ask('spectrum'));
    expect(answer.highDb - answer.lowDb).toBe(100);
    const [own, other, difference] = [
      await picture(answer.output),
      await picture(answer.reference),
      await picture(answer.difference),
    ];
    expect(own).toMatchObject({ ...size, channels: 1 });
    // The mean is in the middle, so the highest frequency of both axes is at the top left.
    expect(own.data[0]! - other.data[0]!).toBeGreaterThan(50);
    expect(difference.data[0]).toBeGreaterThan(200);
    expect(answer.harmonics).toContainEqual({ fy: 0.5, fx: 0.5 });
    const { radius, output, reference } = answer.radial;
    expect(radius.at(-1)).toBeCloseTo(Math.SQRT1_2, 6);
    expect(output.at(-1)! - reference!.at(-1)!).toBeGreaterThan(20);
    expect(await ask('spectrum', { reference: null })).toMatchObject({ reference: null, difference: null });
  });

  it('measures everything and explains the protocols', async () => {
    const answer = measureDetail.parse(await ask('measure'));
    const ids = [...answer.metrics, ...answer.unavailable].map(({ id }) => id);
    expect(ids.sort()).toEqual(metrics.map(({ id }) => id).sort());
    const said = answer.why.find(({ id }) => id === 'ssim')?.rows.map(({ gap }) => gap?.text ?? '');
    expect(said?.join(' ')).toContain('scikit-image');
  });

  it.each(['ssim', 'ssim-y', 'flip'] as const)('draws the map of %s', async (metric) => {
    const answer = mapDetail.parse(await ask('map', { metric }));
    const drawn = await picture(answer.map);
    expect(drawn).toMatchObject({ ...size, channels: 1, bitDepth: 16 });
    expect(answer).toMatchObject(size);
    const { low, high } = answer;
    const values = Float64Array.from(drawn.data, (value) => low + ((high - low) * value) / 65535);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    // SSIM's edges have no window of their own, so they count in the map only.
    expect(mean).toBeCloseTo(Number(answer.metric.value), metric === 'flip' ? 4 : 2);
    expect(answer.metric.receipt?.length).toBeGreaterThan(0);
  });

  it('draws maps of the whole picture where the protocol crops it or makes it smaller', async () => {
    for (const protocol of ['sr-paper', 'wang-2004'])
      expect(await ask('map', { metric: 'ssim-y', protocol })).toMatchObject(size);
  });

  it('takes arrays of floats, by the range that the experiment states', async () => {
    const floats = (shift: number): Uint8Array =>
      npyOfRaster({
        ...size,
        channels: 1,
        bitDepth: 32,
        data: Float32Array.from({ length: 10800 }, (_, i) => (i % 97) + shift),
      });
    writeFileSync(at('ref.npy'), floats(0));
    writeFileSync(at('off.npy'), floats(1));
    const files = { reference: at('ref.npy'), output: at('off.npy'), range: 100 };
    const answer = await ask('region', { ...files, metrics: ['psnr'] });
    expect(answer.metrics[0]?.value).toBeCloseTo(40, 6);
    expect(await ask('map', { ...files, metric: 'ssim' })).toMatchObject(size);
    // Without a range nobody knows the peak.
    const none = await ask('region', { ...files, range: undefined, metrics: ['psnr'] });
    expect(none.metrics).toEqual([]);
    expect(none.unavailable[0]?.reason).toContain('--range');
  });

  it('has a sentence where there is no original, and stops when told to', async () => {
    await expect(ask('map', { reference: null })).rejects.toThrow('There is no original to compare with');
    const before = readdirSync(at('blobs')).length;
    let calls = 0;
    const stop = (): void => {
      if (++calls === 3) throw new Error('stopped');
    };
    await expect(ask('spectrum', {}, stop)).rejects.toThrow('stopped');
    expect(readdirSync(at('blobs'))).toHaveLength(before);
  });

  it('measures a part of the picture as a picture of its own', async () => {
    const roi = { x: 10, y: 20, width: 40, height: 30 };
    const answer = regionDetail.parse(await ask('region', { metrics: ['psnr', 'ssim'], roi }));
    expect(answer.metrics.map(({ id, region }) => `${id} ${region}`)).toEqual(['psnr roi', 'ssim roi']);
    // Every pixel is off by 2.
    expect(answer.metrics[0]?.value).toBeCloseTo(20 * Math.log10(255 / 2), 6);
    await expect(ask('region', { metrics: ['psnr'], roi: { ...roi, x: 100 } })).rejects.toThrow(/roi/);
  });

  it('measures the whole picture and its interior where no part is named', async () => {
    const answer = regionDetail.parse(await ask('region', { metrics: ['psnr'], protocol: 'sr-paper' }));
    expect(answer.metrics.map(({ id, region }) => `${id} ${region}`)).toEqual(['psnr full', 'psnr interior']);
    expect(answer.metrics[0]?.value).toBeCloseTo(20 * Math.log10(255 / 2), 6);
  });
});

describe('somebody else’s number of an output of a run', () => {
  it('is explained by what else the experiment could have made', async () => {
    const { raster } = await readPicture(at('ref.png'));
    const operators = createReferenceOperators();
    const small = rasterToTensor(degrade(raster, 2, 'area', operators));
    const bicubic = tensorToRaster(operators.interpolate(small, { scaleFactor: 2, mode: 'bicubic' }), raster);
    writeFileSync(at('bicubic.png'), writePng(bicubic));
    const rule = { ...MATLAB_BICUBIC, antialias: false, border: 'replicate' } as const;
    const other = tensorToRaster(operators.resample(small, { size: [size.height, size.width], rule }), raster);
    const [theirs] = measurePair(raster, other, { ids: ['psnr'], protocol: 'saved-file', scale: 2 }).metrics;
    const question = { output: at('bicubic.png'), theirs: { id: 'psnr', value: Number(theirs!.value).toFixed(6) } };
    const method = { id: 'bicubic', key: 'bicubic', parameters: {} };
    const made = { method, mode: 'reference', degradation: 'area', seed: 0 } as const;
    const of = async (changes: Partial<NumbersJob>) =>
      measureDetail.parse(await ask('measure', { ...question, ...changes })).why.find(({ id }) => id === 'psnr')!;
    expect((await of({ made })).explanations[0]!.causes).toEqual([{ id: 'kernel-a', value: '-0.5' }]);
    expect((await of({})).explanations.flatMap(({ causes }) => causes.map(({ id }) => id))).not.toContain('kernel-a');
  });
});
