import { createPinia, setActivePinia } from 'pinia';
import { expect, it, vi } from 'vitest';
import { createApp } from 'vue';
import { HOST } from '@renderer/host';
import { useNetworkCosts } from '@renderer/stores/networkCosts';
import { createFakeHost, type FakeHost } from '../../helpers/fakeHost';

const QUESTION = { file: 'model.onnx', scale: 2, width: 640, height: 360 };
const COST = { parameters: 10, macs: 20, macsAtOutputSize: 80, output: [360, 640], source: 'counted' };

it('what an engine that died could not say is asked of the next one, and nothing else', async () => {
  const cost = vi.fn(() => Promise.resolve<unknown>(COST));
  cost.mockRejectedValueOnce(new Error('The engine is gone.'));
  const host = { ...createFakeHost(), engine: { networks: { cost } } } as unknown as FakeHost;
  const pinia = createPinia();
  createApp({}).provide(HOST, host).use(pinia);
  setActivePinia(pinia);
  const costs = useNetworkCosts();
  await costs.ask(QUESTION);
  await costs.ask({ ...QUESTION, scale: 4 });
  expect(costs.costOf(QUESTION)).toMatchObject({ refusal: 'The engine is gone.' });
  host.connection('restarted');
  await vi.waitFor(() => expect(costs.costOf(QUESTION)).toEqual(COST));
  host.connection('connected');
  expect(cost.mock.calls).toHaveLength(3);
});
