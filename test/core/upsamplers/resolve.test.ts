import { describe, expect, it } from 'vitest';
import {
  checkFit,
  describeParameters,
  findUpsampler,
  parseMethod,
  parseMethodList,
  resolveParameters,
  type ParameterValues,
} from '@core/upsamplers';
import { UpbenchError } from '@core/tensor/errors';

const context = { scale: 2, channels: 3, hasReference: true };
const resolve = (id: string, given: ParameterValues = {}, scale = 2): ParameterValues =>
  resolveParameters(findUpsampler(id), given, { ...context, scale });

function refusal(action: () => unknown): UpbenchError {
  try {
    action();
  } catch (error) {
    if (error instanceof UpbenchError) return error;
    throw error;
  }
  throw new Error('Expected a refusal, but nothing was refused.');
}

describe('default parameters', () => {
  it('of the transposed convolution are k = 2s - s%2, stride s, padding ceil((s-1)/2)', () => {
    expect(resolve('conv-transpose')).toEqual({
      kernelSize: 4,
      stride: 2,
      dilation: 1,
      padding: 1,
      outputPadding: 0,
      groups: 'depthwise',
      bias: false,
      weights: 'fitted',
      seed: 0,
      weightNoise: 0,
      border: 'replicate',
    });
    expect(resolve('conv-transpose', {}, 3)).toMatchObject({ kernelSize: 5, stride: 3, padding: 1 });
    expect(resolve('conv-transpose', {}, 4)).toMatchObject({ kernelSize: 8, stride: 4, padding: 2 });
  });

  it('follow those given before them', () => {
    expect(resolve('conv-transpose', { kernelSize: 6 })).toMatchObject({ padding: 2 });
    expect(resolve('conv-transpose', { kernelSize: 2 })).toMatchObject({ padding: 0 });
    expect(resolve('conv-transpose', { kernelSize: 3, dilation: 2 })).toMatchObject({ padding: 2 });
  });

  it('of the others', () => {
    expect(resolve('nearest-conv')).toMatchObject({
      kernelSize: 3,
      groups: 'depthwise',
      bias: false,
      border: 'replicate',
    });
    expect(resolve('pixel-shuffle')).toMatchObject({ kernelSize: 3, weights: 'fitted', border: 'replicate' });
    expect(resolve('bilinear')).toEqual({ alignCorners: false });
    expect(resolve('nearest')).toEqual({});
    expect(resolve('unpooling', {}, 3)).toEqual({
      kernelSize: 3,
      stride: 3,
      indices: 'reference',
      values: 'input',
      fill: 'normalised',
      convKernelSize: 7,
      sigma: 1.2,
    });
    expect(resolve('unpooling', { fill: 'none' })).toEqual({
      kernelSize: 2,
      stride: 2,
      indices: 'reference',
      values: 'input',
      fill: 'none',
    });
  });

  it('take the base seed of the experiment', () => {
    expect(resolveParameters(findUpsampler('pixel-shuffle'), {}, { ...context, seed: 9 })['seed']).toBe(9);
  });
});

