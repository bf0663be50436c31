import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { say } from '@core/messages';
import {
  addTallies,
  boundaryDistance,
  largestClass,
  maskMetrics,
  maskNumbers,
  tallyOf,
  type Labels,
  type MaskSettings,
  type Tally,
} from '@core/segmentation';
import { createTensor } from '@core/tensor/tensor';

interface Case extends Readonly<Record<string, unknown>> {
  readonly logits: number[];
  readonly truth: number[];
  readonly confusion: number[];
  readonly boundaryDistance: number;
}
const { shape, cases } = JSON.parse(readFileSync('test/goldens/masks/definitions.json', 'utf8')) as {
  shape: [number, number, number, number];
  cases: Case[];
};
const [, classes, height, width] = shape;
const settings: MaskSettings = { counts: 'union', ignore: 255 };

function tally({ logits, truth }: Pick<Case, 'logits' | 'truth'>): Tally {
  const values = createTensor(shape, logits);
  const labels: Labels = { width, height, data: Int32Array.from(truth) };
  const scores = { values, kind: 'logits' } as const;
  return tallyOf(labels, largestClass(values), scores, { classes, ignore: 255, boundaryPixels: 2 });
}

function valueOf(counts: Tally, id: string, how: MaskSettings = settings): number {
  const { answer } = maskNumbers(counts, [id], how)[0]!;
  if ('unavailable' in answer) throw new Error(say(answer.unavailable));
  return answer.value;
}

describe.each(cases.map((one, i) => [i, one] as const))('case %i as scikit-learn, SciPy and PyTorch', (_i, one) => {
  const counts = tally(one);

  it('has the confusion matrix', () => expect(counts.confusion.counts).toEqual(one.confusion));

  it.each([
    'accuracy',
    'mean-accuracy',
    'miou',
    'mdice',
    'fwiou',
    'boundary-iou',
    'boundary-f',
    'cross-entropy',
    'ece',
  ])('%s', (id) => expect(Math.abs(valueOf(counts, id) - (one[id] as number))).toBeLessThan(1e-12));

  it.each(['truth', 'all'] as const)('miou over the classes %s', (how) =>
    expect(valueOf(counts, 'miou', { ...settings, counts: how })).toBeCloseTo(one[`miou-${how}`] as number, 12),
  );
});

describe('masks', () => {
  const rows = (...lines: string[]): Labels => ({
    width: lines[0]!.length,
    height: lines.length,
    data: Int32Array.from([...lines.join('')].map(Number)),
  });
  const both = (truth: Labels, predicted: Labels, count = 3): Tally =>
    tallyOf(truth, predicted, null, { classes: count, ignore: 255, boundaryPixels: 1 });

  it('leave a class out that is in neither, and say so', () => {
    const counts = both(rows('0011', '0011'), rows('0001', '0011'));
    const [{ answer }] = maskNumbers(counts, ['miou'], { ...settings, names: ['sky', 'road', 'dog'] }) as [never];
    const { value, receipt } = answer as unknown as { value: number; receipt: Parameters<typeof say>[0] };
    expect(value).toBeCloseTo((4 / 5 + 3 / 4) / 2, 14);
    expect(say(receipt)).toBe(
      'mean IoU, mean of 2 classes present in truth or prediction, left out: dog, ignore label 255 (0 pixels)',
    );
    expect(say(receipt, 'zh-CN')).toContain('未计入：dog');
  });

  it('leave out a class that is the ignore label, though it is predicted', () => {
    const counts = tallyOf(rows('0011', '0022'), rows('0011', '0121'), null, {
      classes: 3,
      ignore: 2,
      boundaryPixels: 1,
    });
    // Two pixels are ignored: 0 has 3 of 4, 1 has 2 of 3, and 2 was called nowhere else.
    for (const how of ['union', 'all'] as const)
      expect(valueOf(counts, 'miou', { counts: how, ignore: 2 })).toBeCloseTo((3 / 4 + 2 / 3) / 2, 14);
    const ofClasses = maskNumbers(counts, ['iou'], { counts: 'union', ignore: 2 });
    expect(ofClasses.map(({ answer }) => 'value' in answer)).toEqual([true, true, false]);
  });

  it('sum over pictures before they divide: not the mean of the means', () => {
    const first = both(rows('0000', '0001'), rows('0000', '0000'));
    const second = both(rows('1111', '1110'), rows('1111', '1110'));
    const together = addTallies(first, second);
    expect(valueOf(together, 'miou')).toBeCloseTo((8 / 9 + 7 / 8) / 2, 14);
    expect((valueOf(first, 'miou') + valueOf(second, 'miou')) / 2).toBeCloseTo((7 / 16 + 1) / 2, 14);
    expect(together.pictures).toBe(2);
  });

  it('have no probabilities where there are labels only', () => {
    const counts = both(rows('01', '01'), rows('01', '01'));
    for (const id of ['cross-entropy', 'ece'])
      expect(maskNumbers(counts, [id], settings)[0]!.answer).toHaveProperty('unavailable');
  });

  it('tell the share of wrong pixels by distance from the boundary', () => {
    const { profile } = both(rows('000111', '000111'), rows('000011', '100111'));
    expect(profile.pixels.slice(0, 4)).toEqual([4, 4, 4, 0]);
    expect(profile.wrong.slice(0, 4)).toEqual([1, 0, 1, 0]);
  });

  it('round 2 % of the diagonal to even, and take at least 1', () => {
    expect(boundaryDistance({ width: 75, height: 100 })).toBe(2);
    expect(boundaryDistance({ width: 8, height: 8 })).toBe(1);
    expect(boundaryDistance({ width: 224, height: 160 })).toBe(6);
  });

  it('are said in both languages, metric by metric', () => {
    const counts = both(rows('0011', '0011'), rows('0001', '0011'));
    for (const { answer } of maskNumbers(
      counts,
      maskMetrics.map(({ id }) => id),
      settings,
    )) {
      const sentence = 'unavailable' in answer ? answer.unavailable : answer.receipt;
      expect(say(sentence)).not.toBe(say(sentence, 'zh-CN'));
    }
  });
});
