import { afterAll, expect, it, vi } from 'vitest';
import type * as List from '@core/upsamplers/list';
import type { Upsampler } from '@core/upsamplers/upsampler';

/** One file and one line: what a new method says and looks like is found everywhere without anybody else knowing it. */
vi.mock('@core/upsamplers/list', async (original) => {
  const { layers } = await original<typeof List>();
  const [first] = layers;
  const madeUp: Upsampler = {
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
  };
  return { layers: [...layers, madeUp] };
});

// Files share their modules; the next one gets the real list.
afterAll(() => {
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
