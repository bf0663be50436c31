import { describe, expect, it } from 'vitest';
import { lightTheme } from '@core/charts';
import { framedSvg, toCsv } from '@renderer/components/charts/download';
import { withTooltip } from '@renderer/components/charts/tooltip';

const line = { type: 'line' as const, data: [[0, 1]] };

describe('charts that leave the window', () => {
  it('have their title, units and a ground that suits their text', () => {
    const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const whole = framedSvg(
      drawing,
      { width: 300, height: 200 },
      {
        title: 'Time',
        note: 'ms, less is better',
        font: 'Inter',
        colours: { ground: '#161616', title: '#f0f0f0', note: '#bdbdbd' },
      },
    );
    expect([whole.getAttribute('width'), whole.getAttribute('height')]).toEqual(['300', '244']);
    expect(whole.querySelector('rect')?.getAttribute('fill')).toBe('#161616');
    expect([...whole.querySelectorAll('text')].map((text) => text.textContent)).toEqual(['Time', 'ms, less is better']);
    expect(whole.querySelector('svg')?.getAttribute('y')).toBe('44');
  });

  it('are numbers that spreadsheets read as numbers', () => {
    expect(toCsv({ head: ['x', 'a'], rows: [['0', '-1.5']] })).toBe('x,a\r\n0,-1.5\r\n');
  });

  it('say all curves at one place, and one bar or dot by itself', () => {
    const curves = withTooltip({ series: [line, line] }, lightTheme, 'en').tooltip;
    expect(curves).toMatchObject({ trigger: 'axis', order: 'valueDesc' });
    expect(withTooltip({ series: [{ type: 'bar', data: [1] }] }, lightTheme, 'en').tooltip).toMatchObject({
      trigger: 'item',
    });
    const own = { tooltip: { show: false } };
    expect(withTooltip(own, lightTheme, 'en')).toBe(own);
  });
});
