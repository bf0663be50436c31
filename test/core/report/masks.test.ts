import { describe, expect, it } from 'vitest';
import { lightTheme, reliability, shownDistance, wrongByDistance } from '@core/charts';
import { MaskSums } from '@core/experiment/masks/together';
import { SummaryBuilder } from '@core/experiment/summary';
import { summarySchema } from '@core/experiment/summarySchema';
import { renderHtml, renderMarkdown, togetherText } from '@core/report';
import { confusionSvg } from '@core/report/maskSections';
import { columnsOf } from '@core/report/table';
import { formatMetric } from '@core/experiment/shown';
import { maskSample } from '@core/samples/maskPair';
import { tallyOf, type Labels } from '@core/segmentation';
import type { ImageResult, MethodResult, Results } from '@core/experiment/schema';
import { image as fixtureImage, method as fixtureMethod, results as fixtureOf } from '../../helpers/resultsFixture';

const rows = (...lines: string[]): Labels => ({
  width: lines[0]!.length,
  height: lines.length,
  data: Int32Array.from([...lines.join('')].map(Number)),
});

function imageOf(truth: Labels, predicted: Labels, base: Results): ImageResult {
  const image = base.images[0]!;
  const tally = tallyOf(truth, predicted, null, { classes: 3, ignore: 255, boundaryPixels: 1 });
  const method: MethodResult = {
    ...image.methods[0]!,
    metrics: [{ id: 'miou', value: 0.5, unit: '', better: 'higher', region: 'full', protocol: 'p' }],
    mask: JSON.parse(JSON.stringify(tally)) as NonNullable<MethodResult['mask']>,
  };
  const size = { width: truth.width, height: truth.height };
  return {
    ...image,
    methods: [method],
    masks: {
      values: 'logits',
      channels: 3,
      input: size,
      output: size,
      truth: null,
      palette: [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
      names: ['sky', 'road', '<dog>'],
    },
  };
}

describe('reports of masks', () => {
  const base = fixtureOf([fixtureImage([fixtureMethod('bilinear', 30)])]);
  const first = imageOf(rows('0000', '0001'), rows('0000', '0000'), base);
  const second = imageOf(rows('1111', '1110'), rows('1111', '1110'), base);

  it('sum what was counted, and put the mean over the pictures beside it', () => {
    const builder = new SummaryBuilder({});
    builder.add(first);
    builder.add(second);
    const summary = builder.finish(0);
    expect(summarySchema.parse(summary)).toEqual(summary);
    expect(summary.masks?.[0]?.metrics[0]).toMatchObject({ id: 'miou', value: (8 / 9 + 7 / 8) / 2 });
    expect(summary.metrics.find(({ id }) => id === 'miou')?.methods[0]?.mean).toBe(0.5);
    const text = togetherText(summary);
    expect(text).toContain('All 2 pictures as one');
    expect(text).toMatch(/88\.2 +50\.0/);
    const results = { ...base, images: [first, second], summary };
    expect(renderMarkdown(results)).toContain('| mIoU | mean of mIoU |');
    expect(renderHtml(results, { picture: () => null, crop: () => ({ x: 0, y: 0, width: 2, height: 2 }) })).toContain(
      'All 2 pictures as one',
    );
  });

  it('show shares in per cent', () => {
    expect(formatMetric('miou', 0.89111)).toBe('89.1');
    expect(formatMetric('iou-2', 0.5)).toBe('50.0');
    expect(formatMetric('cross-entropy', 0.5)).toBe('0.5000');
    expect(columnsOf(first)[0]).toMatchObject({ title: 'mIoU', unit: '%' });
  });

  it('draw the confusion matrix with names as text, never as markup', () => {
    const svg = confusionSvg(first.methods[0]!.mask!.confusion, first.masks!, 'a');
    expect(svg).toContain('road → sky: 1');
    expect(svg).not.toContain('<dog>');
  });

  it('draw wrong pixels up to the last distance that has any', () => {
    const line = {
      id: 'bilinear',
      name: 'a',
      repeat: 0,
      pixels: [10, 10, 10, 10, 10, 10, 10],
      wrong: [5, 2, 0, 0, 0, 1, 0],
    };
    expect(shownDistance([line])).toBe(6);
    const { series } = wrongByDistance([line], lightTheme, { number: String }) as { series: { data: number[][] }[] };
    expect(series[0]!.data[1]).toEqual([1, 20]);
  });

  it('nothing is added where classes differ', () => {
    const sums = new MaskSums();
    sums.add({ file: 'none.npy', methods: [] });
    expect(sums.finish()).toBeUndefined();
    const builder = new SummaryBuilder({});
    builder.add(first);
    const { confusion } = first.methods[0]!.mask!;
    const mask = { ...first.methods[0]!.mask!, confusion: { ...confusion, classes: 2, counts: [1, 0, 0, 1] } };
    builder.add({ ...first, file: 'two.npy', methods: [{ ...first.methods[0]!, mask }] });
    const summary = builder.finish(0);
    expect(summary.masks?.[0]).toMatchObject({ leftOut: ['two.npy'], mask: { pictures: 1 } });
    expect(togetherText(summary)).toContain('One picture; left out for another number of classes: two.npy');
  });

  it('draw how often scores are right over how sure they are, without empty bins', () => {
    const bins = [
      { pixels: 0, right: 0, confidence: 0 },
      { pixels: 4, right: 3, confidence: 2 },
    ];
    const texts = { number: String, ideal: 'sure = right' };
    const line = { id: 'bilinear', name: 'a', repeat: 0, bins, error: 0.25 };
    const { series } = reliability([line], lightTheme, texts) as { series: { data: number[][] }[] };
    expect(series[0]!.data).toEqual([[50, 75]]);
    expect(series[1]!.data).toEqual([
      [0, 0],
      [100, 100],
    ]);
  });
});

describe('the example', () => {
  it('is the still life: eight classes, all of them seen', () => {
    const { truth, logits, names } = maskSample();
    expect(truth.shape).toEqual([384, 480]);
    expect(logits.shape).toEqual([8, 48, 60]);
    expect(new Set(truth.data).size).toBe(names.length);
  });
});
