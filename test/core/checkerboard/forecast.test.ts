import { convTranspose } from '@core/upsamplers/convTranspose';
import { describe, expect, it } from 'vitest';
import { forecast, phaseGains, probe, type PhaseKernel } from '../../../core/checkerboard';
import { forecastSchema } from '../../../core/experiment/schema';
import { createReferenceOperators } from '../../../core/ops';
import { createTensor } from '../../../core/tensor/tensor';
import { contextOf as context } from './contextOf';

/** [1, 1, k, k] of a separable kernel. */
function separable(taps: readonly number[], stride: number, padding: number): PhaseKernel {
  const kernel = createTensor(
    [1, 1, taps.length, taps.length],
    taps.flatMap((a) => taps.map((b) => a * b)),
  );
  return { kernel, stride, padding: [padding, padding] };
}

const transposed = (kernelSize: number, padding: number, outputPadding = 0) => ({
  traits: convTranspose.forecast,
  scale: 2,
  parameters: { kernelSize, stride: 2, padding, outputPadding, dilation: 1 },
});

describe('forecast', () => {
  it('counts the overlap of Odena and blames it when the weights follow it', () => {
    const result = forecast(separable([2 / 3, 2 / 3, 2 / 3], 2, 1), transposed(3, 1, 1));
    expect(result.overlap).toEqual([
      [1, 2],
      [2, 4],
    ]);
    expect(result.level).toBe('uneven');
    expect(result.verdict).toBe(
      'Phases weigh 1, 2, 2, 4, a spread of 48 % where 1 % begins to show: use kernel 4, or nearest + convolution.',
    );
    expect(result.cure).toEqual({ kernelSize: 4, outputPadding: 0 });
    // (1, 2, 2, 4): mean 9/4, variance 19/16
    expect(result.score).toBeCloseTo(Math.sqrt(19 / 16) / (9 / 4), 6);
    expect(result.imageRejectionDb).toBeCloseTo(20 * Math.log10(9 / 3), 5);
  });

  it('clears the same overlap when the weights balance it, and warns of the half-pixel shift', () => {
    const result = forecast(separable([0.5, 1, 0.5], 2, 1), transposed(3, 1, 1));
    expect(result.level).toBe('balanced');
    expect(result.verdict).toBe('Overlap uneven (1, 2, 2, 4), but these weights balance it within 1 %.');
    expect(result.score).toBe(0);
    expect(result.imageRejectionDb).toBe('Infinity');
    expect(result.shift).toEqual([-0.5, -0.5]);
    expect(result.warnings[0]).toContain('half an output pixel up and half an output pixel left');
    expect(result.cure).toBeUndefined();
  });

  it('has one threshold, which its sentences state: 0.99 to 1.00 is even, 0.97 to 1.00 is not', () => {
    const of = (small: number) =>
      forecast(separable([small, 1], 2, 0), context('conv-transpose', { kernelSize: 2 }, 2));
    expect(of(0.995)).toMatchObject({ level: 'even' });
    expect(of(0.995).verdict).toBe('All phases weigh the same within 1 %: no checkerboard from this layer.');
    expect(of(0.97)).toMatchObject({ level: 'uneven' });
    expect(of(0.97).verdict).toContain('a spread of 2.2 % where 1 % begins to show');
  });

  it('has nothing to say against k4 s2 p1 with the tent', () => {
    const result = forecast(separable([0.25, 0.75, 0.75, 0.25], 2, 1), transposed(4, 1));
    expect(result).toMatchObject({ level: 'even', shift: [0, 0], score: 0, warnings: [] });
    expect(result.phaseGain).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it.each([
    [
      'conv-transpose',
      4,
      'Phases weigh 0.01, 0.10, 0.10, 1.00, a spread of 134 % where 1 % begins to show: use bilinear weights, or nearest + convolution.',
      { weights: 'bilinear' },
    ],
    [
      'pixel-shuffle',
      2,
      'Phases weigh 0.01, 0.10, 0.10, 1.00, a spread of 134 % where 1 % begins to show: use ICNR weights, or nearest + convolution.',
      { weights: 'icnr' },
    ],
    [
      'unpooling',
      2,
      'Phases weigh 0.01, 0.10, 0.10, 1.00, a spread of 134 % where 1 % begins to show: use the normalised fill, or nearest + convolution.',
      { fill: 'normalised' },
    ],
  ] as const)('advises %s by its own means', (id, kernelSize, verdict, cure) => {
    const taps = kernelSize === 4 ? [0.075, 0.6, 0.025, 0.4] : [0.1, 1.0];
    const result = forecast(separable(taps, 2, 0), context(id, { kernelSize }, 2));
    expect(result.verdict).toBe(verdict);
    expect(result.cure).toEqual(cure);
  });

  it('knows no kernel for aligned corners and says how far they stray', () => {
    const result = forecast(null, context('bilinear', { alignCorners: true }, 4));
    expect(result).toMatchObject({ level: 'unknown', score: null, overlap: null });
    expect(result.warnings[0]).toContain('1.5 output pixels');
  });

  it('counts whole windows behind nearest neighbour and before a pixel shuffle', () => {
    // box 3 convolved with a 3-tap filter: 5 taps over stride 3
    const kernel = separable([0.2, 0.5, 1, 0.8, 0.5], 3, 1);
    const result = forecast(kernel, context('nearest-conv', { kernelSize: 3 }, 3));
    expect(new Set(result.overlap?.flat())).toEqual(new Set([9]));
  });

  it('fits the schema of the results', () => {
    const contexts = [null, separable([1, 2, 0], 2, 1), separable([0.5, 1, 0.5], 2, 1)];
    for (const kernel of contexts) expect(() => forecastSchema.parse(forecast(kernel, transposed(3, 1)))).not.toThrow();
  });
});

describe('forecast and probe', () => {
  const operators = createReferenceOperators();
  const grid = [2, 3, 4].flatMap((s) => [2, 3, 4, 5, 6, 7, 8, 9].map((k) => [k, s] as const));

  it.each(grid)('agree for kernel %i, stride %i on dense random weights with bias', (k, stride) => {
    const [inC, outC] = [3, 2];
    const kernel = createTensor([inC, outC, k, k]);
    kernel.data.forEach((_, i) => (kernel.data[i] = Math.sin(i * 12.9898 + k * 78.233 + stride)));
    const bias = createTensor([outC], [0.25, -0.5]);
    const padding = Math.max(0, Math.ceil((k - stride) / 2));
    const equivalent: PhaseKernel = { kernel, bias, stride, padding: [padding, padding] };
    const colour = [1, 1, 1];
    const measured = probe((x) => operators.convTranspose2d(x, kernel, bias, { stride, padding }), {
      scale: stride,
      colour,
    });
    const expected = phaseGains(equivalent);
    expected.forEach((table, c) =>
      table.forEach((row, i) => row.forEach((gain, j) => expect(measured.phaseMeans[c]![i]![j]).toBeCloseTo(gain, 5))),
    );
    const predicted = forecast(equivalent, context('conv-transpose', { kernelSize: k }, stride));
    expect(Math.abs(measured.score / Number(predicted.score) - 1)).toBeLessThan(1e-4);
  });

  it('predict the gains for any colour, not only white', () => {
    const kernel = createTensor(
      [2, 1, 3, 3],
      Array.from({ length: 18 }, (_, i) => (i % 5) / 4),
    );
    const colour = [0.25, -1.5];
    const measured = probe((x) => operators.convTranspose2d(x, kernel, null, { stride: 2, padding: 1 }), {
      scale: 2,
      colour,
    });
    phaseGains({ kernel, stride: 2, padding: [1, 1] }, colour)[0]!.forEach((row, i) =>
      row.forEach((gain, j) => expect(measured.phaseMeans[0]![i]![j]).toBeCloseTo(gain, 6)),
    );
  });

  it('give zero for equal phase sums', () => {
    const tent = separable([0.5, 1, 0.5], 2, 1);
    const measured = probe((x) => operators.convTranspose2d(x, tent.kernel, null, { stride: 2, padding: 1 }), {
      scale: 2,
      colour: [0.3],
    });
    expect(measured.rms).toBe(0);
  });
});
