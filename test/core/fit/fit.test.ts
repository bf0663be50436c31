import { say } from '@core/messages';
import { describe, expect, test } from 'vitest';
import { accumulate, fitWeights, momentsFor, type Border } from '../../../core/fit';
import { factorise, solve } from '../../../core/fit/cholesky';
import { createReferenceOperators } from '../../../core/ops';
import { createTensor, type Tensor } from '../../../core/tensor/tensor';
import { findUpsampler, fittableLayerOf, resolveParameters } from '../../../core/upsamplers';
import { noiseTensor } from '../../helpers/noiseTensor';
import { expectClose } from '../../helpers/tolerance';

const operators = createReferenceOperators();
const NO_LIBRARY = { find: () => undefined };

interface Setting {
  readonly id: string;
  readonly scale: number;
  readonly channels: number;
  readonly given: Record<string, number | boolean | string>;
}

function prepare({ id, scale, channels, given }: Setting) {
  const upsampler = findUpsampler(id);
  const context = { scale, channels, hasReference: true };
  return { upsampler, context, parameters: resolveParameters(upsampler, given, context) };
}

function fit(setting: Setting, source: Tensor, target: Tensor, lambda: number) {
  const { parameters, context } = prepare(setting);
  const layer = fittableLayerOf(setting.id, parameters, context);
  const moments = momentsFor(layer, context);
  accumulate(moments, source, target, (setting.given['border'] as Border | undefined) ?? 'replicate');
  return fitWeights(layer, moments, lambda);
}

/** The method's own output for given weights. */
function run(setting: Setting, image: Tensor, weights: { weight: Tensor; bias?: Tensor }): Tensor {
  const { upsampler, parameters } = prepare(setting);
  return upsampler.run(operators, { image, scale: setting.scale }, parameters, { ...weights, origin: 'test' });
}

const SETTINGS: Setting[] = [
  { id: 'conv-transpose', scale: 2, channels: 1, given: {} },
  { id: 'conv-transpose', scale: 2, channels: 2, given: { kernelSize: 6, groups: 'dense', bias: true } },
  { id: 'conv-transpose', scale: 3, channels: 1, given: { border: 'zeros' } },
  { id: 'conv-transpose', scale: 2, channels: 1, given: { kernelSize: 3, padding: 1, outputPadding: 1 } },
  { id: 'conv-transpose', scale: 4, channels: 1, given: { bias: true } },
  { id: 'nearest-conv', scale: 2, channels: 1, given: { kernelSize: 3, bias: true } },
  { id: 'nearest-conv', scale: 3, channels: 2, given: { kernelSize: 5, groups: 'dense' } },
  { id: 'pixel-shuffle', scale: 2, channels: 2, given: { groups: 'dense', bias: true } },
  { id: 'pixel-shuffle', scale: 3, channels: 1, given: { kernelSize: 5, border: 'zeros' } },
];
const named = SETTINGS.map(
  (setting) => [`${setting.id} x${setting.scale} ${JSON.stringify(setting.given)}`, setting] as const,
);

