import { say } from '@core/messages';
import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '@core/experiment/defaults';
import { inspectMethod } from '@core/experiment/inspect';
import { runPicture } from '@core/experiment/run';
import type { MethodSpec } from '@core/experiment/schema';
import { weightFileNames } from '@core/experiment/session';
import { createReferenceOperators } from '@core/ops';
import { UpbenchError } from '@core/tensor/errors';
import { parseSafetensors } from '@core/tensor/safetensors';
import {
  checkFit,
  findUpsampler,
  methodTitles,
  parseMethod,
  resolveParameters,
  type ParameterValues,
  type Upsampler,
} from '@core/upsamplers';
import { safetensorsOf } from '@core/upsamplers/saveWeights';
import { applyEquivalent, largestDifference, prepare, randomPicture, testWeights } from '../../helpers/methods';

const operators = createReferenceOperators();
const pipeline: Upsampler = findUpsampler('pipeline');
const image = randomPicture([1, 3, 6, 9], 4);

function run(id: string, given: ParameterValues, scale: number, picture = image): Float32Array {
  const upsampler: Upsampler = findUpsampler(id);
  const { parameters, weights } = prepare(upsampler, given, scale);
  const [, c = 1, h = 1, w = 1] = picture.shape;
  const reference = randomPicture([1, c, h * scale, w * scale], 9);
  return upsampler.run(operators, { image: picture, reference, scale }, parameters, weights).data;
}

const steps = (text: string, scale: number, picture = image): Float32Array =>
  run('pipeline', { steps: text }, scale, picture);

function refusalOf(text: string, scale: number, shape = [1, 3, 8, 8]): UpbenchError {
  const context = { scale, channels: 3, hasReference: true };
  try {
    checkFit(pipeline, shape, resolveParameters(pipeline, { steps: text }, context), context);
  } catch (error) {
    if (error instanceof UpbenchError) return error;
    throw error;
  }
  return expect.unreachable(`${text} was taken`);
}

describe('running', () => {
  it('bilinear by two twice is bilinear by two twice', () => {
    const once = run('bilinear', {}, 2);
    const twice = run('bilinear', {}, 2, { shape: [1, 3, 12, 18], data: once });
    expect(steps('bilinear x2 > bilinear x2', 4)).toEqual(twice);
    expect(steps('bilinear x2 > bilinear', 4)).toEqual(twice);
    expect(steps('bilinear x2 + bilinear x2', 4)).toEqual(twice);
    expect(steps('bilinear x2 > bilinear x2', 4)).not.toEqual(run('bilinear', {}, 4));
  });

  it.each([
    ['conv-transpose', { kernelSize: 6, weights: 'kaiming', groups: 'dense', bias: true }],
    ['conv-transpose', { weights: 'fitted', weightNoise: 0.1, seed: 3 }],
    ['bilinear', { alignCorners: true }],
    ['unpooling', {}],
    ['unpooling', { indices: 'top-left', fill: 'conv' }],
    ['nearest-conv', { border: 'zeros' }],
    ['pixel-shuffle', { weights: 'icnr', kernelSize: 5 }],
    ['nearest', {}],
    ['bicubic', {}],
  ])('one step %s is the method', (id, given) => {
    const inside = Object.entries(given).map(([name, value]) => `${name}=${String(value)}`);
    expect(steps(`${id}(${inside.join('; ')}) x2`, 2)).toEqual(run(id, given, 2));
  });

  it('goes down to a middle size and to the target, whatever the size', () => {
    const odd = randomPicture([1, 3, 5, 7], 1);
    const small = operators.interpolate(odd, { size: [3, 4], mode: 'area' });
    const up = { shape: [1, 3, 6, 8], data: run('conv-transpose', {}, 2, small) };
    const expected = operators.interpolate(up, { size: [10, 14], mode: 'bilinear', alignCorners: false });
    expect(steps('area x1/2 > conv-transpose x2 > bilinear', 2, odd)).toEqual(expected.data);
    expect(steps('area x0.5 > conv-transpose x2 > bilinear x2.0', 2, odd)).not.toHaveLength(0);
  });

  it('convolves between the steps', () => {
    const up = { shape: [1, 3, 12, 18], data: run('nearest', {}, 2) };
    const { parameters, weights } = prepare(findUpsampler('nearest-conv'), { weights: 'sharpen' }, 2);
    expect(steps('nearest x2 > conv(weights=sharpen)', 2)).toEqual(
      operators.conv2d(up, weights!.weight, null, { padding: 1, groups: 3, paddingMode: 'replicate' }).data,
    );
    expect(parameters['weights']).toBe('sharpen');
  });
});

