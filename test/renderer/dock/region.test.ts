import { afterEach, describe, expect, it } from 'vitest';
import { brokenLines, layoutSheet } from '@renderer/components/dock/cropSheet';
import { useRegionMetrics } from '@renderer/stores/regionMetrics';
import { insidePicture } from '@renderer/viewer/math/region';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let app: TestWindow | null = null;
afterEach(() => app?.window.unmount());

describe('the region tab', () => {
  it('shows metrics of the region beside those of the whole picture', async () => {
    app = await mountWindow();
    await app.window.get('#dock-tab-region').trigger('click');
    await settle();
    expect(app.text('#dock-panel')).toContain('Draw a rectangle');
    useRegionMetrics().region = { x: 4, y: 6, width: 32, height: 16 };
    await until(() => expect(app!.text('#dock-panel tbody tr')).toContain('32.25'));
    expect(app.window.get('#dock-panel [role="group"]').attributes('aria-label')).toBe('32×16 at 4, 6');
    const numbers = app.window
      .findAll('#dock-panel header input')
      .map((field) => (field.element as HTMLInputElement).value);
    expect(numbers).toEqual(['4', '6', '32', '16']);
    // Transposed conv: the region, then the whole.
    expect(
      app.window
        .get('#dock-panel tbody tr')
        .findAll('td')
        .slice(0, 2)
        .map((cell) => cell.text()),
    ).toEqual(['32.25', '29.49']);
  });
});

describe('a region by numbers', () => {
  it('stays inside the picture, in whole pixels', () => {
    const size = { width: 100, height: 60 };
    expect(insidePicture({ x: 90.4, y: -3, width: 30, height: 10.6 }, size)).toEqual({
      x: 70,
      y: 0,
      width: 30,
      height: 11,
    });
    expect(insidePicture({ x: 0, y: 0, width: 0, height: 900 }, size)).toEqual({ x: 0, y: 0, width: 1, height: 60 });
  });
});

describe('the crop sheet', () => {
  it('has four crops in a row, enlarged by whole factors, none over another', () => {
    const sheet = layoutSheet(6, { width: 50, height: 30 }, 5);
    expect(sheet).toMatchObject({ columns: 4, zoom: 5, tileWidth: 250, tileHeight: 150 });
    const [first, second] = sheet.places;
    expect(second!.x - first!.x).toBeGreaterThan(sheet.tileWidth);
    expect(sheet.places[4]!.y - first!.y).toBeGreaterThan(sheet.tileHeight + 5 * 16);
    expect(sheet.places[3]!.x + sheet.tileWidth).toBeLessThanOrEqual(sheet.width);
    // Parameters and metrics of any number are broken, never cut.
    expect(brokenLines('k 4, stride 2, padding 1', 12, (text) => text.length)).toEqual(['k 4, stride', '2, padding 1']);
    expect(brokenLines('longer-than-the-line 1', 12, (text) => text.length)).toEqual(['longer-than-the-line', '1']);
    expect(layoutSheet(1, { width: 2000, height: 9 }, 1)).toMatchObject({ columns: 1, zoom: 1 });
  });
});
