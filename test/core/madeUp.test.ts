import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as MetricList from '@core/metrics/list';
import type * as MethodList from '@core/upsamplers/list';
import { image, method, metric, results } from '../helpers/resultsFixture';

/**
 * One file and one line: a made-up method and a made-up metric are found, right and in both languages, in everything that
 * is printed, though nobody else knows them. The window's faces: test/renderer/components/madeUp.test.ts.
 */
vi.mock('@core/upsamplers/list', async (original) => {
  const { layers } = await original<typeof MethodList>();
  const { defineUpsampler } = await import('@core/upsamplers/upsampler');
  const first = layers[0]!;
  const madeUp = defineUpsampler({
    ...first,
    id: 'made-up-method',
    title: { en: 'Made-up enlarging', 'zh-CN': '虚构放大' },
    look: { ...first.look, glyph: { path: 'M1 1H11V3H1Z', hollow: false }, light: '#123456' },
  });
  return { layers: [...layers, madeUp] };
});

vi.mock('@core/metrics/list', async (original) => {
  const { metrics } = await original<typeof MetricList>();
  const { defineMetric } = await import('@core/metrics/metric');
  const madeUp = defineMetric({
    id: 'made-up-metric',
    title: { en: 'Made-up error', 'zh-CN': '虚构误差' },
    order: 1,
    formula: { en: 'sum of what is made up', 'zh-CN': '虚构之和' },
    explanation: {
      what: { en: 'What it measures.', 'zh-CN': '它测量什么。' },
      use: { en: 'When to use it.', 'zh-CN': '何时使用。' },
      blindSpot: { en: 'What it misses.', 'zh-CN': '它的盲区。' },
    },
    unit: 'mu',
    better: 'lower',
    decimals: 1,
    defaultCrop: () => 0,
    compute: () => ({ value: 4.25, receipt: ['made up'] }),
  });
  return { metrics: [...metrics, madeUp] };
});

async function faces() {
  const [report, charts, text, options, measured, table, shown, metrics, upsamplers] = await Promise.all([
    import('@core/report'),
    import('@core/report/charts'),
    import('@core/cli/compare/textTable'),
    import('@core/cli/compare/options'),
    import('@core/cli/metrics/options'),
    import('@core/report/table'),
    import('@core/experiment/shown'),
    import('@core/metrics'),
    import('@core/upsamplers'),
  ]);
  return { report, charts, text, options, measured, table, shown, metrics, upsamplers };
}
let found: Awaited<ReturnType<typeof faces>>;

const uses = [
  method('made-up-method', 30, {
    title: 'Made-up enlarging',
    metrics: [metric('made-up-metric', 4.25, { unit: 'mu', better: 'lower' })],
  }),
  method('bilinear', 31, {
    title: 'Bilinear',
    metrics: [metric('made-up-metric', 3.5, { unit: 'mu', better: 'lower' })],
  }),
];
const plain = results([image(uses)]);
const document = {
  ...plain,
  experiment: { ...plain.experiment, methods: uses.map(({ id, key }) => ({ id, key, parameters: {} })) },
};
const assets = { picture: () => null, crop: () => ({ x: 0, y: 0, width: 4, height: 4 }) };

beforeAll(async () => {
  // Other files have loaded these modules already, without the two.
  vi.resetModules();
  found = await faces();
});
afterAll(() => {
  vi.doUnmock('@core/upsamplers/list');
  vi.doUnmock('@core/metrics/list');
  vi.resetModules();
});

describe('a method and a metric of one file and one line', () => {
  it('are named in the help and taken by their ids', () => {
    const help = found.options.knownIds('en') + found.measured.knownMetrics('zh-CN');
    expect(help).toMatch(/Methods: .*made-up-method/);
    expect(help).toMatch(/指标：.*made-up-metric/);
    expect(found.upsamplers.parseMethod('made-up-method').id).toBe('made-up-method');
    expect(found.metrics.findMetric('made-up-metric').unit).toBe('mu');
  });

  it('the metric is measured, shown with its decimals, and best where it is lowest', () => {
    const [one] = document.images;
    const [column] = found.table.columnsOf(one!, 'full', 'zh-CN');
    expect(column).toMatchObject({ title: '虚构误差', unit: 'mu', better: 'lower' });
    expect(found.shown.formatMetric('made-up-metric', 4.25)).toBe('4.3');
    expect([...found.table.bestKeys(one!, column!)]).toEqual(['bilinear']);
  });

  it.each([
    ['en', 'Made-up enlarging', 'Made-up error'],
    ['zh-CN', '虚构放大', '虚构误差'],
  ] as const)('stand in text, Markdown, LaTeX, report and charts in %s', (language, name, title) => {
    const { report, text, charts } = found;
    const [one] = document.images;
    const printed = {
      text: text.imageText(one!, document, language),
      markdown: report.renderMarkdown(document, language),
      latex: report.renderLatex(document, language),
      html: report.renderHtml(document, assets, { language }),
    };
    for (const words of Object.values(printed)) {
      expect(words).toContain(name);
      expect(words).toContain(title);
    }
    expect(printed.html).toContain('d="M1 1H11V3H1Z" fill="#123456"');
    const drawn = charts.chartsOf(one!, () => expect.fail('a chart was not drawn'), language);
    expect(drawn.length).toBeGreaterThan(0);
  });

  it('stand in CSV under their ids, for programs', () => {
    const csv = found.report.renderCsv(document);
    expect(csv).toContain('made-up-method');
    expect(csv).toContain('made-up-metric');
    expect(csv).toContain('Made-up enlarging');
  });
});