describe('fitted weights', () => {
  test.each(named)('planted weights come back: %s', (_, setting) => {
    const { upsampler, parameters, context } = prepare({ ...setting, given: { ...setting.given, weights: 'kaiming' } });
    const image = noiseTensor([1, setting.channels, 16, 17], 1);
    const planted = upsampler.makeWeights(parameters, context, NO_LIBRARY)!;
    const { weight, psnr } = fit(setting, image, run(setting, image, planted), 0);
    expect(weight.shape).toEqual(planted.weight.shape);
    // The planted output was rounded to float32 once, so that is how well it can be known.
    expectClose(weight.data, planted.weight.data, { atol: 2e-5, rtol: 0 });
    expect(psnr).toBeGreaterThan(100);
  });

  test.each(named)('the gradient vanishes, and no small change of a weight is better: %s', (_, setting) => {
    const image = noiseTensor([1, setting.channels, 9, 11], 3);
    const target = noiseTensor([1, setting.channels, 9 * setting.scale, 11 * setting.scale], 4);
    const fitted = fit(setting, image, target, 0);
    expect(fitted.gradient).toBeLessThan(1e-10);
    const error = (weights: { weight: Tensor; bias?: Tensor }) =>
      run(setting, image, weights).data.reduce((sum, value, index) => sum + (value - target.data[index]!) ** 2, 0);
    const least = error(fitted);
    expect(least / target.data.length).toBeCloseTo(fitted.mse, 6);
    const step = Math.max(1, Math.floor(fitted.weight.data.length / 12));
    for (let i = 0; i < fitted.weight.data.length; i += step) {
      const changed = Float32Array.from(fitted.weight.data);
      changed[i] = changed[i]! + 0.01;
      expect(error({ ...fitted, weight: createTensor(fitted.weight.shape, changed) })).toBeGreaterThan(least);
    }
  });

  test('a ridge shrinks the weights and its own gradient vanishes', () => {
    const image = noiseTensor([1, 1, 9, 11], 3);
    const target = noiseTensor([1, 1, 18, 22], 4);
    const size = (weight: Tensor) => weight.data.reduce((sum, value) => sum + value * value, 0);
    const [free, held] = [fit(SETTINGS[0]!, image, target, 0), fit(SETTINGS[0]!, image, target, 0.1)];
    expect(held.gradient).toBeLessThan(1e-10);
    expect(size(held.weight)).toBeLessThan(size(free.weight));
    expect(held.mse).toBeGreaterThan(free.mse);
  });

  test('nested layers have nested errors at x2', () => {
    const image = noiseTensor([1, 1, 24, 25], 5);
    const target = noiseTensor([1, 1, 48, 50], 6);
    const mse = (id: string, kernelSize: number) =>
      fit({ id, scale: 2, channels: 1, given: { kernelSize } }, image, target, 0).mse;
    const slack = 1 + 1e-9;
    expect(mse('pixel-shuffle', 3)).toBeLessThanOrEqual(mse('conv-transpose', 6) * slack);
    expect(mse('conv-transpose', 6)).toBeLessThanOrEqual(mse('nearest-conv', 5) * slack);
    expect(mse('conv-transpose', 4)).toBeLessThanOrEqual(mse('nearest-conv', 3) * slack);
    expect(mse('conv-transpose', 6)).toBeLessThanOrEqual(mse('conv-transpose', 4) * slack);
  });

  test('a picture too small to determine the weights is said', () => {
    const setting = { id: 'pixel-shuffle', scale: 2, channels: 1, given: { kernelSize: 5 } };
    const fitted = fit(setting, noiseTensor([1, 1, 3, 3], 1), noiseTensor([1, 1, 6, 6], 2), 0);
    expect(fitted.notes.map((note) => say(note)).join(' ')).toMatch(/Only 9 positions for 25 unknowns/);
    expect(fitted.weight.data.every(Number.isFinite)).toBe(true);
  });

  test('a constant picture gives weights, and the ridge that chose them is said', () => {
    const constant = (shape: readonly number[]) =>
      createTensor(shape, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5));
    const fitted = fit(SETTINGS[0]!, constant([1, 1, 8, 8]), constant([1, 1, 16, 16]), 1e-8);
    expect(fitted.notes.map((note) => say(note))).toEqual([
      'The pictures alone do not determine the weights; the ridge lambda 1e-8 chose among them.',
    ]);
    // Nothing tells the four taps of a phase apart, so each gets a quarter.
    expectClose(fitted.weight.data, new Float32Array(16).fill(0.25), { atol: 1e-6, rtol: 0 });
    expect(fit(SETTINGS[0]!, noiseTensor([1, 1, 8, 8], 1), noiseTensor([1, 1, 16, 16], 2), 1e-8).notes).toEqual([]);
  });

  test('no pictures, black pictures and a negative ridge are refused with a sentence', () => {
    const { parameters, context } = prepare(SETTINGS[0]!);
    const layer = fittableLayerOf('conv-transpose', parameters, context);
    const moments = momentsFor(layer, context);
    const attempt = (lambda?: number) => () => fitWeights(layer, moments, lambda);
    expect(attempt()).toThrow('There are no training pictures to fit weights on.');
    accumulate(moments, createTensor([1, 1, 4, 4]), createTensor([1, 1, 8, 8]), 'replicate');
    expect(attempt(0)).toThrow(/determine no weights/);
    expect(attempt(-1)).toThrow('Expected a finite number >= 0 for lambda but received -1.');
    expect(() => fittableLayerOf('bilinear', {}, context)).toThrow(/a method with weights to fit/);
  });
});

test('pivoted Cholesky solves, and gives an answer for a singular matrix', () => {
  const factor = factorise(Float64Array.of(4, 2, 2, 2, 5, 1, 2, 1, 3), 3);
  expect([...solve(factor, Float64Array.of(8, 8, 6))].map((value) => Number(value.toFixed(12)))).toEqual([1, 1, 1]);
  const singular = factorise(Float64Array.of(1, 1, 1, 1), 2);
  expect(singular.rank).toBe(1);
  const x = solve(singular, Float64Array.of(2, 2));
  expect(x[0]! + x[1]!).toBeCloseTo(2, 12);
});
