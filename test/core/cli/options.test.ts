import { describe, expect, it } from 'vitest';
import { parseArguments } from '@core/cli/arguments';
import { compareOptions, planExperiment } from '@core/cli/compare/options';
import { say } from '@core/messages';
import { experimentSchema } from '@core/experiment/schema';
import { defaultUpsamplerIds } from '@core/upsamplers';

const plan = (...args: string[]) => planExperiment(parseArguments(args, compareOptions).options);
const keys = (...args: string[]) => plan(...args).experiment.methods.map(({ key }) => key);

describe('planExperiment', () => {
  it('is the default experiment with every method when nothing is said, and a legal document', () => {
    const { experiment, refused, remarks } = plan();
    expect({ refused, remarks }).toEqual({ refused: [], remarks: [] });
    expect(experimentSchema.parse(experiment)).toEqual(experiment);
    expect(experiment.methods.map(({ id }) => id)).toEqual(defaultUpsamplerIds);
    expect(experiment).toMatchObject({ mode: 'reference', scale: 2, degradation: 'area', arithmetic: 'exact' });
  });

  it('takes every option', () => {
    const { experiment } = plan(
      '--scale',
      '3',
      '--methods',
      'nearest',
      '--mode',
      'enlarge',
      '--degradation',
      'bicubic',
      '--metrics',
      'psnr,ssim',
      '--protocol',
      'sr-paper',
      '--samples',
      '0',
      '--seed',
      '7',
      '--arithmetic',
      'fast',
    );
    expect(experiment).toMatchObject({
      scale: 3,
      mode: 'enlarge',
      degradation: 'bicubic',
      metrics: ['psnr', 'ssim'],
      protocol: 'sr-paper',
      seed: 7,
      arithmetic: 'fast',
      methods: [{ id: 'nearest', key: 'nearest', parameters: {} }],
    });
    expect(experiment.timing.samples).toBe(0);
  });

  it('adds one instance for every --method, with keys that tell them apart', () => {
    expect(keys('--methods', 'bilinear', '--method', 'bilinear:alignCorners=true', '--method', 'nearest')).toEqual([
      'bilinear',
      'bilinear#2',
      'nearest',
    ]);
    expect(keys('--methods', 'none', '--method', 'nearest')).toEqual(['nearest']);
    expect(keys('--methods', 'nearest, bilinear,nearest')).toEqual(['nearest', 'bilinear']);
    expect(plan('--method', 'conv-transpose:kernelSize=4,stride=2').experiment.methods.at(-1)).toEqual({
      id: 'conv-transpose',
      key: 'conv-transpose#2',
      parameters: { kernelSize: 4, stride: 2 },
    });
  });

  it('takes a preset in place of all methods, at the chosen scale', () => {
    expect(keys('--preset', 'textbook')).toEqual([
      'conv-transpose',
      'bilinear',
      'nearest-conv',
      'pixel-shuffle',
      'bicubic',
    ]);
    const matched = plan('--preset', 'matched-footprint', '--scale', '3', '--method', 'nearest').experiment.methods;
    expect(matched[0]).toMatchObject({ id: 'conv-transpose', parameters: { kernelSize: 9 } });
    expect(matched.at(-1)).toMatchObject({ id: 'nearest' });
    expect(() => plan('--preset', 'best')).toThrow('There is no preset "best": the presets are textbook,');
  });

  it('leaves out what cannot work without a reference when all were asked for, and says so', () => {
    const { experiment, remarks, refused } = plan('--mode', 'enlarge');
    expect(experiment.methods.map(({ id }) => id)).not.toContain('unpooling');
    expect(remarks.map((remark) => say(remark)).join()).toContain(
      'is left out: it needs positions recorded from a reference',
    );
    expect(refused).toEqual([]);
  });

  it.each([
    [['--method', 'no-such'], /There is no method "no-such"/],
    [['--methods', 'nearest,fancy'], /There is no method "fancy"/],
    [['--method', 'bilinear:sharpness=3'], /sharpness/],
    [['--method', 'conv-transpose:kernelSize=big'], /kernelSize/],
    [['--metrics', 'psnr,beauty'], /beauty/],
  ])('%j is said and left out, the rest stays', (args, sentence) => {
    const { experiment, refused } = plan(...args);
    expect(refused).toHaveLength(1);
    expect(refused[0]!.message).toMatch(sentence);
    expect(experiment.methods.length).toBeGreaterThan(0);
  });

  it.each([
    [['--scale', '0'], 'Expected a whole number from 2 to 32 for --scale but received "0".'],
    [['--scale', '2.5'], 'Expected a whole number from 2 to 32 for --scale but received "2.5".'],
    [['--scale', ''], 'Expected a whole number from 2 to 32 for --scale but received "".'],
    [['--mode', 'both'], 'Expected one of reference, enlarge for --mode but received "both".'],
    [['--degradation', 'blur'], 'Expected one of area, bicubic, matlab'],
    [['--samples', '-1'], 'Expected a whole number from 0 to 1000 for --samples but received "-1".'],
    [['--seed', 'x'], 'Expected a whole number from 0 to 4294967295 for --seed but received "x".'],
    [['--methods', 'none'], 'No method is chosen. Give --methods or --method.'],
  ])('%j leaves nothing to do', (args, sentence) => {
    expect(() => plan(...args)).toThrow(sentence);
  });

  it('refuses when nothing good is left', () => {
    expect(() => plan('--methods', 'fancy')).toThrow('There is no method "fancy"');
    expect(() => plan('--metrics', 'beauty')).toThrow('beauty');
    expect(() => plan('--metrics', ',')).toThrow('--metrics names no metric');
    expect(() => plan('--protocol', 'mine')).toThrow('mine');
  });
});
