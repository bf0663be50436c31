import { describe, expect, it } from 'vitest';
import { standing } from '@core/charts';
import { SummaryBuilder } from '@core/experiment/summary';
import { chartsOf, summaryChart } from '@core/report/charts';
import { rankingMetric } from '@core/report/summaryTable';
import { image, method, metric } from '../../helpers/resultsFixture';

const picture = image([
  method('nearest', 28, { title: 'Nearest' }),
  method('bilinear', 30, { title: 'A <b> & "c"' }),
  method('bilinear', 31, { title: 'Twice', key: 'bilinear#2' }),
]);

describe('charts of a report', () => {
  it('are SVG without a size of their own, one for each question', () => {
    const charts = chartsOf(picture);
    expect(charts.map(({ title }) => title)).toEqual([
      'Quality against time',
      'Time per method',
      'Metrics side by side',
    ]);
    for (const { svg } of charts) {
      expect(svg).toMatch(/^<svg role="img" [^>]*viewBox="0 0 \d+ \d+"/);
      expect(svg).not.toMatch(/<b>|<script|NaN/);
      expect(svg).toContain('Nearest');
    }
  });

  it('leave out what was not measured', () => {
    const untimed = image([method('nearest', 28, { timing: null }), method('bilinear', 30, { timing: null })]);
    expect(chartsOf(untimed).map(({ title }) => title)).toEqual(['Metrics side by side']);
    expect(chartsOf(image([]))).toEqual([]);
  });

  it('draw boxes over pictures by the metric that all of them have', () => {
    const builder = new SummaryBuilder();
    builder.add(image([method('nearest', 30)]));
    builder.add(image([method('nearest', 34, { metrics: [metric('psnr', 34)] })]));
    const summary = builder.finish(0);
    expect(rankingMetric(summary)?.id).toBe('psnr');
    expect(summaryChart(summary)).toMatchObject({ title: 'PSNR over the pictures' });
  });
});

it('a dot stands between the worst and the best, whichever way is better', () => {
  const values = [4, 1, 2, Infinity].map((value, index) => ({ key: String(index), value }));
  expect([1, 2, 4, Infinity].map((value) => standing({ values, better: 'higher' }, value))).toEqual([0, 1 / 3, 1, 1]);
  expect([1, 2, 4, Infinity].map((value) => standing({ values, better: 'lower' }, value))).toEqual([1, 2 / 3, 0, 0]);
  expect(standing({ values: [{ key: 'a', value: 3 }], better: 'lower' }, 3)).toBe(1);
});
