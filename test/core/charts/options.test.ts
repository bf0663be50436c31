import { upsamplers } from '../../../core/upsamplers';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { placePoints, qualityAgainstTime, type RatedMethod } from '../../../core/charts/qualityAgainstTime';
import { darkTheme, lightTheme, methodStyle } from '../../../core/charts/theme';
import { byTime, timePerMethod, type TimedMethod } from '../../../core/charts/timePerMethod';

const timed = (id: string, medianMs: number, madMs = 0.1): TimedMethod => ({
  key: id,
  id,
  name: `${id} name`,
  medianMs,
  madMs,
});
const rated = (id: string, medianMs: number, quality: number, excluded = false): RatedMethod => ({
  key: id,
  id,
  name: `${id} name`,
  medianMs,
  quality,
  excluded,
});
const texts = { number: (value: number): string => value.toFixed(2) };
const list = <Value>(value: Value | Value[] | undefined): Value[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

describe('themes', () => {
  const css = readFileSync(new URL('../../../renderer/src/styles/tokens.css', import.meta.url), 'utf8');
  const [light = '', dark = ''] = css.split('html.dark');

  it.each([
    ['light', lightTheme, light],
    ['dark', darkTheme, dark],
  ])('the %s one has the colours of the window', (_name, theme, block) => {
    const token = (name: string): string | undefined => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(block)?.[1];
    expect([theme.text1, theme.text2, theme.text3, theme.line, theme.edge, theme.surface]).toEqual(
      ['text-1', 'text-2', 'text-3', 'line', 'edge', 'surface'].map(token),
    );
    for (const { id, look } of upsamplers)
      expect(theme.methods[id]).toEqual({
        colour: theme.dark ? look.dark : look.light,
        symbol: `path://${look.glyph.path}`,
        hollow: look.glyph.hollow,
      });
  });

  it('gives a method it does not know a look that is nobody else’s', () => {
    const symbols = Object.values(lightTheme.methods).map(({ symbol, hollow }) => `${symbol} ${String(hollow)}`);
    const other = methodStyle(lightTheme, 'brand-new');
    expect(symbols).not.toContain(`${other.symbol} ${String(other.hollow)}`);
  });
});

describe('timePerMethod', () => {
  const option = timePerMethod([timed('bicubic', 3), timed('nearest', 1), timed('bilinear', 2)], lightTheme, texts);

  it('draws bars from zero, fastest on top, each in its colour', () => {
    expect(option.xAxis).toMatchObject({ type: 'value', min: 0 });
    expect(option.yAxis).toMatchObject({ inverse: true, data: ['nearest name', 'bilinear name', 'bicubic name'] });
    const bars = list(option.series)[0];
    expect(bars).toMatchObject({
      type: 'bar',
      data: [{ value: 1, itemStyle: { color: '#262626' } }, { value: 2 }, { value: 3 }],
    });
  });

  it('shows the spread and never below zero', () => {
    const wide = timePerMethod([timed('nearest', 1, 5)], lightTheme, texts);
    expect(list(wide.series)[1]).toMatchObject({ type: 'custom', data: [[0, 6, 0]] });
  });

  it('hatches the second of a kind', () => {
    const option2 = timePerMethod(
      [timed('nearest', 1), { ...timed('nearest', 2), key: 'nearest#2', repeated: true }],
      lightTheme,
      texts,
    );
    const [bars] = list(option2.series);
    const data = bars && 'data' in bars ? (bars.data as { itemStyle: { decal?: unknown } }[]) : [];
    expect(data.map(({ itemStyle }) => itemStyle.decal !== undefined)).toEqual([false, true]);
  });

  it('does not disturb its input', () => {
    const input = [timed('b', 2), timed('a', 1)];
    byTime(input);
    expect(input.map(({ id }) => id)).toEqual(['b', 'a']);
  });
});

describe('qualityAgainstTime', () => {
  const methods = [
    rated('nearest', 0.4, 29.5),
    rated('bilinear', 0.9, 30.6),
    rated('bicubic', 1.4, 32.1),
    rated('pixel-shuffle', 2.6, 32.3),
    rated('nearest-conv', 2.8, 32),
    rated('unpooling', 2, 22.6, true),
  ];

  it('puts far worse points on the edge, marked', () => {
    const { points, min } = placePoints(methods);
    const far = points.find(({ id }) => id === 'unpooling');
    expect([far?.offScale, far?.y]).toEqual([true, min]);
    expect(min).toBeGreaterThan(22.6);
    const option = qualityAgainstTime(methods, lightTheme, texts);
    const legend = option.legend as { formatter: (name: string) => string };
    expect(legend.formatter('unpooling name')).toContain('22.60 ↓');
  });

  it('leaves excluded methods out of the front and draws the front dashed', () => {
    const { front } = placePoints([...methods, rated('cheat', 0.1, 60, true)]);
    expect(front.map(({ id }) => id)).toEqual(['nearest', 'bilinear', 'bicubic', 'pixel-shuffle']);
    const [line] = list(qualityAgainstTime(methods, darkTheme, texts).series);
    expect(line).toMatchObject({ type: 'line', step: 'end', lineStyle: { type: 'dashed' } });
  });

  it('needs no more than one point and skips what cannot be drawn', () => {
    expect(placePoints([rated('nearest', 1, 30)]).min).toBeLessThan(30);
    expect(placePoints([rated('nearest', 1, Infinity), rated('bicubic', 0, 30)]).points).toEqual([]);
  });
});
