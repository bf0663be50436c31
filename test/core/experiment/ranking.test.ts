import { describe, expect, it } from 'vitest';
import { pictureRow, rankingMetric, rankingRows, sortPictures } from '@core/experiment/ranking';
import type { ImageResult } from '@core/experiment/schema';
import { SummaryBuilder } from '@core/experiment/summary';
import { image, method, metric } from '../../helpers/resultsFixture';

const picture = (file: string, a: number | 'Infinity', b: number, c = 50): ImageResult =>
  image(
    [
      method('a', 0, { metrics: [metric('psnr', a), metric('ssim', 0.9)] }),
      method('b', 0, { metrics: [metric('psnr', b), metric('ssim', 0.8)] }),
      method('c', 0, { metrics: [metric('psnr', c)], excludedFromBest: 'it saw the original' }),
    ],
    { file },
  );
const pictures = [picture('10.png', 30, 29.996), picture('2.png', 20, 24), picture('1.png', 'Infinity', 40)];

function summaryOf(images: readonly ImageResult[]) {
  const builder = new SummaryBuilder();
  for (const one of images) builder.add(one);
  return builder.finish(0);
}

describe('ranking', () => {
  it('goes by PSNR though one picture is left out, and by what more than twice as many pictures have otherwise', () => {
    expect(rankingMetric(summaryOf(pictures))?.id).toBe('psnr');
    const mostlyInfinite = [pictures[0]!, pictures[2]!, pictures[2]!];
    expect(rankingMetric(summaryOf(mostlyInfinite))?.id).toBe('ssim');
  });

  it('has places, ties as shown, wins over all pictures and no place for what is left out of best', () => {
    const rows = rankingRows(summaryOf(pictures).metrics.find(({ id }) => id === 'psnr')!);
    expect(
      rows.map(({ name, place, isBest, mean, wins, difference }) => [name, place, isBest, mean, wins, difference]),
    ).toEqual([
      ['b', 1, true, '27.00', '2', ''],
      ['a', 2, false, '25.00', '2', expect.stringMatching(/^−2\.00 \[−4\.00, [+−]?0\.00\]$/)],
      ['c †', null, false, '50.00', '–', ''],
    ]);
    const level = rankingRows(summaryOf([picture('x', 30, 30.001), picture('y', 20, 20.001)]).metrics[0]!);
    expect(level.map(({ place, isBest }) => [place, isBest])).toEqual([
      [1, true],
      [1, true],
      [null, false],
    ]);
  });

  it('picture by picture: best as shown, the span of the ranked, sorted with what is no number last', () => {
    const rows = pictures.map((one, index) => pictureRow(one, index, { id: 'psnr', region: 'full', better: 'higher' }));
    expect(rows.map(({ best, span }) => [best, span])).toEqual([
      [['a', 'b'], 0],
      [['b'], 4],
      [['a'], null],
    ]);
    const order = (by: Parameters<typeof sortPictures>[1], down: boolean) =>
      sortPictures(rows, by, down).map(({ file }) => file);
    expect(order('index', false)).toEqual(['10.png', '2.png', '1.png']);
    expect(order('file', false)).toEqual(['1.png', '2.png', '10.png']);
    expect(order('span', true)).toEqual(['2.png', '10.png', '1.png']);
    expect(order('span', false)).toEqual(['10.png', '2.png', '1.png']);
    expect(order({ key: 'a' }, true)).toEqual(['1.png', '10.png', '2.png']);
    expect(order({ key: 'nothing' }, true)).toEqual(['10.png', '2.png', '1.png']);
  });
});
