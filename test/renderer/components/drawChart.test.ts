import { expect, it } from 'vitest';
import { lightTheme, qualityAgainstTime, spreadDots } from '@core/charts';
import { drawChart, withAxisNames } from '@renderer/components/charts/drawChart';
import { SAVED } from '@renderer/components/charts/saved';

const rated = ['a network with a long name', 'another network with a long name', 'bicubic'].map((name, at) => ({
  key: name,
  id: 'bicubic',
  name,
  medianMs: 0.3 * 4 ** at,
  quality: 28 + at,
}));
const option = qualityAgainstTime(rated, lightTheme, { number: (value) => value.toFixed(2) });

it('a saved chart has the names of its axes and of all its methods, whatever room the window had', () => {
  const drawing = drawChart(withAxisNames(option, ['time, ms', 'PSNR, dB']));
  expect([drawing.getAttribute('width'), drawing.getAttribute('height')]).toEqual(
    [SAVED.width, SAVED.height].map(String),
  );
  const words = [...drawing.querySelectorAll('text')].map((text) => text.textContent);
  for (const each of ['time, ms', 'PSNR, dB', ...rated.map(({ name }) => name)]) expect(words).toContain(each);
});

it('a chart that names its axes itself keeps them', () => {
  const own = { xAxis: { name: 'x' }, yAxis: { type: 'category' as const } };
  expect(withAxisNames(own, ['other', ''])).toMatchObject({ xAxis: [{ name: 'x' }], yAxis: [{ type: 'category' }] });
});

it('a chart with names at the left and numbers at the right keeps both', () => {
  const spreads = rated.map(({ key, id, name, quality }) => ({ key, id, name, values: [quality] }));
  const both = spreadDots(spreads, 'higher', lightTheme, { number: (value) => `${value} dB` });
  const words = [...drawChart(withAxisNames(both, ['PSNR', ''])).querySelectorAll('text')].map(
    (text) => text.textContent,
  );
  for (const { name, quality } of rated) expect(words).toEqual(expect.arrayContaining([name, `${quality} dB`]));
});
