import { describe, expect, it } from 'vitest';
import { standing } from '@core/charts';
import { SummaryBuilder } from '@core/experiment/summary';
import { chartsOf, summaryChart } from '@core/report/charts';
import { rankingMetric } from '@core/experiment/ranking';
import { image, method, metric } from '../../helpers/resultsFixture';

/** No chart of a good result may fail. */
const fail = (title: string, error: unknown): never => {
  throw new Error(title, { cause: error });
};

const picture = image([
  method('nearest', 28, { title: 'Nearest' }),
  method('bilinear', 30, { title: 'A <b> & "c"' }),
  method('bilinear', 31, { title: 'Twice', key: 'bilinear#2' }),
]);

describe('charts of a report', () => {
  it('are SVG without a size of their own, one for each question', () => {
    const charts = chartsOf(picture, fail);
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
    expect(chartsOf(untimed, fail).map(({ title }) => title)).toEqual(['Metrics side by side']);
    expect(chartsOf(image([]), fail)).toEqual([]);
  });

  it('go on without the one that cannot be drawn', () => {
    const troubles: string[] = [];
    const spoilt = image([
      method('nearest', 28),
      method('bilinear', 30, { timing: { ...method('bilinear', 30).timing!, medianMs: Symbol('no number') as never } }),
    ]);
    const charts = chartsOf(spoilt, (title) => troubles.push(title));
    expect(troubles).toContain('Time per method');
    expect(charts.find(({ title }) => title === 'Time per method')?.svg).toBeNull();
    expect(charts.find(({ title }) => title === 'Metrics side by side')?.svg).toMatch(/^<svg/);
  });

  it('draw boxes over pictures by the metric that all of them have', () => {
    const builder = new SummaryBuilder();
    builder.add(image([method('nearest', 30)]));
    builder.add(image([method('nearest', 34, { metrics: [metric('psnr', 34)] })]));
    const summary = builder.finish(0);
    expect(rankingMetric(summary)?.id).toBe('psnr');
    expect(summaryChart(summary, fail)).toMatchObject({ title: 'PSNR over the pictures' });
  });
});

it('a dot stands between the worst and the best, whichever way is better', () => {
  const values = [4, 1, 2, Infinity].map((value, index) => ({ key: String(index), value }));
  expect([1, 2, 4, Infinity].map((value) => standing({ values, better: 'higher' }, value))).toEqual([0, 1 / 3, 1, 1]);
  expect([1, 2, 4, Infinity].map((value) => standing({ values, better: 'lower' }, value))).toEqual([1, 2 / 3, 0, 0]);
  expect(standing({ values: [{ key: 'a', value: 3 }], better: 'lower' }, 3)).toBe(1);
});