describe('refusals', () => {
  it.each([
    ['conv-transpose', { kernelSize: 0 }, 'Expected an integer from 1 to 64 for kernelSize but received 0.'],
    ['conv-transpose', { kernelSize: 2.5 }, 'Expected an integer from 1 to 64 for kernelSize but received 2.5.'],
    ['conv-transpose', { bias: 1 }, 'Expected true or false for bias but received 1.'],
    ['nearest-conv', { kernelSize: 4 }, 'Expected an odd integer from 1 to 31 for kernelSize but received 4.'],
    ['pixel-shuffle', { weightNoise: NaN }, 'Expected a number from 0 to 1 for weightNoise but received NaN.'],
    ['bilinear', { kernelSize: 3 }, 'bilinear has no parameter "kernelSize": its parameters are alignCorners.'],
    ['nearest', { kernelSize: 3 }, 'nearest has no parameter "kernelSize": it has no parameters.'],
    [
      'unpooling',
      { sigma: 1, fill: 'none' },
      'sigma of unpooling applies only when fill is normalised, but fill is none.',
    ],
    [
      'unpooling',
      { fanMode: 'fan_out' },
      'fanMode of unpooling applies only when fill is conv, but fill is normalised.',
    ],
    [
      'pixel-shuffle',
      { fanMode: 'fan_out' },
      'fanMode of pixel-shuffle applies only when weights is icnr or kaiming or kaiming-uniform, but weights is fitted.',
    ],
    ['nearest-conv', { groups: 'many' }, 'Expected one of depthwise, dense for groups but received "many".'],
  ])('%s %j', (id, given, message) => {
    expect(refusal(() => resolve(id, given as ParameterValues)).message).toBe(message);
  });

  it('scales that are no whole number from 2 to 32', () => {
    for (const scale of [0, 1, 2.5, 33])
      expect(refusal(() => resolve('bilinear', {}, scale)).message).toBe(
        `Expected an integer from 2 to 32 for scale but received ${scale}.`,
      );
  });

  it('unknown methods, naming all', () => {
    expect(refusal(() => findUpsampler('sinc')).message).toBe(
      'There is no method "sinc": the methods are conv-transpose, bilinear, unpooling, nearest-conv, pixel-shuffle, nearest, bicubic, lanczos, resize, pipeline.',
    );
  });
});

describe('outputs that do not fit', () => {
  const fit = (id: string, given: ParameterValues, size: number, scale = 2): UpbenchError =>
    refusal(() => checkFit(findUpsampler(id), [1, 3, size, size], resolve(id, given, scale), { ...context, scale }));

  it('k3 s2 p1 on 16x16 gives 31x31: outputPadding 1 would fit', () => {
    const error = fit('conv-transpose', { kernelSize: 3, padding: 1 }, 16);
    expect(error.message).toBe(
      'conv-transpose: outputPadding 0 makes 31×31 from 16×16, but scale 2 needs 32×32: outputPadding 1 would fit.',
    );
    expect(error.code).toBe('size-mismatch');
    expect(error.details).toEqual({ parameter: 'outputPadding', fix: { outputPadding: 1 } });
  });

  it.each([
    [{ padding: 0 }, 2, { padding: 1 }],
    [{ stride: 3 }, 2, { stride: 2 }],
    [{ stride: 1, kernelSize: 4, padding: 0 }, 2, { stride: 2, padding: 1 }],
    [{ kernelSize: 1 }, 4, { outputPadding: 3 }],
    [{ kernelSize: 5, padding: 0 }, 2, { padding: 2, outputPadding: 1 }],
    [{ kernelSize: 3, dilation: 2 }, 2, { outputPadding: 1 }],
  ])('conv-transpose %j at x%i: %j', (given, scale, fix) => {
    expect(fit('conv-transpose', given as ParameterValues, 16, scale).details.fix).toEqual(fix);
  });

  it('a stride that fits one size by chance', () => {
    expect(fit('conv-transpose', { stride: 1, kernelSize: 6, padding: 0 }, 5).message).toBe(
      'conv-transpose: stride 1 and padding 0 make 10×10 from 5×5 by chance, not from every size: stride 2 and padding 2 would fit.',
    );
  });

  it('unpooling with another window', () => {
    expect(fit('unpooling', { kernelSize: 3 }, 8).message).toBe(
      'unpooling: kernelSize 3 makes 17×17 from 8×8, but scale 2 needs 16×16: kernelSize 2 would fit.',
    );
  });

  it('outputPadding beyond stride and dilation is no operator at all', () => {
    expect(fit('conv-transpose', { outputPadding: 2 }, 8).message).toBe(
      'Expected an integer less than stride 2 or dilation 1 for outputPadding but received 2.',
    );
  });

  it('unpooling without a reference', () => {
    const upsampler = findUpsampler('unpooling');
    const alone = { ...context, hasReference: false };
    const parameters = resolveParameters(upsampler, {}, alone);
    const error = refusal(() => checkFit(upsampler, [1, 3, 8, 8], parameters, alone));
    expect(error.code).toBe('unavailable');
    expect(error.details.fix).toEqual({ indices: 'top-left' });
    expect(checkFit(upsampler, [1, 3, 8, 8], { ...parameters, indices: 'top-left' }, alone)).toEqual([1, 3, 16, 16]);
  });
});

