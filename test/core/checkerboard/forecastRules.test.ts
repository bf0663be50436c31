import { describe, expect, it } from 'vitest';
import { forecast, phaseGains, type ForecastContext, type PhaseKernel } from '@core/checkerboard';
import { createTensor } from '@core/tensor/tensor';
import { contextOf as context } from './contextOf';

/** [1, 1, h, w] from rows. */
const kernelOf = (rows: readonly (readonly number[])[], stride: number, padding = 0): PhaseKernel => ({
  kernel: createTensor([1, 1, rows.length, rows[0]!.length], rows.flat()),
  stride,
  padding: [padding, padding],
});
const ones = (height: number, width = height) => Array.from({ length: height }, () => new Array<number>(width).fill(1));

describe('phase gains', () => {
  it('take a bias per channel or per phase', () => {
    const kernel = createTensor([1, 2, 2, 2], [1, 2, 3, 4, 10, 20, 30, 40]);
    const shape = { kernel, stride: 2, padding: [0, 0] } as const;
    const perChannel = createTensor([2], [0.5, -1]);
    expect(phaseGains({ ...shape, bias: perChannel })).toEqual([[[1.5, 2.5], [3.5, 4.5]], [[9, 19], [29, 39]]]); // prettier-ignore
    const perPhase = createTensor([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(phaseGains({ ...shape, bias: perPhase })).toEqual([[[2, 4], [6, 8]], [[15, 26], [37, 48]]]); // prettier-ignore
  });

  it('count a colour that is too short as black there', () => {
    const kernel = createTensor([2, 1, 1, 1], [3, 5]);
    expect(phaseGains({ kernel, stride: 1, padding: [0, 0] }, [2])).toEqual([[[6]]]);
  });
});

describe('overlap', () => {
  it('is counted from the padding on', () => {
    // Kernel 4 at stride 3 and padding 1: taps -1, 0, 1, 2, and -1 is phase 2 again.
    const line = [1, 1, 2];
    const expected = line.map((a) => line.map((b) => a * b));
    expect(forecast(kernelOf(ones(4), 3, 1), context('conv-transpose', {}, 3)).overlap).toEqual(expected);
    const mixed = { ...kernelOf(ones(4), 3), padding: [0, 1] as const };
    const [down, across] = [[2, 1, 1], [1, 1, 2]] as const; // prettier-ignore
    expect(forecast(mixed, context('conv-transpose')).overlap).toEqual(down.map((a) => across.map((b) => a * b)));
  });

  it('counts the taps of a dilated kernel, not its gaps, and knows dilation of that method alone', () => {
    // Kernel 2 of dilation 2 is 3 wide: both taps of each axis in phase 0.
    const dilated = kernelOf([[1, 0, 1], [0, 0, 0], [1, 0, 1]], 2); // prettier-ignore
    expect(forecast(dilated, context('conv-transpose', { dilation: 2 })).overlap).toEqual([[4, 0], [0, 0]]); // prettier-ignore
    expect(forecast(dilated, context('other', { dilation: 2 })).overlap).toEqual([[4, 2], [2, 1]]); // prettier-ignore
    expect(forecast(dilated, context('conv-transpose')).overlap).toEqual([[4, 2], [2, 1]]); // prettier-ignore
  });

  it('is whole windows of nearest + convolution and pixel shuffle, and not counted in a composition', () => {
    for (const id of ['nearest-conv', 'pixel-shuffle']) {
      expect(forecast(kernelOf(ones(3), 2), context(id, { kernelSize: 3 })).overlap).toEqual([[9, 9], [9, 9]]); // prettier-ignore
      expect(forecast(kernelOf(ones(3), 2), context(id)).overlap).toEqual([[1, 1], [1, 1]]); // prettier-ignore
    }
    const found = forecast(kernelOf(ones(2), 2), context('pipeline'));
    expect(found).toMatchObject({ overlap: null, level: 'even', verdict: 'All phases weigh the same within 1 %: no checkerboard from this layer.' }); // prettier-ignore
  });
});

describe('image rejection', () => {
  const rejection = (rows: readonly (readonly number[])[], stride: number) =>
    forecast(kernelOf(rows, stride), context('conv-transpose')).imageRejectionDb;

  it('is the constant over the strongest harmonic, on whichever axis it lies', () => {
    // Gains [[3, 3], [1, 1]]: G(0,0) = 8, G(v = 1) = 4, nothing across.
    expect(rejection([[3, 3], [1, 1]], 2)).toBeCloseTo(20 * Math.log10(2), 6); // prettier-ignore
    expect(rejection([[3, 1], [3, 1]], 2)).toBeCloseTo(20 * Math.log10(2), 6); // prettier-ignore
    // A checker: G(1, 1) alone.
    expect(rejection([[3, 1], [1, 3]], 2)).toBeCloseTo(20 * Math.log10(2), 6); // prettier-ignore
    // Stride 3, rows of (1, 2, 6): |1 + 2 w + 6 w^2|^2 = 1 + 4 + 36 - (2 + 6 + 12) = 21 of 81.
    expect(rejection([[1, 2, 6], [1, 2, 6], [1, 2, 6]], 3)).toBeCloseTo(10 * Math.log10(81 / 21), 6); // prettier-ignore
    expect(rejection([[1, 1, 1], [2, 2, 2], [6, 6, 6]], 3)).toBeCloseTo(10 * Math.log10(81 / 21), 6); // prettier-ignore
  });

  it('is the root mean square over the channels', () => {
    // Channels [[3, 1], [3, 1]] and [[1, 1], [1, 1]]: constants 8 and 4, harmonics 4 and 0.
    const kernel = createTensor([1, 2, 2, 2], [3, 1, 3, 1, 1, 1, 1, 1]);
    const found = forecast({ kernel, stride: 2, padding: [0, 0] }, context('conv-transpose'));
    expect(found.imageRejectionDb).toBeCloseTo(10 * Math.log10((64 + 16) / 16), 6);
    // Spreads 1 and 0, their root mean square over the mean gain (2 + 1)/2.
    expect(found.score).toBeCloseTo(Math.sqrt(1 / 2) / 1.5, 6);
  });

  it('and score carry what JSON has no number for', () => {
    const answer = (rows: readonly (readonly number[])[]) => forecast(kernelOf(rows, 2), context('conv-transpose'));
    expect(answer([[0, 0], [0, 0]])).toMatchObject({ score: 0, imageRejectionDb: 'Infinity', shift: null }); // prettier-ignore
    // Gains that cancel: any pattern is infinitely stronger than the constant.
    expect(answer([[1, -1], [1, -1]])).toMatchObject({ score: 'Infinity', imageRejectionDb: '-Infinity', level: 'uneven' }); // prettier-ignore
    expect(answer([[NaN, 1], [1, 1]])).toMatchObject({ score: 'NaN', imageRejectionDb: 'NaN' }); // prettier-ignore
  });
});

describe('without a kernel', () => {
  const nothing = { overlap: null, phaseGain: null, score: null, imageRejectionDb: null, shift: null };
  it.each([
    [
      'bilinear',
      { alignCorners: true },
      'Interpolation keeps a constant constant: no checkerboard.',
      ['alignCorners stretches the picture: its samples sit up to 1.5 output pixels off towards the borders.'],
    ],
    ['bilinear', { alignCorners: false }, 'The method is not one periodic kernel, so nothing can be forecast.', []],
    [
      'unpooling',
      {},
      'The positions of the values depend on the picture, so a pattern follows the picture, not the stride.',
      [],
    ],
    ['other', {}, 'The method is not one periodic kernel, so nothing can be forecast.', []],
  ])('%s with %j', (id, parameters, verdict, warnings) => {
    expect(forecast(null, context(id, parameters as ForecastContext['parameters'], 4))).toEqual({
      ...nothing,
      stride: 4,
      level: 'unknown',
      verdict,
      warnings,
      verdictSaid: expect.anything(),
      warningsSaid: expect.anything(),
    });
  });
});

it('a forecast without a shift has no warning, and one with a cure carries it', () => {
  const box = forecast(kernelOf(ones(2), 2), context('conv-transpose', { kernelSize: 2 }));
  expect(box.warnings).toEqual([]);
  expect(box).not.toHaveProperty('cure');
  expect(forecast(kernelOf([[1, 2], [3, 4]], 2), context('pixel-shuffle')).cure).toEqual({ weights: 'icnr' }); // prettier-ignore
});
