import { describe, expect, it } from 'vitest';
import { createReferenceOperators } from '@core/ops';
import { findUpsampler, type ParameterValues } from '@core/upsamplers';
import type { Tensor } from '@core/tensor/tensor';
import { applyEquivalent, largestDifference, prepare, randomPicture } from '../../helpers/methods';

const operators = createReferenceOperators();
const image = randomPicture([1, 3, 6, 5], 21);

function run(id: string, given: ParameterValues, scale: number): Tensor {
  const upsampler = findUpsampler(id);
  const { parameters, weights } = prepare(upsampler, given, scale);
  return upsampler.run(operators, { image, scale }, parameters, weights);
}

function same(a: Tensor, b: Tensor, tolerance = 2e-6): void {
  expect(a.shape).toEqual(b.shape);
  expect(largestDifference(a.data, b.data, a.shape)).toBeLessThan(tolerance);
}

describe.each([2, 3, 4])('exact identities at x%i, borders included', (scale) => {
  it('bilinear = transposed convolution with the tent on a replicated border', () => {
    same(run('bilinear', {}, scale), run('conv-transpose', { weights: 'bilinear' }, scale));
  });

  it('bilinear = convolution of tent phases + pixel shuffle', () => {
    same(run('bilinear', {}, scale), run('pixel-shuffle', { weights: 'bilinear' }, scale));
  });

  it('bilinear = nearest + convolution with a second box', () => {
    const kernelSize = scale % 2 === 0 ? scale + 1 : scale;
    const nearest = run('nearest-conv', { weights: 'bilinear', kernelSize }, scale);
    // The border is replicated after the enlargement here and before it there: equal, because both repeat the same pixel.
    same(run('bilinear', {}, scale), nearest);
  });

  it('nearest = depthwise transposed convolution of ones = pixel shuffle of repeated channels = nearest + identity', () => {
    const nearest = run('nearest', {}, scale);
    same(nearest, run('conv-transpose', { kernelSize: scale, weights: 'box' }, scale), 1e-7);
    same(nearest, run('conv-transpose', { weights: 'nearest' }, scale), 1e-7);
    same(nearest, run('pixel-shuffle', { kernelSize: 1, weights: 'nearest' }, scale), 1e-7);
    same(nearest, run('nearest-conv', { weights: 'identity' }, scale), 1e-7);
  });

  it('bicubic = transposed convolution with the cubic kernel = pixel shuffle of its phases', () => {
    const kernelSize = 4 * scale - (scale % 2);
    same(run('bicubic', {}, scale), run('conv-transpose', { kernelSize, weights: 'bicubic' }, scale), 4e-6);
    same(run('bicubic', {}, scale), run('pixel-shuffle', { kernelSize: 5, weights: 'bicubic' }, scale), 4e-6);
  });

  it('ICNR makes what nearest neighbour makes of the same convolution', () => {
    const shuffled = run('pixel-shuffle', { weights: 'icnr', seed: 4 }, scale);
    // Every s x s block is constant.
    const [, , height = 1, width = 1] = shuffled.shape;
    const corners = shuffled.data.map((_value, i) => {
      const y = Math.floor(i / width) % height;
      return shuffled.data[i - (y % scale) * width - ((i % width) % scale)]!;
    });
    expect(shuffled.data).toEqual(corners);
  });

  it('with zero padding the border is included: the equivalent kernel makes every pixel', () => {
    const cases: [string, ParameterValues][] = [
      [
        'conv-transpose',
        {
          weights: 'kaiming',
          groups: 'dense',
          kernelSize: 5,
          outputPadding: scale === 3 ? 0 : 1,
          padding: scale === 4 ? 1 : scale === 3 ? 1 : 2,
        },
      ],
      ['nearest-conv', { weights: 'kaiming', groups: 'dense', kernelSize: 5 }],
      ['pixel-shuffle', { weights: 'kaiming', groups: 'dense', kernelSize: 5 }],
      ['unpooling', { indices: 'top-left', fill: 'conv', weights: 'kaiming', groups: 'dense' }],
    ];
    for (const [id, given] of cases) {
      const upsampler = findUpsampler(id);
      const { parameters, weights, context } = prepare(upsampler, { ...given, border: 'zeros' }, scale);
      const equivalent = upsampler.equivalentKernel(parameters, context, weights);
      const output = upsampler.run(operators, { image, scale }, parameters, weights);
      if (!equivalent) throw new Error(`${id} has no equivalent kernel.`);
      expect(largestDifference(output.data, applyEquivalent(equivalent, image), output.shape), id).toBeLessThan(1e-5);
    }
  });
});

describe('the replicated border', () => {
  it.each([
    { kernelSize: 3, outputPadding: 1 },
    { kernelSize: 7, outputPadding: 1 },
    { kernelSize: 6 },
    { kernelSize: 3, dilation: 3, outputPadding: 1 },
    { kernelSize: 2, dilation: 3, padding: 1 },
    { kernelSize: 1, outputPadding: 1 },
  ])('gives the transposed convolution of the endlessly repeated edge: %j', (given) => {
    const upsampler = findUpsampler('conv-transpose');
    const { parameters, weights, context } = prepare(
      upsampler,
      { ...(given as unknown as Record<string, number>), weights: 'kaiming', groups: 'dense', seed: 8 },
      2,
    );
    const output = upsampler.run(operators, { image, scale: 2 }, parameters, weights);
    const margin = 12;
    const wide = {
      shape: [1, 3, 6 + 2 * margin, 5 + 2 * margin],
      data: new Float32Array(3 * (6 + 2 * margin) * (5 + 2 * margin)),
    };
    const [, , h = 1, w = 1] = wide.shape;
    for (let i = 0; i < wide.data.length; i++) {
      const y = Math.min(Math.max((Math.floor(i / w) % h) - margin, 0), 5);
      const x = Math.min(Math.max((i % w) - margin, 0), 4);
      wide.data[i] = image.data[(Math.floor(i / (w * h)) * 6 + y) * 5 + x]!;
    }
    const equivalent = upsampler.equivalentKernel(parameters, context, weights);
    if (!equivalent) throw new Error('Expected an equivalent kernel.');
    const all = applyEquivalent(equivalent, wide);
    const expected = Float64Array.from(output.data, (_value, i) => {
      const y = (Math.floor(i / 10) % 12) + 2 * margin;
      const x = (i % 10) + 2 * margin;
      return all[(Math.floor(i / 120) * h * 2 + y) * w * 2 + x]!;
    });
    expect(largestDifference(output.data, expected, output.shape)).toBeLessThan(1e-5);
  });
});
