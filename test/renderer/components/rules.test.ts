import { afterEach, expect, it } from 'vitest';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';
import { explained } from '@renderer/composables/explain';
import { topicOf } from '@renderer/components/explain/topics';
import { useExperiment } from '@renderer/stores/experiment';

let app: TestWindow;
afterEach(() => {
  explained.value = null;
  app.window.unmount();
});

it('a rule of resizing is chosen by framework, and says what it was held against', async () => {
  app = await mountWindow();
  const experiment = useExperiment();
  experiment.addInstance('resize');
  await settle();
  if (!app.window.find('[data-framework]').exists())
    await app.window.get('button[aria-label="Parameters of Resize"]').trigger('click');
  await until(() => expect(app.window.find('[data-framework]').exists()).toBe(true));
  const rule = () => experiment.setup.methods.find(({ id }) => id === 'resize')!.parameters['rule'];
  await app.window.get('[data-framework]').setValue('onnx');
  expect(rule()).toBe('onnx:linear half_pixel');
  await app.window.get('#resize-rule').setValue('onnx:linear asymmetric');
  expect(rule()).toBe('onnx:linear asymmetric');
  await settle();
  expect(app.text('.grouped')).toContain('Held against');
});

it('explanations show the same in other frameworks', async () => {
  app = await mountWindow();
  explained.value = topicOf('method', 'bilinear')!;
  await until(() => expect(document.querySelector('[data-snippets]')?.textContent).toContain('cv2.resize'));
  expect(document.querySelector('[data-snippets]')!.textContent).toContain('coordinate_transformation_mode');
});
