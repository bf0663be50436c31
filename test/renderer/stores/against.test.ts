import { afterEach, describe, expect, it } from 'vitest';
import { useAgainst } from '@renderer/stores/against';
import { useExperiment } from '@renderer/stores/experiment';
import { useRegionMetrics } from '@renderer/stores/regionMetrics';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let app: TestWindow | null = null;
afterEach(() => {
  app?.window.unmount();
  app = null;
});
async function start(): Promise<TestWindow> {
  app = await mountWindow();
  await until(() => expect(app!.text('.verdict')).toContain('leads by'));
  return app;
}

describe('another reference', () => {
  it('gives table, verdict and receipt numbers against it at once, and says so', async () => {
    const window = await start();
    const against = useAgainst();
    against.key = 'bicubic';
    // Old numbers go with the old reference.
    expect(against.results.every(({ metrics }) => metrics.length === 0)).toBe(true);
    await until(() => expect(against.waiting).toBe(0));
    await settle();
    const row = window.window.findAll('tbody tr').find((one) => one.text().includes('Bicubic'))!;
    expect(row.get('.tag').text()).toBe('REF');
    expect(row.text()).not.toContain('31.56');
    expect(window.text('tbody')).toContain('41.50');
    expect(window.text('tbody')).not.toContain('31.83');
    expect(window.text('.receipt')).toMatch(/^PSNR-Y 41\.50 dB · against Bicubic · psnr-y against /);
    expect(window.text('.verdict')).toContain('Against Bicubic, not against the original.');
    expect(window.text('.dock .tabs')).toContain('Against Bicubic');
    // Its checkerboards stay what the run measured; nothing ran again.
    expect(window.host.fake.started).toHaveLength(1);
    against.key = '';
    await settle();
    expect(window.text('tbody')).toContain('31.83');
    expect(window.text('.dock .tabs')).not.toContain('Against');
  });

  it('is measured by the protocol on screen, and within the region that was drawn', async () => {
    const window = await start();
    const [against, experiment, region] = [useAgainst(), useExperiment(), useRegionMetrics()];
    against.key = 'bicubic';
    await until(() => expect(against.waiting).toBe(0));
    experiment.patch('protocol', 'sr-paper');
    await until(() => expect(window.text('.receipt')).toContain('by sr-paper'));
    region.region = { x: 0, y: 0, width: 20, height: 20 };
    await until(() => expect(region.byKey('nearest')?.detail?.metrics[0]?.value).toBe(20.25));
    expect(region.byKey('bicubic')).toBeUndefined();
  });

  it('says that tabs about all pictures speak of the originals', async () => {
    const window = await start();
    useAgainst().key = 'nearest';
    await window.window.get('#dock-tab-ranking').trigger('click');
    await settle();
    expect(window.text('.dock .tabs')).toContain('Against the original');
  });
});
