import { say } from '@core/messages';
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WeightStore } from '@core/engine/weights/weightStore';
import { BuiltInFitter, builtInOrigin, fittedLibrary, needsFitting } from '@core/experiment/fitted';
import { FitRun } from '@core/experiment/fitRun';
import { momentsOf, trainingPairs, type TrainingLayer } from '@core/experiment/training';
import { createGenerator } from '@core/init';
import { createReferenceOperators } from '@core/ops';
import { cancelled } from '@core/tensor/errors';
import type { Raster } from '@core/tensor/raster';
import { safetensorsMetadata } from '@core/tensor/safetensors';
import { findUpsampler, presets, resolveParameters, upsamplers, type ParameterValues } from '@core/upsamplers';
import { unpooling } from '@core/upsamplers/unpooling';
import { expectClose } from '../../helpers/tolerance';

const resources = resolve(import.meta.dirname, '../../../resources');
const shipped = new WeightStore(resources).shipped;
const services = { operators: createReferenceOperators(), checkpoint: () => undefined };

function noise(width: number, height: number, seed: number, channels: 1 | 3 = 3): Raster {
  const generator = createGenerator(seed);
  const data = Uint8Array.from({ length: width * height * channels }, () => 255 * generator.uniform());
  return { width, height, channels, bitDepth: 8, data };
}

function request(id: string, given: ParameterValues = {}, scale = 2, channels = 3) {
  const parameters = resolveParameters(findUpsampler(id), given, { scale, channels, hasReference: true });
  return { id, parameters, scale, channels };
}

function layer(id: string, given: ParameterValues = {}, channels = 1): TrainingLayer {
  return { ...request(id, given, 2, channels), degradation: 'area' };
}

describe('the weights that ship', () => {
  it('serve the defaults of every learnable method at every scale, and the presets at x2', () => {
    const library = fittedLibrary({ shipped, degradation: 'area', services });
    for (const scale of [2, 3, 4]) {
      for (const channels of [1, 3]) {
        for (const id of ['conv-transpose', 'nearest-conv', 'pixel-shuffle']) {
          const { weight, origin } = library.fitted(request(id, {}, scale, channels));
          expect(weight.shape[1]).toBe(1);
          expect(say(origin)).toBe('fitted on the built-in set');
          // A constant picture keeps its brightness within a percent.
          const phases = id === 'nearest-conv' ? 1 : scale * scale;
          const sum = weight.data.reduce((total, value) => total + value, 0) / (channels * phases);
          expect(Math.abs(sum - 1), `${id} x${scale}`).toBeLessThan(0.01);
        }
        library.fitted(request('unpooling', { fill: 'conv' }, scale, channels));
      }
    }
    const wanted = presets.flatMap((preset) => preset.methods(2));
    const context = { scale: 2, channels: 3, hasReference: true };
    expect(needsFitting(wanted, context, 'area', shipped)).toBe(false);
    for (const { id, parameters } of wanted) resolveParameters(findUpsampler(id), parameters, context);
  });

  it('say where they come from', () => {
    const folder = resolve(resources, 'weights');
    for (const name of readdirSync(folder)) {
      const metadata = safetensorsMetadata(readFileSync(resolve(folder, name)), name);
      expect(metadata['trainingSet'], name).toMatch(/^24 pictures, sha256 [0-9a-f]{64}$/);
      expect(metadata['command']).toMatch(/^upbench fit --method /);
      expect(Number(metadata['lambda'])).toBeGreaterThan(0);
      expect(Number(metadata['mse'])).toBeGreaterThan(0);
    }
  });

  it('are left out where nothing matches: then the training pictures are needed', () => {
    const library = fittedLibrary({ shipped, degradation: 'area', services });
    expect(() => library.fitted(request('pixel-shuffle', { kernelSize: 7 }))).toThrow(/not available/);
    expect(() => library.fitted(request('conv-transpose', { stride: 3 }))).toThrow(/Expected the scale 2/);
    const context = { scale: 2, channels: 3, hasReference: true };
    const need = (id: string, parameters: ParameterValues) =>
      needsFitting([{ id, parameters }], context, 'area', shipped);
    expect(need('pixel-shuffle', { kernelSize: 7 })).toBe(true);
    expect(need('pixel-shuffle', { kernelSize: 7, weights: 'icnr' })).toBe(false);
    expect(need('pixel-shuffle', { kernelSize: 4 })).toBe(false);
    expect(needsFitting([{ id: 'pixel-shuffle', parameters: {} }], context, 'bicubic', shipped)).toBe(true);
    expect(say(builtInOrigin('bicubic'))).toContain('bicubic');
  });
});

