import { afterEach, describe, expect, it } from 'vitest';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let app: TestWindow;
afterEach(() => app.window.unmount());

const openTab = async (id: string): Promise<void> => {
  app = await mountWindow();
  await app.window.get(`#dock-tab-${id}`).trigger('click');
  await settle();
};
const asTable = async (): Promise<void> => {
  for (const button of app.window.findAll('#dock-panel button[aria-label="Show as a table"]'))
    await button.trigger('click');
};
const rowsOf = (table: number): string[] =>
  app.window
    .findAll('#dock-panel table')
    [table]!.findAll('tbody tr')
    .map((row) =>
      row
        .findAll('td')
        .map((cell) => cell.text())
        .join(' | '),
    );

describe('the quality tab', () => {
  it('shows a metric of every method, best first, and what it costs', async () => {
    await openTab('quality');
    await asTable();
    expect(rowsOf(0)[0]).toBe('Pixel shuffle | 31.83 | 31.83 | 31.83');
    expect(rowsOf(0)).toHaveLength(7);
    const pixels = 450 * 300 * 3;
    expect(rowsOf(1)).toContain(`Bilinear | ${(1.61e6 / pixels).toFixed(2)} | 30.79`);
    await app.window.get('#dock-panel select').setValue('mae');
    // Less error is better.
    expect(rowsOf(0)[0]).toBe('Pixel shuffle | 3.47 | 3.47 | 3.47');
    expect(app.text('#dock-panel figcaption')).toContain('lower is better');
  });
});

describe('the kernel size tab', () => {
  it('asks the engine when told to, and marks the front', async () => {
    await openTab('sweep');
    expect(app.window.find('#dock-panel figure').exists()).toBe(false);
    await app.window.get('#dock-panel form').trigger('submit');
    await until(() => expect(app.window.find('#dock-panel figure').exists()).toBe(true));
    await asTable();
    const rows = rowsOf(0);
    expect(rows).toHaveLength(14);
    expect(rows[3]).toBe('Transposed conv | 8 | 10 | 16.00 | 30.667 | 0.7667 | ●');
    expect(rows.at(-1)).toBe('Bicubic | – | 10 | 16.00 | 30.200 | 0.7550 | ●');
    expect(app.text('#dock-panel figcaption')).toContain('PSNR dB at ×2');
  });
});

describe('the time tab', () => {
  it('times the families as layers of a network when asked to', async () => {
    await openTab('cost');
    expect(app.text('#dock-panel figcaption')).toContain('ms, median');
    await app.window.get('#dock-panel input[value="network"]').setValue(true);
    await until(() => expect(app.text('#dock-panel figcaption')).toContain('64 → 32 channels, 128² → 256²'));
    await asTable();
    const rows = rowsOf(0);
    expect(rows.map((row) => row.split(' | ')[0])).toEqual([
      'Transposed conv',
      'Bilinear',
      'Max-unpool',
      'Nearest + conv',
      'Pixel shuffle',
    ]);
    expect(rows[0]).toMatch(/ \| 9$/);
  });
});
