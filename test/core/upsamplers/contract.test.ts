import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createReferenceOperators } from '@core/ops';
import { createTensor } from '@core/tensor/tensor';
import { UpbenchError } from '@core/tensor/errors';
import {
  checkFit,
  resolveParameters,
  upsamplers,
  type ChoiceParameter,
  type ParameterDescriptor,
  type ParameterValue,
  type Upsampler,
} from '@core/upsamplers';
import { unpooling } from '@core/upsamplers/unpooling';
import { applyEquivalent, largestDifference, prepare, randomPicture, testWeights } from '../../helpers/methods';

const operators = createReferenceOperators();
const SCALES = [2, 3, 4];
const RANDOM = ['kaiming', 'kaiming-uniform', 'xavier', 'xavier-normal', 'icnr'];

const all: readonly Upsampler[] = upsamplers;
const cases = all.flatMap((upsampler) => SCALES.map((scale) => [upsampler.id, scale, upsampler] as const));

function weightChoices(upsampler: Upsampler): readonly string[] {
  const weights = upsampler.parameters.find(
    (parameter): parameter is ChoiceParameter => parameter.name === 'weights' && parameter.kind === 'choice',
  );
  return weights?.choices.map(({ value }) => value) ?? [];
}

/** What must be chosen for the weights to count. */
function weightsNeed(upsampler: Upsampler): Record<string, ParameterValue> {
  return upsampler.id === unpooling.id ? { fill: 'conv', indices: 'top-left' } : {};
}

/** The first choice of weights that is neither fitted nor random, where a method has weights by default. */
function analytic(upsampler: Upsampler): Record<string, ParameterValue> {
  const [first] = weightChoices(upsampler).filter((value) => value !== 'fitted');
  return first === undefined || upsampler.id === unpooling.id ? {} : { weights: first };
}

describe.each(cases)('%s at x%i', (_id, scale, upsampler) => {
  const image = randomPicture([1, 3, 5, 7], 11);
  const wider = randomPicture([1, 3, 8, 9], 13);
  const reference = randomPicture([1, 3, 5 * scale, 7 * scale], 12);

  it('makes size x scale by default, announces that shape, and leaves its input alone', () => {
    const { parameters, weights, context } = prepare(upsampler, {}, scale);
    const before = image.data.slice();
    const output = upsampler.run(operators, { image, reference, scale }, parameters, weights);
    expect(output.shape).toEqual([1, 3, 5 * scale, 7 * scale]);
    expect(checkFit(upsampler, image.shape, parameters, context)).toEqual(output.shape);
    expect(image.data).toEqual(before);
  });

  it('runs on one pixel and on one channel', () => {
    const { parameters, weights } = prepare(upsampler, {}, scale, 1);
    const one = createTensor([1, 1, 1, 1], [0.5]);
    const original = randomPicture([1, 1, scale, scale], 3);
    expect(upsampler.run(operators, { image: one, reference: original, scale }, parameters, weights).shape).toEqual([
      1,
      1,
      scale,
      scale,
    ]);
  });

  it('preserves a constant picture with analytic weights, border included', () => {
    const { parameters, weights } = prepare(upsampler, analytic(upsampler), scale);
    const constant = createTensor(image.shape, new Float32Array(image.data.length).fill(0.625));
    const output = upsampler.run(operators, { image: constant, reference, scale }, parameters, weights);
    expect(Math.max(...output.data.map((value) => Math.abs(value - 0.625)))).toBeLessThan(2e-6);
  });

  it('equals its equivalent transposed convolution in the interior, for every choice of weights', () => {
    const choices = weightChoices(upsampler);
    for (const groups of choices.length > 0 ? ['depthwise', 'dense'] : [undefined]) {
      for (const weightChoice of choices.length > 0 ? choices : [undefined]) {
        const given = {
          ...weightsNeed(upsampler),
          ...(weightChoice === undefined ? {} : { weights: weightChoice, seed: 5, weightNoise: 0.1 }),
          ...(groups ? { groups } : {}),
        };
        const { parameters, weights, context } = prepare(upsampler, given, scale);
        const equivalent = upsampler.equivalentKernel(parameters, context, weights);
        if (upsampler.readsReference?.(parameters)) {
          expect(equivalent).toBeNull();
          continue;
        }
        expect(equivalent).not.toBeNull();
        if (!equivalent) continue;
        const output = upsampler.run(operators, { image: wider, scale }, parameters, weights);
        // As far as the kernel reaches over the border: two pixels for most, three for Lanczos.
        const reach = Math.ceil((equivalent.kernel.shape[3]! - scale) / (2 * scale));
        const border = Math.max(2, reach) * scale;
        expect(largestDifference(output.data, applyEquivalent(equivalent, wider), output.shape, border)).toBeLessThan(
          1e-5,
        );
      }
    }
  });

  it('keeps the mean of a constant picture with every choice of weights that is not random', () => {
    for (const weightChoice of weightChoices(upsampler).filter((value) => ![...RANDOM, 'fitted'].includes(value))) {
      for (const groups of ['depthwise', 'dense']) {
        const { parameters, weights, context } = prepare(
          upsampler,
          { ...weightsNeed(upsampler), weights: weightChoice, groups },
          scale,
        );
        const equivalent = upsampler.equivalentKernel(parameters, context, weights);
        const kernel = equivalent?.kernel;
        // Sum over input channels and taps, mean over output channels and phases.
        const sum = kernel ? kernel.data.reduce((total, value) => total + value, 0) : NaN;
        expect(sum / (3 * scale * scale), `${weightChoice}, ${groups}`).toBeCloseTo(1, 5);
      }
    }
  });

  it('counts its parameters as its tensors hold them', () => {
    for (const weightChoice of [undefined, ...weightChoices(upsampler)]) {
      for (const bias of weightChoice === undefined ? [undefined] : [false, true]) {
        const given =
          weightChoice === undefined ? {} : { ...weightsNeed(upsampler), weights: weightChoice, bias: bias ?? false };
        const { parameters, weights, context } = prepare(upsampler, given, scale);
        const held = (weights?.weight.data.length ?? 0) + (weights?.bias?.data.length ?? 0);
        expect(upsampler.cost(image.shape, parameters, context).parameters).toBe(held);
        expect(weights?.bias !== undefined).toBe(bias ?? false);
      }
    }
  });

  it('says in its snippet what it runs', () => {
    const { parameters, weights, context } = prepare(upsampler, {}, scale);
    const snippet = upsampler.snippet(parameters, context);
    expect(snippet).toMatch(/^import torch\n/);
    expect(snippet).toMatch(/\n\s*y = /);
    expect(snippet.includes('weights.safetensors')).toBe(weights !== null);
  });
});

