import { afterEach, describe, expect, it } from 'vitest';
import { message, say } from '@core/messages';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let open: TestWindow | null = null;
async function start(...given: Parameters<typeof mountWindow>): Promise<TestWindow> {
  open = await mountWindow(...given);
  return open;
}
afterEach(() => {
  open?.window.unmount();
  open = null;
});

const disclose = async ({ window }: TestWindow, name: string): Promise<void> => {
  await window.get(`button[aria-label="Parameters of ${name}"]`).trigger('click');
  await settle();
};

describe('method forms', () => {
  it('are made from the descriptors, one open at a time', async () => {
    const app = await start();
    await disclose(app, 'Transposed conv');
    const labels = app.window.findAll('.fields label').map((label) => label.text());
    expect(labels).toEqual(
      expect.arrayContaining([
        'kernelSize',
        'stride',
        'padding',
        'outputPadding',
        'dilation',
        'bias',
        'weights',
        'border',
      ]),
    );
    expect((app.window.get('#conv-transpose-kernelSize').element as HTMLInputElement).value).toBe('4');
    await disclose(app, 'Bilinear');
    expect(app.window.findAll('.fields')).toHaveLength(1);
    expect(app.window.findAll('.fields label').map((label) => label.text())).toContain('alignCorners');
  });

  it('send what is typed, keep what is no number, and take an empty field for the default', async () => {
    const app = await start();
    await disclose(app, 'Transposed conv');
    const field = app.window.get('#conv-transpose-kernelSize');
    await field.trigger('focus');
    await field.setValue('6');
    await app.window.get('#conv-transpose-kernelSize').trigger('blur');
    expect(app.window.get('.disclose[aria-expanded="true"]').text()).toContain('k6');
    await field.setValue('six');
    expect(field.attributes('aria-invalid')).toBe('true');
    await field.setValue('');
    await field.trigger('blur');
    expect((field.element as HTMLInputElement).value).toBe('4');
    expect(app.window.get('.disclose[aria-expanded="true"]').text()).not.toContain('k6');
  });

  it('show what belongs together, give one field back to its default, and follow a dragged label', async () => {
    const app = await start();
    await disclose(app, 'Transposed conv');
    expect(app.window.findAll('.form legend').map((legend) => legend.text())).toEqual(['Shape', 'Weights', 'Border']);
    const value = (): string => (app.window.get('#conv-transpose-kernelSize').element as HTMLInputElement).value;
    expect(app.window.find('button[aria-label="Back to the default of kernelSize"]').exists()).toBe(false);
    const label = app.window.get('label[for="conv-transpose-kernelSize"]');
    (label.element as HTMLElement).setPointerCapture = () => undefined;
    await label.trigger('pointerdown', { clientX: 100, button: 0 });
    await label.trigger('pointermove', { clientX: 118 });
    await label.trigger('pointerup', { clientX: 118 });
    expect(value()).toBe('6');
    await app.window.get('button[aria-label="Back to the default of kernelSize"]').trigger('click');
    await settle();
    expect(value()).toBe('4');
  });

  it('say where the weights came from', async () => {
    const weights = { origin: 'fitted on the built-in set, noise 5 % (seed 0)', shape: [1], values: [1], bias: null };
    const app = await start((host) => host.fake.inspections.set('conv-transpose', { weights }));
    await disclose(app, 'Transposed conv');
    expect(app.text('[data-origin]')).toBe('Weights: fitted on the built-in set, noise 5 % (seed 0)');
  });

  it('show the refusal and set what would fit', async () => {
    const app = await start((host) =>
      host.fake.inspections.set('conv-transpose', {
        fits: false,
        refusal: {
          code: 'size-mismatch',
          message: 'The output would be 449×599.',
          parameter: 'outputPadding',
          fix: { outputPadding: 1 },
        },
      }),
    );
    await disclose(app, 'Transposed conv');
    await until(() => expect(app.text('.refusal')).toContain('The output would be 449×599.'));
    expect(app.window.get('#conv-transpose-outputPadding').attributes('aria-invalid')).toBe('true');
    expect(app.text('.row[data-row="conv-transpose"]')).toContain('does not fit');
    await app.window.get('.refusal button').trigger('click');
    expect((app.window.get('#conv-transpose-outputPadding').element as HTMLInputElement).value).toBe('1');
  });

  it('show the forecast with its cure', async () => {
    const app = await start((host) =>
      host.fake.inspections.set('conv-transpose', {
        forecast: {
          stride: 2,
          overlap: null,
          phaseGain: [
            [1, 0.77],
            [0.77, 0.6],
          ],
          score: 0.2,
          shift: [0, 0],
          level: 'uneven',
          verdict: 'Kernel 3 is not a multiple of stride 2.',
          warnings: ['alignCorners stretches the picture: its samples sit up to 0.5 output pixels off.'],
          warningsSaid: [message('corners-stretch', { pixels: 0.5 })],
          cure: { kernelSize: 4 },
        },
      }),
    );
    await disclose(app, 'Transposed conv');
    await until(() => expect(app.text('.forecast')).toContain('Kernel 3 is not a multiple of stride 2.'));
    expect(app.window.get('.forecast svg').attributes('aria-label')).toBe(
      'Gain per output phase: 1.00 0.77; 0.77 0.60',
    );
    expect(app.text('.row[data-row="conv-transpose"]')).toContain('uneven');
    await app.window.get('.forecast button').trigger('click');
    expect(app.window.get('.forecast button').text()).toBe('Use kernelSize 4');
    // In the language on screen, warnings too.
    app.registry.execute('window.language');
    await until(() =>
      expect(app.text('[data-warning]')).toBe(say(message('corners-stretch', { pixels: 0.5 }), 'zh-CN')),
    );
    app.registry.execute('window.language');
    await settle();
  });

  it('add, letter and remove instances; undo brings them back', async () => {
    const app = await start();
    const names = (): string[] => app.window.findAll('.methods-list .name, .disclose .name').map((name) => name.text());
    expect(names()).toHaveLength(7);
    const { useExperiment } = await import('@renderer/stores/experiment');
    const experiment = useExperiment();
    experiment.addInstance('bilinear');
    await settle();
    expect(names()).toEqual(expect.arrayContaining(['Bilinear a', 'Bilinear b']));
    app.registry.execute('edit.undo');
    await settle();
    expect(names()).toHaveLength(7);
    app.registry.execute('edit.redo');
    experiment.removeInstance('bilinear#2');
    await settle();
    expect(names()).toContain('Bilinear');
  });

  it('is one tab stop with arrows inside', async () => {
    const app = await start();
    const list = app.window.findAll('[data-column]');
    expect(list.filter((control) => control.attributes('tabindex') === '0')).toHaveLength(1);
    (list[0]!.element as HTMLElement).focus();
    await list[0]!.trigger('keydown', { key: 'ArrowDown' });
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Run Bilinear');
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Parameters of Bilinear');
  });
});

describe('presets', () => {
  it('replace the methods in one step that can be undone', async () => {
    const app = await start();
    const keys = () => app.window.findAll('[data-row]').map((row) => row.attributes('data-row'));
    const before = keys();
    const trigger = app.window.get('button[aria-label="Use a preset"]');
    (trigger.element as HTMLElement).focus();
    await trigger.trigger('keydown', { key: 'Enter' });
    await settle();
    const item = [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')].find((candidate) =>
      candidate.textContent?.includes('Matched footprint'),
    );
    expect(item?.textContent).toContain('3×3 input pixels');
    item!.click();
    await until(() =>
      expect(keys()).toEqual(['conv-transpose', 'nearest-conv', 'pixel-shuffle', 'bilinear', 'bicubic']),
    );
    app.registry.execute('edit.undo');
    await settle();
    expect(keys()).toEqual(before);
  });
});