describe('parseMethod', () => {
  it('reads an id and typed parameters', () => {
    expect(parseMethod('conv-transpose')).toEqual({ id: 'conv-transpose', parameters: {} });
    expect(parseMethod('pixel-shuffle:weights=icnr,kernelSize=5, bias=true,weightNoise=0.05')).toEqual({
      id: 'pixel-shuffle',
      parameters: { weights: 'icnr', kernelSize: 5, bias: true, weightNoise: 0.05 },
    });
    expect(parseMethod('nearest-conv:weights=file:a, b.safetensors,seed=1').parameters).toEqual({
      weights: 'file:a, b.safetensors',
      seed: 1,
    });
  });

  it.each([
    ['unpooling:fill', 'Expected key=value after "unpooling:" but received "fill".'],
    ['bilinear:alignCorners=yes', 'Expected true or false for alignCorners but received "yes".'],
    ['pixel-shuffle:kernelSize=big', 'Expected an odd integer from 1 to 31 for kernelSize but received "big".'],
    ['pixel-shuffle:kernelSize=', 'Expected an odd integer from 1 to 31 for kernelSize but received "".'],
    ['pixel-shuffle:seed=1,seed=2', 'seed is given twice in "pixel-shuffle:seed=1,seed=2".'],
    ['nearest:size=3', 'nearest has no parameter "size": it has no parameters.'],
  ])('refuses %s', (text, message) => {
    expect(refusal(() => parseMethod(text)).message).toBe(message);
  });

  it('lists all methods, or the ones named, once each', () => {
    expect(parseMethodList('all')).toEqual([
      'conv-transpose',
      'bilinear',
      'unpooling',
      'nearest-conv',
      'pixel-shuffle',
      'nearest',
      'bicubic',
    ]);
    expect(parseMethodList('nearest, bilinear,nearest')).toEqual(['nearest', 'bilinear']);
  });
});

describe('chips', () => {
  it('say what matters in the fewest words', () => {
    const chip = (id: string, given: ParameterValues = {}, scale = 2): string =>
      describeParameters(findUpsampler(id), resolve(id, given, scale));
    expect(chip('conv-transpose', { kernelSize: 6 }, 4)).toBe('k6 s4 p1 fitted');
    expect(
      chip('conv-transpose', {
        kernelSize: 3,
        outputPadding: 1,
        groups: 'dense',
        weights: 'kaiming',
        weightNoise: 0.05,
        border: 'zeros',
      }),
    ).toBe('k3 s2 p1 op1 dense kaiming noise 5% zeros');
    expect(chip('bilinear')).toBe('');
    expect(chip('unpooling')).toBe('k2 s2 normalised c5');
    expect(chip('nearest-conv', { weights: 'file:up.safetensors' })).toBe('k3 up.safetensors');
  });

  it('exist in Chinese', () => {
    const chip = (id: string, given: ParameterValues = {}): string =>
      describeParameters(findUpsampler(id), resolve(id, given, 2), 'zh-CN');
    expect(chip('conv-transpose', { kernelSize: 6 })).toBe('k6 s2 p2 拟合');
    expect(chip('nearest-conv', { weights: 'bilinear' })).toBe('k3 三角');
    expect(chip('unpooling', { fill: 'none', indices: 'top-left' })).toBe('k2 s2 左上 原始');
  });
});
