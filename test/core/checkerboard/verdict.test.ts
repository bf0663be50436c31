import { describe, expect, it } from 'vitest';
import { overlapWords, weighWords, type ForecastLevel } from '@core/checkerboard';
import { cureOf, verdictOf, type Facts } from '@core/checkerboard/verdict';
import { say } from '@core/messages';
import { contextOf } from './contextOf';

const verdict = (about: Facts): string => say(verdictOf(about));

type Table = readonly (readonly number[])[];
const square = (...values: readonly number[]): Table => {
  const side = Math.sqrt(values.length);
  return Array.from({ length: side }, (_, i) => values.slice(i * side, (i + 1) * side));
};

describe('words of tables', () => {
  it.each([
    [square(4, 4, 4, 4), 'Overlap even (4)'],
    [square(0, 0, 0, 0), 'Overlap even (0)'],
    [square(1, 2, 2, 4), 'Overlap uneven (1, 2, 2, 4)'],
    [square(2, 2, 1, 2, 2, 1, 4, 1, 1), 'Overlap uneven (1 to 4)'],
  ])('%j', (overlap, words) => {
    expect(say(overlapWords(overlap))).toBe(words);
  });

  it.each([
    [square(0.5, 1, 1, 2), '1, 2, 2, 4'],
    [square(-1, 2, 1, 3), '-1, 2, 1, 3'],
    [square(1, 99, 1, 1), '1, 99, 1, 1'],
    [square(1, 100, 1, 1), '1.00, 100.00, 1.00, 1.00'],
    [square(1, -100, 1, 1), '1.00, -100.00, 1.00, 1.00'],
    // Within a hundredth of a whole number, and beyond it.
    [square(1, 2.009, 1, 1), '1, 2, 1, 1'],
    [square(1, 1.991, 1, 1), '1, 2, 1, 1'],
    [square(1, 2.011, 1, 1), '1.00, 2.01, 1.00, 1.00'],
    [square(1, 1.989, 1, 1), '1.00, 1.99, 1.00, 1.00'],
    [square(0, 1, 1, 1), '0.00, 1.00, 1.00, 1.00'],
    [square(0, 0, 0, 0), '0.00, 0.00, 0.00, 0.00'],
    [square(1, 2, 3, 4, 5, 6, 7, 8, 9), '1 to 9'],
    [square(0.5, 0.625, 0.5, 1, 0.5, 0.5, 0.5, 0.5, 0.25), '0.25 to 1.00'],
  ])('%j', (gain, words) => {
    expect(say(weighWords(gain))).toBe(words);
  });
});

/** Facts of a method whose gains and overlap are given. */
function facts(
  id: string,
  gain: Table,
  overlap: Table,
  parameters: Readonly<Record<string, number | boolean | string>> = {},
  level: ForecastLevel = 'uneven',
): Facts {
  return {
    level,
    score: 0.284,
    limit: 0.01,
    gain,
    overlap,
    stride: gain.length,
    context: contextOf(id, parameters, gain.length),
  };
}
const odena = square(1, 2, 2, 4);
const even = square(4, 4, 4, 4);
const wild = square(1, 3, 2, 5);

describe('verdicts', () => {
  it('of what is no checkerboard', () => {
    expect(verdict(facts('conv-transpose', even, even, {}, 'even'))).toBe(
      'All phases weigh the same within 1 %: no checkerboard from this layer.',
    );
    expect(verdict(facts('conv-transpose', even, odena, {}, 'balanced'))).toBe(
      'Overlap uneven (1, 2, 2, 4), but these weights balance it within 1 %.',
    );
    for (const level of ['even', 'balanced', 'unknown'] as const)
      expect(cureOf(facts('conv-transpose', wild, even, { kernelSize: 4 }, level))).toBeUndefined();
  });

  it.each([
    // The gains follow the overlap: a divisible kernel is all that is missing.
    ['conv-transpose', odena, odena, { kernelSize: 3 }, '1, 2, 2, 4: use kernel 4, or nearest + convolution.'],
    [
      'conv-transpose',
      wild,
      odena,
      { kernelSize: 3 },
      '1, 3, 2, 5: use kernel 4 with bilinear weights, or nearest + convolution.',
    ],
    ['conv-transpose', wild, even, { kernelSize: 4 }, '1, 3, 2, 5: use bilinear weights, or nearest + convolution.'],
    // Without a kernel size the stride stands for it.
    ['conv-transpose', odena, odena, {}, '1, 2, 2, 4: use kernel 2, or nearest + convolution.'],
    ['pixel-shuffle', wild, even, {}, '1, 3, 2, 5: use ICNR weights, or nearest + convolution.'],
    ['unpooling', wild, even, {}, '1, 3, 2, 5: use the normalised fill, or nearest + convolution.'],
    ['pipeline', wild, [], {}, '1, 3, 2, 5: use nearest + convolution.'],
  ])('of %s with gains %j and overlap %j', (id, gain, overlap, parameters, words) => {
    expect(verdict(facts(id, gain, overlap as Table, parameters))).toBe(
      `Phases weigh ${words.replace(':', ', a spread of 28 % where 1 % begins to show:')}`,
    );
  });

  it('gains follow the overlap to one percent of their mean', () => {
    const near = (last: number) =>
      verdict(facts('conv-transpose', square(1, 2, 2, 4 * last), odena, { kernelSize: 3 }));
    // Ratios 1, 1, 1 and r: r is off its mean by 3/4 (r - 1).
    for (const last of [1.013, 0.987]) expect(near(last)).toContain('use kernel 4, or');
    for (const last of [1.02, 0.98]) expect(near(last)).toContain('use kernel 4 with bilinear weights');
    // Whatever the mean is.
    const strong = square(50, 100, 100, 4 * 50 * 1.013);
    expect(verdict(facts('conv-transpose', strong, odena, { kernelSize: 3 }))).toContain('use kernel 4, or');
  });
});

describe('cures', () => {
  it.each([
    ['pixel-shuffle', wild, even, {}, { weights: 'icnr' }],
    ['unpooling', wild, even, {}, { fill: 'normalised' }],
    ['nearest-conv', wild, even, {}, undefined],
    [
      'conv-transpose',
      odena,
      odena,
      { kernelSize: 3, padding: 1, outputPadding: 1, dilation: 1 },
      { kernelSize: 4, outputPadding: 0 },
    ],
    [
      'conv-transpose',
      wild,
      odena,
      { kernelSize: 3, padding: 0, outputPadding: 0, dilation: 2 },
      { kernelSize: 4, padding: 1, dilation: 1, weights: 'bilinear' },
    ],
    // Nothing of the shape to change: the weights are what is left.
    ['conv-transpose', odena, odena, { kernelSize: 4, padding: 1, outputPadding: 0 }, { weights: 'bilinear' }],
    ['conv-transpose', odena, odena, {}, { weights: 'bilinear' }],
  ] as const)('of %s with gains %j and overlap %j at %j', (id, gain, overlap, parameters, cure) => {
    expect(cureOf(facts(id, gain, overlap, parameters))).toEqual(cure);
  });

  it('keep the output s times as large: (in - 1) s - 2p + k + op = s in', () => {
    const nine = square(1, 1, 1, 1, 1, 1, 1, 1, 2);
    for (const [kernelSize, wanted] of [
      [5, { kernelSize: 6, padding: 2, outputPadding: 1 }],
      [8, { kernelSize: 9, padding: 3 }],
    ] as const)
      // prettier-ignore
      expect(cureOf(facts('conv-transpose', nine, nine, { kernelSize, padding: 1, outputPadding: 0 }))).toEqual(wanted);
  });
});