describe('what is known of it', () => {
  const context = { scale: 4, channels: 3, hasReference: true };

  it('costs what its steps cost', () => {
    const text = 'conv-transpose x2 > nearest-conv(kernelSize=5;bias=true) x2 > conv';
    const { parameters, weights } = prepare(pipeline, { steps: text }, 4);
    const at2 = { ...context, scale: 2 };
    const cost = (id: string, given: ParameterValues, shape: number[]) => {
      const upsampler: Upsampler = findUpsampler(id);
      return upsampler.cost(shape, resolveParameters(upsampler, given, at2), at2);
    };
    const parts = [
      cost('conv-transpose', {}, [1, 3, 6, 9]),
      cost('nearest-conv', { kernelSize: 5, bias: true }, [1, 3, 12, 18]),
      { parameters: 27, macs: 27 * 24 * 36, macsAtOutputSize: 27 * 24 * 36, bytes: 4 * (27 + 2 * 3 * 24 * 36) },
    ];
    const whole = pipeline.cost(image.shape, parameters, context);
    for (const name of ['parameters', 'macs', 'macsAtOutputSize', 'bytes'] as const)
      expect(whole[name]).toBe(parts.reduce((sum, part) => sum + part[name], 0));
    expect(weights?.weight.data).toHaveLength(whole.parameters);
    expect(weights && say(weights.origin)).toBe(
      'conv-transpose x2: fitted on the built-in set; nearest-conv x2: fitted on the built-in set; conv: Gaussian',
    );
  });

  it.each([
    ['conv-transpose x2 > bilinear x2', 4],
    ['bilinear x2 > conv(weights=kaiming;groups=dense;bias=true) > pixel-shuffle(weights=kaiming;bias=true) x2', 4],
    ['unpooling(indices=top-left) x2 > conv(kernelSize=5) > nearest x2', 4],
    ['conv > bilinear x3 > conv(weights=sharpen)', 3],
  ])('%s is one transposed convolution', (text, scale) => {
    const { parameters, weights, context: own } = prepare(pipeline, { steps: text }, scale);
    const noisy = weights && {
      ...weights,
      layers: weights.layers!.map(
        (layer, i) =>
          layer && {
            ...layer,
            ...(layer.bias
              ? { bias: { shape: layer.bias.shape, data: layer.bias.data.map((_, at) => 0.1 + i + at / 7) } }
              : {}),
          },
      ),
    };
    const picture = randomPicture([1, 3, 12, 14], 6);
    const equivalent = pipeline.equivalentKernel(parameters, own, noisy)!;
    const output = pipeline.run(operators, { image: picture, scale }, parameters, noisy);
    expect(equivalent.stride).toBe(scale);
    const far = largestDifference(output.data, applyEquivalent(equivalent, picture), output.shape, 4 * scale);
    expect(far / Math.max(1, ...output.data)).toBeLessThan(2e-6);
  });

  it('forecasts from the composed kernel, and says when there is none', () => {
    const inspect = (text: string) =>
      inspectMethod(
        { method: { id: 'pipeline', parameters: { steps: text } }, scale: 4, mode: 'reference', picture: null },
        testWeights,
      );
    expect(inspect('bilinear x2 > bilinear x2').forecast?.level).toBe('even');
    expect(
      inspect('conv-transpose(weights=box;kernelSize=3;padding=1;outputPadding=1) x2 > nearest x2').forecast?.level,
    ).toBe('uneven');
    expect(inspect('area x1/2 > bilinear x8').forecast).toMatchObject({
      level: 'unknown',
      verdict: 'The method is not one periodic kernel, so nothing can be forecast.',
    });
  });

  it('saves the weights of each step under the names its code loads', () => {
    const {
      parameters,
      weights,
      context: own,
    } = prepare(pipeline, { steps: 'conv-transpose x2 > bilinear x3/2 > conv(bias=true)' }, 3);
    const tensors = parseSafetensors(safetensorsOf('pipeline', weights!), 'weights');
    expect(Object.keys(tensors).sort()).toEqual(['0.weight', '2.bias', '2.weight']);
    const snippet = pipeline.snippet(parameters, own);
    expect(snippet.match(/load_file/g)).toHaveLength(2);
    expect(snippet).toContain("if name.startswith('2.')");
    expect(snippet).toContain(
      "y = F.interpolate(x, size=[max(1, (2 * n * 3 + 1) // 2) for n in size], mode='bilinear', align_corners=False)",
    );
  });

  it('is read from the command line and finds the files its steps name', () => {
    const { id, parameters } = parseMethod(
      'pipeline:steps=conv-transpose(weights=file:a b.npz#up.weight;kernelSize=4) x2 > bilinear,name=mixed',
    );
    expect(parameters).toEqual({
      steps: 'conv-transpose(weights=file:a b.npz#up.weight;kernelSize=4) x2 > bilinear',
      name: 'mixed',
    });
    expect(weightFileNames({ methods: [{ id, key: id, parameters: { ...parameters } }] })).toEqual(['a b.npz']);
  });

  it('runs in an experiment under its name, but only when asked for', () => {
    const experiment = defaultExperiment();
    expect(experiment.methods.map(({ id }) => id)).not.toContain('pipeline');
    const data = Uint8Array.from({ length: 16 * 16 }, (_, i) => (i * 37) % 256);
    const raster = { width: 16, height: 16, channels: 1 as const, bitDepth: 8 as const, data };
    const given = { steps: 'conv-transpose x2 > bilinear x2', name: 'Mixed' };
    const methods: MethodSpec[] = [
      { id: 'pipeline', key: 'pipeline', parameters: given },
      { id: 'pipeline', key: 'pipeline#2', parameters: {} },
      { id: 'pipeline', key: 'pipeline#3', parameters: { steps: 'bilinear x3' } },
      { id: 'pipeline', key: 'pipeline#4', parameters: { steps: 'bilinear x2 > unpooling x2' } },
    ];
    const services = { operators, clock: { now: () => 0 }, checkpoint: () => undefined, weights: testWeights };
    const result = runPicture(
      { file: 'a.png', sha256: '', raster, notes: [] },
      { ...experiment, scale: 4, methods, timing: { samples: 0, budgetMs: 0 } },
      services,
      () => undefined,
    );
    expect(result.methods.map(({ title }) => title)).toEqual(['Mixed', 'Pipeline b', 'Pipeline d']);
    expect(result.failed).toHaveLength(1);
    expect(result.methods[0]).toMatchObject({ parameters: given, weights: 'fitted on the built-in set' });
    expect(result.methods[2]!.excludedFromBest).toMatch(/reference/);
  });
});

