import { afterEach, expect, it } from 'vitest';
import { showView } from '@renderer/views/navigation';
import { mountWindow, until, type TestWindow } from '../mountWindow';

let app: TestWindow;
afterEach(() => {
  app.window.unmount();
  showView('compare');
});

it('arrays that are dropped are explained by the rules that make them', async () => {
  app = await mountWindow();
  showView('numbers');
  await until(() => expect(app.window.find('#numbers-tab-arrays').exists()).toBe(true));
  await app.window.get('#numbers-tab-arrays').trigger('click');
  await until(() => expect(app.window.find('[data-slot="x"]').exists()).toBe(true));
  const file = (name: string) => new File([new Uint8Array([1, 2, 3])], name);
  const drop = (slot: string, files: File[]) =>
    app.window.get(`[data-slot="${slot}"]`).trigger('drop', { dataTransfer: { files } });
  await drop('x', [file('x.npy')]);
  expect(app.window.find('[data-side]').exists()).toBe(false);
  // Two at once: the second goes to the next place.
  await drop('a', [file('torch.npy'), file('phone.npy')]);
  await until(() => expect(app.window.findAll('[data-side]')).toHaveLength(2));
  expect(app.text('[data-side="a"]')).toContain('torch.npy is made by');
  expect(app.text('[data-side="b"] tbody tr')).toContain('torch:');
  expect(app.window.get('img.row').attributes('src')).toMatch(/^data:image\/svg/);
});

it('layers that are the same function, and layers that contain one another', async () => {
  app = await mountWindow();
  showView('numbers');
  await until(() => expect(app.window.find('#numbers-tab-equivalence').exists()).toBe(true));
  await app.window.get('#numbers-tab-equivalence').trigger('click');
  await until(() => expect(app.window.findAll('[data-equivalence] tbody tr')).toHaveLength(1));
  expect(app.text('[data-equivalence] tbody')).toContain('conv 3×3 + pixel shuffle = transposed convolution k6 s2 p2');
  expect(app.text('[data-equivalence] tbody')).toContain('2.2e−16');
  await app.window.get('[data-nested-start]').trigger('click');
  await until(() => expect(app.window.findAll('[data-nested] tbody tr')).toHaveLength(3));
  expect(app.text('.nested')).toContain('every layer is at least as good as the one below it');
});
