import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { showView } from '@renderer/views/navigation';
import { binAt, middleOf, percentOf, placeAt, WHOLE, within, zoomedAt } from '@renderer/views/numbers/spectrumView';
import { tablesOf } from '@renderer/views/numbers/markdownTables';
import { mountWindow, until, type TestWindow } from '../mountWindow';

let app: TestWindow | null = null;
/** What is observed, and how it is told that it came into sight. */
let observed: { element: Element; show: () => void }[] = [];
beforeEach(() => {
  observed = [];
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(private readonly told: IntersectionObserverCallback) {}
      observe(element: Element): void {
        const entry = { isIntersecting: true } as IntersectionObserverEntry;
        observed.push({ element, show: () => this.told([entry], this as never) });
      }
      disconnect(): void {}
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  app?.window.unmount();
  app = null;
  showView('compare');
});

async function start(): Promise<TestWindow> {
  app = await mountWindow();
  await until(() => expect(app!.text('.status-bar')).toContain('1 picture in'));
  const tab = app.window.findAll('.app-bar nav button').find((button) => button.text() === 'Numbers');
  await tab!.trigger('click');
  return app;
}
const open = async ({ window }: TestWindow, tab: string): Promise<void> =>
  window.get(`#numbers-tab-${tab}`).trigger('click');

describe('the Numbers view', () => {
  it('shows every metric with its receipt, what is missing, and why others differ', async () => {
    const window = await start();
    await until(() => expect(window.text('.numbers .metrics')).toContain('0.9123'));
    const text = window.text('.numbers .metrics');
    expect(text).toContain('SSIM, crop 0, saved-file');
    expect(text).toContain('MS-SSIM needs at least');
    expect(text).toContain('a uniform 7x7 window');
  });

  it('has a checkerboard row per method', async () => {
    const window = await start();
    await open(window, 'checkerboard');
    await until(() => expect(window.window.findAll('.numbers tbody tr')).toHaveLength(7));
    await until(() =>
      expect(window.text('.numbers tbody tr')).toMatch(/1\.500.*1\.750.*21\.5 dB at 1\/2, 1\/2\s*reference 1\.3/),
    );
  });

  it('draws a spectrum per method and one of the reference, rings at the harmonics', async () => {
    const window = await start();
    await open(window, 'spectrum');
    // The first method's, which the reference's comes with, and what is seen.
    await until(() => expect(window.window.findAll('.numbers .pane img')).toHaveLength(2));
    observed.find(({ element }) => element.textContent?.includes('Bilinear'))!.show();
    await until(() => expect(window.window.findAll('.numbers .pane img')).toHaveLength(3));
    // The chart has a line of each.
    observed.find(({ element }) => element.classList.contains('chart'))!.show();
    await until(() => expect(window.window.findAll('.numbers .pane img')).toHaveLength(8));
    // (1/2, 1/2) lies in all four corners.
    expect(window.window.findAll('.numbers .pane')[1]!.findAll('.ring')).toHaveLength(4);
    expect(window.text('.numbers .bar')).toContain('black −70 dB, white 30 dB');
    // One cursor and one zoom for all of them.
    const [first, second] = window.window.findAll('.numbers .pane .picture');
    await first!.trigger('keydown', { key: 'ArrowRight', shiftKey: true });
    expect(window.text('.numbers .read-out')).toContain('x +0.1563, y 0.0000 cycles per pixel');
    expect(window.text('.numbers .read-out')).toContain('period 6.40 px');
    expect(second!.findAll('.across')).toHaveLength(1);
    await first!.trigger('keydown', { key: '+' });
    expect(second!.get('img').attributes('style')).toContain('width: 200%');
    await second!.trigger('keydown', { key: '0' });
    expect(first!.get('img').attributes('style')).toContain('width: 100%');
    await window.window.findAll('.numbers .bar button')[1]!.trigger('click');
    expect(window.window.findAll('.numbers .pane img')).toHaveLength(7);
  });

  it('shows the calibration page', async () => {
    const window = await start();
    await open(window, 'calibration');
    expect(window.text('.numbers .calibration')).toContain('ssimulacra2_cpp');
  });
});

describe('the window on spectra', () => {
  it('keeps the place under the cursor where it is, and never leaves the spectrum', () => {
    const place = { x: 0.75, y: 0.5 };
    const near = zoomedAt(WHOLE, 4, place);
    expect(percentOf(near, place)).toEqual({ x: 75, y: 50 });
    expect(placeAt(near, { x: 0.75, y: 0.5 })).toEqual(place);
    expect(zoomedAt(near, 1 / 100, { x: 0, y: 0 })).toEqual(WHOLE);
    expect(within({ zoom: 2, x: 0.9, y: -1 })).toEqual({ zoom: 2, x: 0.5, y: 0 });
  });

  it('knows the frequency of every bin, the mean in the middle', () => {
    const size = { width: 8, height: 5 };
    expect(binAt({ x: 0, y: 0 }, size)).toEqual({ column: 0, row: 0, fx: -0.5, fy: -0.4 });
    expect(binAt(middleOf({ column: 4, row: 2 }, size), size)).toMatchObject({ fx: 0, fy: 0 });
    expect(binAt({ x: 1, y: 1 }, size)).toMatchObject({ column: 7, row: 4, fx: 0.375, fy: 0.4 });
  });
});

describe('tablesOf', () => {
  it('takes pipe tables out of a page', () => {
    expect(tablesOf('# A\n\n| x | y |\n|---|---|\n| `1` |  |\n\nb\n| z |\n|---|')).toEqual([
      { head: ['x', 'y'], rows: [['1', '']] },
      { head: ['z'], rows: [] },
    ]);
  });
});
