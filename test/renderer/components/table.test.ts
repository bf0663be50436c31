import { afterEach, describe, expect, it } from 'vitest';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let app: TestWindow | null = null;
afterEach(() => {
  app?.window.unmount();
  app = null;
});
async function start(): Promise<TestWindow> {
  app = await mountWindow();
  await until(() => expect(app!.window.findAll('tbody tr')).toHaveLength(7));
  return app;
}
const first = ({ window }: TestWindow): string => window.get('tbody th').text();
const at = ({ window }: TestWindow, place: string) => window.get(`[data-at="${place}"]`);

describe('metrics table', () => {
  it('sorts by a click or Enter on a head, says so, and turns round', async () => {
    const table = await start();
    const head = at(table, '0 8');
    expect(head.text()).toContain('Time');
    await head.trigger('click');
    expect([first(table), head.attributes('aria-sort')]).toEqual(['Nearest', 'ascending']);
    (head.element as HTMLElement).focus();
    await head.trigger('keydown', { key: 'Enter' });
    expect([first(table), head.attributes('aria-sort')]).toEqual(['Max-unpool', 'descending']);
  });

  it('has one tab stop that the arrows move', async () => {
    const table = await start();
    const stops = (): string[] =>
      table.window.findAll('[data-at][tabindex="0"]').map((cell) => cell.attributes('data-at') ?? '');
    expect(stops()).toEqual(['1 0']);
    (at(table, '1 0').element as HTMLElement).focus();
    await at(table, '1 0').trigger('keydown', { key: 'ArrowRight' });
    await at(table, '1 1').trigger('keydown', { key: 'ArrowDown' });
    await settle();
    expect(stops()).toEqual(['2 1']);
    expect(document.activeElement?.getAttribute('data-at')).toBe('2 1');
    await at(table, '2 1').trigger('keydown', { key: 'End' });
    await settle();
    expect(document.activeElement?.getAttribute('data-at')).toBe('2 10');
  });

  it('fills the receipt from the focused cell and keeps it on Enter', async () => {
    const table = await start();
    (at(table, '2 2').element as HTMLElement).focus();
    await settle();
    expect(table.text('.receipt')).toContain('PSNR 30.26 dB · psnr as the fake measures it');
    await at(table, '2 2').trigger('keydown', { key: 'Enter' });
    (at(table, '3 3').element as HTMLElement).focus();
    await settle();
    expect(table.text('.receipt')).toContain('PSNR 30.26 dB');
    await table.window.get('.receipt button:last-child').trigger('click');
    expect(table.text('.receipt')).not.toContain('PSNR 30.26 dB');
  });

  it('reads the interior on request', async () => {
    const table = await start();
    await table.window.get('input[name="metrics-region"][value="interior"]').setValue();
    expect(table.window.findAll('tbody tr')).toHaveLength(7);
    expect(table.text('thead')).toContain('PSNR-Y');
  });
});
