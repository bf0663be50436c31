import { mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { defineComponent } from 'vue';
import { afterEach, expect, it, vi } from 'vitest';
import { useMaskPanes } from '@renderer/composables/maskPanes';
import { HOST } from '@renderer/host';
import { createMessages } from '@renderer/i18n';
import { usePictures } from '@renderer/stores/pictures';
import { createFakeHost } from '../../helpers/fakeHost';
import { logitsPair } from '../../helpers/logitsPair';

afterEach(() => void vi.useRealTimers());

it('panes of a pair that cannot be drawn say why, and are drawn as soon as that is over', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const host = createFakeHost();
  host.fake.viewFails = 'The engine is busy.';
  let panes: ReturnType<typeof useMaskPanes> | undefined;
  const Asking = defineComponent({
    setup() {
      panes = useMaskPanes();
      return () => null;
    },
  });
  const app = mount(Asking, {
    global: { plugins: [createPinia(), createMessages('en')], provide: { [HOST as symbol]: host } },
  });
  const pictures = usePictures();
  await pictures.openSample('siemens-star');
  pictures.add([{ ...pictures.list[0]!, id: 'pair', pair: logitsPair }]);
  pictures.select('pair');
  // The panes that need no run.
  const said = () =>
    panes!.value
      .filter(({ role }) => role !== 'method')
      .map(({ key, url, state, message }) => ({ key, url, state, message }));

  await vi.advanceTimersByTimeAsync(1000);
  // Once or twice is a matter of moments.
  expect(said()).toMatchObject([
    { url: null, state: 'done' },
    { url: null, state: 'done' },
  ]);
  await vi.advanceTimersByTimeAsync(60_000);
  const failed = { url: null, state: 'failed', message: 'The engine is busy.' };
  expect(said()).toEqual([
    { key: 'reference', ...failed },
    { key: 'input', ...failed },
  ]);
  host.fake.viewFails = '';
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said()).toMatchObject([
    { url: expect.any(String), state: 'done' },
    { url: expect.any(String), state: 'done' },
  ]);
  app.unmount();
});
