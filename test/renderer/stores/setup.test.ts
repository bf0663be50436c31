import { describe, expect, it } from 'vitest';
import { experimentSchema } from '@core/experiment/schema';
import { findPreset } from '@core/upsamplers';
import {
  initialSetup,
  instanceLetters,
  methodSignature,
  setupSchema,
  toExperiment,
  withEnabled,
  withInstance,
  withMethods,
  withParameter,
  withVariants,
  withoutInstance,
  withoutParameters,
} from '@renderer/stores/setup';

const setup = initialSetup('saved-file');

describe('setup', () => {
  it('is an experiment when it is run: enabled methods only, nothing else', () => {
    const experiment = toExperiment(withEnabled(setup, 'bilinear', false));
    expect(experimentSchema.strict().parse(experiment)).toEqual(experiment);
    expect(experiment.methods.map(({ key }) => key)).not.toContain('bilinear');
    expect(experiment.methods).toHaveLength(setup.methods.length - 1);
    expect(setupSchema.parse(setup)).toEqual(setup);
  });

  it('sets a parameter and gives it back to its default', () => {
    const changed = withParameter(setup, 'pixel-shuffle', 'kernelSize', 5);
    expect(changed.methods.find(({ key }) => key === 'pixel-shuffle')?.parameters).toEqual({ kernelSize: 5 });
    expect(withParameter(changed, 'pixel-shuffle', 'kernelSize', undefined)).toEqual(setup);
    expect(withoutParameters(changed, 'pixel-shuffle')).toEqual(setup);
  });

  it('puts other weights of a layer right after it, each once', () => {
    const three = withParameter(setup, 'conv-transpose', 'kernelSize', 3);
    const variants: Record<string, string | number>[] = [{ weights: 'kaiming', weightNoise: 0 }, { weightNoise: 0.05 }];
    const beside = withVariants(three, 'conv-transpose', variants);
    const at = beside.methods.findIndex(({ key }) => key === 'conv-transpose');
    expect(beside.methods.slice(at, at + 3).map(({ parameters }) => parameters)).toEqual([
      { kernelSize: 3 },
      { kernelSize: 3, weights: 'kaiming', weightNoise: 0 },
      { kernelSize: 3, weightNoise: 0.05 },
    ]);
    expect(new Set(beside.methods.map(({ key }) => key)).size).toBe(beside.methods.length);
    expect(withVariants(beside, 'conv-transpose', variants)).toEqual(beside);
  });

  it('takes other methods altogether, each under a key of its own, and keeps the rest', () => {
    const off = withEnabled({ ...setup, scale: 3 }, 'bilinear', false);
    const next = withMethods(off, findPreset('imperfect-training').methods(3));
    expect(next.methods.map(({ key }) => key)).toEqual([
      'conv-transpose',
      'conv-transpose#2',
      'nearest-conv',
      'nearest-conv#2',
      'pixel-shuffle',
      'pixel-shuffle#2',
    ]);
    expect(next.methods.every(({ enabled }) => enabled)).toBe(true);
    expect(next.methods[1]?.parameters).toEqual({ kernelSize: 9, weightNoise: 0.05 });
    expect({ ...next, methods: [] }).toEqual({ ...off, methods: [] });
  });

  it('adds instances beside their kin under keys of their own', () => {
    const two = withInstance(withParameter(setup, 'bilinear', 'alignCorners', true), 'bilinear', {
      id: 'bilinear',
      key: 'bilinear',
      parameters: { alignCorners: true },
      enabled: true,
    });
    const keys = two.methods.map(({ key }) => key);
    expect(keys[keys.indexOf('bilinear') + 1]).toBe('bilinear#2');
    expect(two.methods.find(({ key }) => key === 'bilinear#2')?.parameters).toEqual({ alignCorners: true });
    const gap = withInstance(withoutInstance(withInstance(two, 'bilinear'), 'bilinear#2'), 'bilinear');
    expect(gap.methods.filter(({ id }) => id === 'bilinear').map(({ key }) => key)).toEqual([
      'bilinear',
      'bilinear#3',
      'bilinear#2',
    ]);
  });

  it('letters methods that appear more than once', () => {
    const letters = instanceLetters(withInstance(setup, 'bilinear').methods);
    expect([letters.get('bilinear'), letters.get('bilinear#2'), letters.get('nearest')]).toEqual(['a', 'b', '']);
  });
});

describe('methodSignature', () => {
  const spec = { id: 'pixel-shuffle', key: 'pixel-shuffle', parameters: { kernelSize: 5, bias: true } };
  const base = methodSignature(setup, spec);

  it('stays the same for what does not touch the output', () => {
    expect(methodSignature({ ...setup, timing: { samples: 1, budgetMs: 0 } }, spec)).toBe(base);
    expect(methodSignature(withEnabled(setup, 'bilinear', false), spec)).toBe(base);
    expect(methodSignature(setup, { ...spec, parameters: { bias: true, kernelSize: 5 } })).toBe(base);
  });
  it.each([
    ['scale', { ...setup, scale: 3 as const }, spec],
    ['mode', { ...setup, mode: 'enlarge' as const }, spec],
    ['protocol', { ...setup, protocol: 'wang-2004' }, spec],
    ['a parameter', setup, { ...spec, parameters: { kernelSize: 3 } }],
  ])('changes with %s', (_name, experiment, method) => expect(methodSignature(experiment, method)).not.toBe(base));
});
