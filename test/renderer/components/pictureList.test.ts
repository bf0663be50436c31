import { afterEach, describe, expect, it } from 'vitest';
import { orderedPictures } from '@renderer/components/pictures/pictureScores';
import { visibleRows } from '@renderer/composables/longList';
import { message, say } from '@core/messages';
import { useExperiment } from '@renderer/stores/experiment';
import { useRun } from '@renderer/stores/run';
import { usePictures } from '@renderer/stores/pictures';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let app: TestWindow | null = null;
afterEach(() => {
  app?.window.unmount();
  app = null;
});

describe('the list of pictures', () => {
  it('has a score and a gain over bicubic for what was measured', async () => {
    app = await mountWindow();
    await until(() => expect(app!.window.find('[role="option"] .score').exists()).toBe(true));
    // Pixel shuffle 31.83, bicubic 31.56.
    expect(app.text('[role="option"] .score')).toBe('31.83+0.27');
  });

  it('says why a picture failed, in the language on screen', async () => {
    app = await mountWindow();
    await until(() => expect(app!.window.find('[role="option"] .score').exists()).toBe(true));
    const run = useRun();
    const [[id, image] = []] = [...run.state.images];
    const failure = message('corners-stretch', { pixels: 1 });
    run.state = { ...run.state, images: new Map([[id!, { ...image!, failure }]]) };
    await settle();
    expect(app.text('[role="option"] .facts')).toBe(say(failure));
  });

  it('draws of a long list what is in sight, sorts and finds', async () => {
    app = await mountWindow();
    const pictures = usePictures();
    await until(() => expect(pictures.list).toHaveLength(1));
    const [one] = pictures.list;
    pictures.add(Array.from({ length: 300 }, (_, i) => ({ ...one!, id: `many-${i}`, name: `img_${i}.png` })));
    await settle();
    const options = () => app!.window.findAll('[role="option"]');
    expect(options().length).toBeLessThan(60);
    expect(options()[0]!.attributes('aria-setsize')).toBe('301');
    await app.window.get('input[type="search"]').setValue('img_29');
    // img_29, img_290 to img_299
    expect(options()).toHaveLength(11);
  });

  it('orders by name as people count, and by gain with the least first and the unmeasured last', () => {
    const list = ['b10.png', 'b9.png', 'a.png'].map((name) => ({ id: name, name }) as never);
    const names = (order: 'name' | 'gain', scores = new Map()): string[] =>
      orderedPictures(list, order, '', scores).map(({ name }) => name);
    expect(names('name')).toEqual(['a.png', 'b9.png', 'b10.png']);
    const scores = new Map([
      ['b10.png', { score: 30, gain: 0.5 }],
      ['a.png', { score: 31, gain: -0.1 }],
    ]);
    expect(names('gain', scores)).toEqual(['a.png', 'b10.png', 'b9.png']);
    expect(visibleRows(40, 0, 100, 36)).toEqual({ from: 0, until: 40 });
    expect(visibleRows(1000, 3600, 144, 36)).toEqual({ from: 94, until: 110 });
  });
});

describe('the choice of metrics', () => {
  it('is a set of columns, and the usual set again when it is that', async () => {
    app = await mountWindow();
    const experiment = useExperiment();
    await until(() => expect(app!.text('thead')).toContain('PSNR-Y'));
    await app.window.get('button[aria-label="Metrics that are measured"]').trigger('click');
    await settle();
    const box = (name: string): HTMLInputElement =>
      [...document.querySelectorAll('.tool-form label')]
        .find((label) => label.textContent?.trim() === name)!
        .querySelector('input')!;
    box('MS-SSIM').click();
    await settle();
    expect(experiment.setup.metrics).toContain('ms-ssim');
    expect(experiment.setup.metrics).toContain('psnr-y');
    box('MS-SSIM').click();
    await settle();
    expect(experiment.setup.metrics).toEqual([]);
  });
});