describe.each(all.map((upsampler) => [upsampler.id, upsampler] as const))(
  'any legal parameters of %s',
  (_id, upsampler) => {
    it('either run and make what was announced, or are refused in a sentence', () => {
      let ran = 0;
      fc.assert(
        fc.property(
          given(upsampler),
          fc.constantFrom(...SCALES),
          fc.constantFrom(1, 3),
          fc.integer({ min: 1, max: 4 }),
          fc.integer({ min: 1, max: 4 }),
          (wanted, scale, channels, height, width) => {
            const context = { scale, channels, hasReference: true };
            const input = [1, channels, height, width];
            try {
              const parameters = resolveParameters(upsampler, visibleOnly(upsampler, wanted, context), context);
              const shape = checkFit(upsampler, input, parameters, context);
              const weights = upsampler.makeWeights(parameters, context, testWeights);
              const image = randomPicture(input, 1);
              const reference = randomPicture([1, channels, height * scale, width * scale], 2);
              expect(upsampler.run(operators, { image, reference, scale }, parameters, weights).shape).toEqual(shape);
              expect(upsampler.cost(input, parameters, context).bytes).toBeGreaterThan(0);
              expect(upsampler.snippet(parameters, context)).toContain('y = ');
              upsampler.equivalentKernel(parameters, context, weights);
              ran++;
            } catch (error) {
              expect(error).toBeInstanceOf(UpbenchError);
              expect((error as UpbenchError).code).not.toBe('internal');
              expect((error as UpbenchError).message).toMatch(/\.$/);
            }
          },
        ),
        { numRuns: 150, seed: 1 },
      );
      expect(ran).toBeGreaterThan(0);
    });

    it('that do not fit, fit once the values named in the refusal are taken', () => {
      fc.assert(
        fc.property(given(upsampler), fc.constantFrom(...SCALES), (wanted, scale) => {
          const context = { scale, channels: 3, hasReference: true };
          const input = [1, 3, 6, 9];
          let values = visibleOnly(upsampler, wanted, context);
          for (let step = 0; step < 3; step++) {
            const parameters = resolveParameters(upsampler, values, context);
            try {
              checkFit(upsampler, input, parameters, context);
              return;
            } catch (error) {
              const fix = (error as UpbenchError).details.fix;
              expect(fix, (error as UpbenchError).message).toBeDefined();
              values = { ...parameters, ...fix };
            }
          }
          expect.unreachable('three fixes in a row did not fit');
        }),
        { numRuns: 150, seed: 2 },
      );
    });
  },
);

/** Legal values of a random subset of the parameters. */
function given(upsampler: Upsampler): fc.Arbitrary<Record<string, ParameterValue>> {
  return fc.record(Object.fromEntries(upsampler.parameters.map((parameter) => [parameter.name, valueOf(parameter)])), {
    requiredKeys: [],
  }) as fc.Arbitrary<Record<string, ParameterValue>>;
}

function valueOf(parameter: ParameterDescriptor): fc.Arbitrary<ParameterValue> {
  if (parameter.kind === 'boolean') return fc.boolean();
  if (parameter.kind === 'text')
    return fc.constantFrom(
      ...(parameter.groups?.flatMap(({ values }) => values) ??
        parameter.examples?.({ scale: 4, channels: 3, hasReference: true }) ?? ['a name']),
    );
  if (parameter.kind === 'choice') return fc.constantFrom(...parameter.choices.map(({ value }) => value));
  if (parameter.kind === 'number')
    return fc.double({ min: parameter.min, max: Math.min(parameter.max, 4), noNaN: true });
  const step = parameter.step ?? 1;
  const most = Math.min(parameter.max, parameter.name === 'seed' ? 1000 : 9);
  return fc.integer({ min: 0, max: Math.floor((most - parameter.min) / step) }).map((n) => parameter.min + n * step);
}

/** Without the parameters that the others hide. */
function visibleOnly(
  upsampler: Upsampler,
  values: Record<string, ParameterValue>,
  context: { scale: number; channels: number; hasReference: boolean },
): Record<string, ParameterValue> {
  const kept: Record<string, ParameterValue> = {};
  for (const parameter of upsampler.parameters) {
    const value = values[parameter.name];
    if (value === undefined) continue;
    const resolved = resolveParameters(upsampler, kept, context);
    const rule = parameter.visibleWhen;
    const controller = rule ? resolved[rule.parameter] : undefined;
    if (!rule || (controller !== undefined && rule.isOneOf.includes(controller))) kept[parameter.name] = value;
  }
  return kept;
}