describe('fitting on demand', () => {
  const fitter = new BuiltInFitter([noise(20, 18, 1), noise(16, 22, 2)]);
  const library = fittedLibrary({ shipped: new Map(), degradation: 'area', services, fitter });

  it('works for every learnable method, dense or not, with bias, in grey and in colour', () => {
    for (const { id, parameters } of upsamplers) {
      if (!parameters.some(({ name }) => name === 'weights')) continue;
      for (const groups of ['depthwise', 'dense']) {
        for (const channels of [1, 3]) {
          const fill: ParameterValues = id === unpooling.id ? { fill: 'conv' } : {};
          const wanted = request(id, { ...fill, groups, bias: true }, 3, channels);
          const { weight, bias } = library.fitted(wanted);
          const made = findUpsampler(id).makeWeights(wanted.parameters, { ...wanted, hasReference: true }, library);
          expect(made?.weight.shape).toEqual(weight.shape);
          expect(bias?.data.length).toBe(made?.bias?.data.length);
          expect(weight.data.every(Number.isFinite)).toBe(true);
        }
      }
    }
  });

  it('forgets a sum that was cancelled half-way', () => {
    const pictures = [noise(12, 12, 5), noise(12, 12, 6)];
    const fresh = new BuiltInFitter(pictures);
    let checks = 0;
    const stopping = {
      ...services,
      checkpoint: () => {
        if (++checks > 3) throw cancelled();
      },
    };
    const wanted = request('conv-transpose');
    expect(() => fresh.fit(wanted, 'area', stopping)).toThrow('Cancelled');
    const again = fresh.fit(wanted, 'area', services);
    expect(again.rows).toBe(new BuiltInFitter(pictures).fit(wanted, 'area', services).rows);
  });
});

describe('FitRun', () => {
  const pictures = [1, 2, 3, 4, 5].map((seed) => noise(14 + seed, 17, seed, seed === 3 ? 1 : 3));
  const run = (split: { holdOut: number; folds: number }, order = [0, 1, 2, 3, 4], channels = 1, lambda = 1e-8) => {
    const own = layer('conv-transpose', {}, channels);
    const fit = new FitRun(own, order.length, split, lambda);
    for (const index of order) fit.add(index, momentsOf(own, trainingPairs(own, pictures[index]!, services), services));
    return fit.finish();
  };

  it('gives the same weights for any order of the pictures', () => {
    const [one, two] = [run({ holdOut: 0, folds: 0 }), run({ holdOut: 0, folds: 0 }, [4, 2, 0, 1, 3])];
    expectClose(two.fitted.solutions[0]!, one.fitted.solutions[0]!, { atol: 1e-12, rtol: 1e-12 });
    expect(one.train.pictures).toBe(5);
    expect(one.holdOut).toBeNull();
  });

  it('never fits on what it holds out', () => {
    const { train, holdOut } = run({ holdOut: 0.4, folds: 0 });
    expect([train.pictures, holdOut?.pictures]).toEqual([3, 2]);
    expect(train.psnr).toBeGreaterThan(holdOut!.psnr);
  });

  it('cross-validates: every picture is tested once, on weights of the others', () => {
    const { folds, train } = run({ holdOut: 0, folds: 5 }, undefined, 3);
    expect(folds.map(({ test }) => test.pictures)).toEqual([1, 1, 1, 1, 1]);
    expect(folds.every((fold) => fold.train.pictures === 4)).toBe(true);
    const mean = (part: 'train' | 'test') => folds.reduce((sum, fold) => sum + fold[part].psnr, 0) / folds.length;
    expect(mean('train')).toBeGreaterThan(mean('test'));
    expect(train.pictures).toBe(5);
  });

  it.each([
    [{ holdOut: 0.95, folds: 0 }, 'Expected a share from 0 to 0.9 for holdOut but received 0.95.'],
    [{ holdOut: 0.1, folds: 0 }, 'Expected a share that is at least one of 5 pictures for holdOut but received 0.1.'],
    [{ holdOut: 0, folds: 6 }, 'Expected at most 5, the number of pictures for folds but received 6.'],
    [{ holdOut: 0.2, folds: 2 }, 'Give either holdOut or folds: folds hold out every picture once.'],
  ])('refuses %j', (split, sentence) => {
    expect(() => run(split)).toThrow(sentence);
  });
});
