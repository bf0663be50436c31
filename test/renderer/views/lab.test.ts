import { afterEach, describe, expect, it } from 'vitest';
import { finalValues, formatValue, labDemos, labPreset, traceOf } from '@core/lab';
import { createTensor } from '@core/tensor/tensor';
import { labTopics, useLab } from '../../../renderer/src/stores/lab';
import { notice } from '../../../renderer/src/composables/announce';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let app: TestWindow;
afterEach(() => {
  app.registry.execute('view.compare');
  app.window.unmount();
});

async function openLab(): Promise<void> {
  app = await mountWindow();
  app.registry.execute('view.lab');
  await settle();
}
const topic = (id: string) => app.window.get(`[data-topic="${id}"]`);
const stage = () => app.window.get('[data-testid="lab-stage"]');
const spoken = () => app.window.get('[data-testid="lab-spoken"]').text();

describe('the lab', () => {
  it('opens every demonstration, goes to its end by keyboard and says the numbers of the operator', async () => {
    await openLab();
    for (const id of labTopics) {
      await topic(id).trigger('click');
      expect(topic(id).attributes('aria-selected')).toBe('true');
      const demo = labDemos.find((candidate) => candidate.id === id);
      if (!demo) continue;
      await stage().trigger('keydown', { key: 'End' });
      const { shape, data } = finalValues(traceOf(labPreset(demo.presets[0])));
      const row = [...data.slice(0, shape[2])].map(formatValue).join(' ');
      expect(spoken()).toContain(`: ${row}`);
    }
  });

  it('goes on and back one step at a time, with the formula of the step', async () => {
    await openLab();
    await stage().trigger('keydown', { key: 'ArrowRight' });
    await stage().trigger('keydown', { key: 'ArrowRight' });
    expect(app.text('.lab .counter')).toBe('Step 2 of 5');
    expect(app.text('.lab .formula')).toContain('t[0,1] = 0 + 1·4 = 4');
    await stage().trigger('keydown', { key: 'ArrowLeft' });
    expect(app.text('.lab .counter')).toBe('Step 1 of 5');
    expect(stage().get('svg').attributes('aria-label')).toContain('Step 1 of 5');
  });

  it('follows an edited kernel, and refuses what cannot be', async () => {
    await openLab();
    await app.window.get('input[aria-label="k[0,0]"]').setValue('10');
    await app.window.get('input[aria-label="k[0,0]"]').trigger('change');
    await stage().trigger('keydown', { key: 'End' });
    expect(spoken()).toBe('y: 0 10 7; 20 46 23; 4 10 6');
    const padding = app.window.get('#lab-outputPadding');
    await padding.setValue('5');
    await padding.trigger('change');
    expect(app.window.get('.lab [role="alert"]').text()).toContain('outputPadding');
  });

  it('says what is lost on the way back, and when the overlap is uneven', async () => {
    await openLab();
    await topic('inverse').trigger('click');
    expect(app.text('[data-testid="lab-facts"]')).toContain('keeps 9 independent numbers of 25');
    // Values of the input by hand: what comes back follows, and is no longer what it was.
    const before = app.window.get('.stage svg').html();
    await app.window.get('input[aria-label="x[0,0]"]').setValue('90');
    await app.window.get('input[aria-label="x[0,0]"]').trigger('change');
    expect(app.window.get('.stage svg').html()).not.toBe(before);
    // A patch of a picture takes the input's place, in the size it was cut.
    useLab().useInversePatch(createTensor([1, 12, 12], new Float32Array(144).fill(0.25)));
    await settle();
    expect(app.text('[data-testid="lab-facts"]')).toContain('12×12 becomes 6×6');
    expect(app.text('[data-testid="lab-facts"]')).toContain('of 144');
    await topic('overlap').trigger('click');
    expect(app.text('[data-testid="lab-verdict"]')).toContain('Kernel 3 is not a multiple of stride 2');
    await app.window.get('#lab-k').setValue('4');
    expect(app.text('[data-testid="lab-verdict"]')).toContain('Kernel 4 is a multiple of stride 2');
  });

  it('says in sight what cannot be opened when it is dropped here', async () => {
    await openLab();
    // The root of the window takes what is dropped.
    await app.window
      .get('.lab')
      .trigger('drop', { dataTransfer: { items: [], files: [new File(['x'], 'letter.rtf')], types: ['Files'] } });
    await until(() => expect(notice.value?.text).toBe('letter.rtf is not a picture.'));
    expect(notice.value?.isError).toBe(true);
    notice.value = null;
  });
});