describe('refusals', () => {
  it.each([
    [
      'conv-transpose x2 > bilinear x3',
      4,
      'pipeline: its steps multiply to x6 (2 · 3), which makes 48×48 from 8×8, but scale 4 needs 32×32: steps conv-transpose x2 > bilinear x2 would fit.',
    ],
    [
      'pixel-shuffle(kernelSize=5) x3',
      2,
      'pipeline: its steps multiply to x3, which makes 24×24 from 8×8, but scale 2 needs 16×16: steps pixel-shuffle(kernelSize=5) x3 > bilinear x2/3 would fit.',
    ],
    ['conv-transpose x2 > bilinear x3', 2, 'but scale 2 needs 16×16: steps conv-transpose x2 would fit.'],
    [
      'conv-transpose(kernelSize=3) x2 > bilinear x2',
      4,
      'pipeline, step 1, conv-transpose: conv-transpose: outputPadding 0 makes 15×15 from 8×8, but scale 2 needs 16×16: outputPadding 1 would fit.',
    ],
    [
      'sinc x2',
      2,
      'There is no step "sinc": the steps are conv-transpose, bilinear, unpooling, nearest-conv, pixel-shuffle, nearest, bicubic, lanczos, resize, area, conv.',
    ],
    ['pipeline x2', 2, 'There is no step "pipeline"'],
    [
      'conv-transpose x3/2',
      3,
      'Step 1, conv-transpose, enlarges by a whole number from 2 to 32, not by x3/2; bilinear, bicubic, nearest and area take any factor.',
    ],
    ['conv x2', 2, 'Step 1, conv, keeps the size: its factor is x1, not x2.'],
    [
      'bilinear > bilinear',
      4,
      'At most one step may leave its factor out, but bilinear and bilinear do: write x and a factor after each.',
    ],
    ['bilinear x2 >', 2, 'but step 2 is "".'],
    ['bilinear x2, bilinear x2', 4, 'but step 1 is "bilinear x2, bilinear x2".'],
    [
      'bilinear x99',
      4,
      'Expected a factor from 1/16 to 16 such as x2, x3/2 or x0.5 for step 1, bilinear, but received "x99".',
    ],
    ['bilinear x2/0', 4, 'but received "x2/0".'],
    [
      'conv-transpose(kernelSize) x2',
      2,
      'Expected key=value in the brackets of step 1, conv-transpose, but received "kernelSize".',
    ],
    ['conv-transpose(kernelSize=4;kernelSize=5) x2', 2, 'Step 1, conv-transpose, gives kernelSize twice.'],
    ['conv-transpose(kernel=4) x2', 2, 'pipeline, step 1, conv-transpose: conv-transpose has no parameter "kernel"'],
    [
      'bilinear x2 > conv(kernelSize=4)',
      2,
      'pipeline, step 2, conv: Expected an odd integer from 1 to 31 for kernelSize but received 4.',
    ],
    [
      'unpooling x2 > bilinear x2',
      4,
      'positions recorded from the reference fit only the last step: set indices=top-left.',
    ],
    ['bilinear(alignCorners=true) x3/2', 3, 'takes no parameters, but alignCorners is given'],
    [new Array(9).fill('conv').join('>'), 2, 'A pipeline has at most 8 steps, but 9 are given.'],
    ['', 2, 'for steps but received "".'],
  ])('%s', (text, scale, sentence) => {
    const error = refusalOf(text, scale);
    expect(error.message).toContain(sentence);
    expect(error.details.parameter).toBe('steps');
  });

  it('what would fit does, in the window and on odd sizes', () => {
    for (const [text, scale, shape] of [
      ['conv-transpose x2 > bilinear x3', 4, [1, 3, 8, 8]],
      ['pixel-shuffle(kernelSize=5) x3', 2, [1, 3, 8, 8]],
      ['conv-transpose(kernelSize=3) x2 > bilinear x2', 4, [1, 3, 8, 8]],
      ['bilinear x1/2 > conv-transpose x4', 2, [1, 3, 5, 7]],
      ['conv', 3, [1, 3, 5, 7]],
    ] as const) {
      const { details } = refusalOf(text, scale, [...shape]);
      const context = { scale, channels: 3, hasReference: true };
      const parameters = resolveParameters(pipeline, details.fix ?? {}, context);
      expect(checkFit(pipeline, shape, parameters, context)).toEqual([1, 3, shape[2] * scale, shape[3] * scale]);
    }
    const answer = inspectMethod(
      {
        method: { id: 'pipeline', parameters: { steps: 'bilinear x2 >' } },
        scale: 2,
        mode: 'reference',
        picture: null,
      },
      testWeights,
    );
    expect(answer).toMatchObject({ fits: false, refusal: { parameter: 'steps' } });
  });

  it('keeps two chains of one name apart, like two uses of one method', () => {
    const ids = ['pipeline', 'pipeline', 'bilinear', 'pipeline'];
    expect(methodTitles(ids, ['mine', 'mine', undefined, 'other'])).toEqual([
      'mine a',
      'mine b',
      'Bilinear interpolation',
      'other',
    ]);
  });
});
