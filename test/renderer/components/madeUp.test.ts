import { afterAll, expect, it, vi } from 'vitest';
import type * as MetricList from '@core/metrics/list';
import type * as List from '@core/upsamplers/list';
import { method as resultOf, metric as valueOf } from '../../helpers/resultsFixture';

/** One file and one line: what a new method says and looks like is found everywhere without anybody else knowing it. */
vi.mock('@core/upsamplers/list', async (original) => {
  const { layers } = await original<typeof List>();
  const { defineUpsampler } = await import('@core/upsamplers/upsampler');
  const first = layers[0]!;
  const madeUp = defineUpsampler({
    ...first,
    id: 'made-up',
    title: { en: 'Made-up enlarging', 'zh-CN': '虚构放大' },
    shortTitle: { en: 'Made up', 'zh-CN': '虚构' },
    summary: { en: 'Enlarges in a made-up way.', 'zh-CN': '以虚构的方式放大。' },
    look: {
      glyph: { path: 'M1 1H11V3H1Z', hollow: false },
      light: '#123456',
      dark: '#abcdef',
      dashed: false,
    },
    formula: { en: 'y = made(x)', 'zh-CN': 'y = 虚构(x)' },
    explanation: {
      what: { en: 'What it does.', 'zh-CN': '它做什么。' },
      use: { en: 'When to use it.', 'zh-CN': '何时使用。' },
      blindSpot: { en: 'What it misses.', 'zh-CN': '它的盲区。' },
    },
    parameters: [
      {
        kind: 'integer',
        name: 'depth',
        description: { en: 'How deep.', 'zh-CN': '多深。' },
        min: 1,
        max: 9,
        default: () => 3,
        chip: (value) => ({ en: `depth ${value}`, 'zh-CN': `深 ${value}` }),
      },
    ],
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
    ranks: 0,
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

// Files share their modules; the next one gets the real lists.
afterAll(() => {
  vi.doUnmock('@core/metrics/list');
  vi.doUnmock('@core/upsamplers/list');
  vi.resetModules();
});

it('a method of one file and one line is found, right and translated, wherever methods are', async () => {
  // Other files have loaded these modules already, without the method.
  vi.resetModules();
  const { lightTheme, darkTheme, methodStyle } = await import('@core/charts/theme');
  const { glyphSvg } = await import('@core/report/glyphs');
  const { formFields } = await import('@renderer/components/methods/formFields');
  const { topicOf } = await import('@renderer/components/explain/topics');
  const { defaultUpsamplerIds, describeParameters, findUpsampler, methodTitles, parseMethod } =
    await import('@core/upsamplers');
  expect(defaultUpsamplerIds).toContain('made-up');
  expect(parseMethod('made-up:depth=5')).toEqual({ id: 'made-up', parameters: { depth: 5 } });
  expect(methodTitles(['made-up', 'made-up'])).toEqual(['Made-up enlarging a', 'Made-up enlarging b']);
  expect(methodTitles(['made-up'], [], 'zh-CN')).toEqual(['虚构放大']);
  const method = findUpsampler('made-up');
  expect(describeParameters(method, { depth: 5 })).toBe('depth 5');
  expect(describeParameters(method, { depth: 5 }, 'zh-CN')).toBe('深 5');
  const [field] = formFields(method, {}, { scale: 2, channels: 3, hasReference: true });
  expect(field).toMatchObject({ value: 3, changed: false, descriptor: { name: 'depth' } });
  expect(field?.descriptor.description['zh-CN']).toBe('多深。');
  expect(topicOf('method', 'made-up')).toMatchObject({ title: { 'zh-CN': '虚构' }, formula: { en: 'y = made(x)' } });
  expect(methodStyle(lightTheme, 'made-up')).toEqual({
    colour: '#123456',
    symbol: 'path://M1 1H11V3H1Z',
    hollow: false,
  });
  expect(methodStyle(darkTheme, 'made-up').colour).toBe('#abcdef');
  expect(glyphSvg('made-up')).toContain('d="M1 1H11V3H1Z" fill="#123456"');
});

it('a metric of one file and one line is explained and has a column, which ranks, in the window', async () => {
  vi.resetModules();
  const { topicOf } = await import('@renderer/components/explain/topics');
  const { tableModel } = await import('@renderer/components/dock/tableModel');
  expect(topicOf('metric', 'made-up-metric')).toMatchObject({
    title: { en: 'Made-up error', 'zh-CN': '虚构误差' },
    formula: { en: 'sum of what is made up' },
    explanation: { blindSpot: { 'zh-CN': '它的盲区。' } },
  });
  const run = (value: number, psnr: number) => {
    const own = valueOf('made-up-metric', value, { unit: 'mu', better: 'lower' });
    const result = resultOf('bilinear', psnr, { metrics: [valueOf('psnr', psnr), own] });
    return { result } as unknown as NonNullable<Parameters<typeof tableModel>[0]['methods'][number]['run']>;
  };
  const { columns, rows, sorted } = tableModel({
    methods: [
      { key: 'worse', id: 'bilinear', run: run(4.26, 40), stale: false },
      { key: 'better', id: 'bilinear', run: run(4.14, 30), stale: false },
    ],
    region: 'full',
    decimals: 2,
    costs: [],
    sortId: null,
    descending: null,
  });
  expect(columns.find(({ id }) => id === 'made-up-metric')).toMatchObject({
    title: 'Made-up error',
    unit: 'mu',
    decimals: 1,
  });
  expect(sorted?.id).toBe('made-up-metric');
  expect(rows.map(({ key }) => key)).toEqual(['better', 'worse']);
  expect(rows[0]!.cells.find(({ column }) => column === sorted)).toMatchObject({ value: 4.14, best: true });
});
