import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { sentenceOf } from '@core/tensor/errors';
import type { BenchmarkRequest, BenchmarkRow } from '@core/engine/contract/contract';
import { useHost } from '../host';
import { OPERATORS } from './benchmark';

/** A decoder's layer as networks have them: 64 channels of 128 x 128 in, 32 of 256 x 256 out where the layer mixes channels. */
export const NETWORK_LAYER = { channels: 64, outChannels: 32, size: 256 } as const;

const REQUEST: BenchmarkRequest = {
  operators: OPERATORS.map(({ id }) => id).filter((id) => id !== 'conv-transpose-depthwise'),
  sizes: [NETWORK_LAYER.size],
  channels: [NETWORK_LAYER.channels],
  outChannels: NETWORK_LAYER.outChannels,
  implementations: ['exact'],
  samples: 9,
  budgetMs: 400,
};

/** Times of the five families inside a network, measured when they are first asked for. */
export const useNetworkTimes = defineStore('networkTimes', () => {
  const host = useHost();
  const rows = shallowRef<readonly BenchmarkRow[]>([]);
  const message = ref('');
  const abort = shallowRef<AbortController | null>(null);
  const running = computed(() => abort.value !== null);

  async function measure(): Promise<void> {
    abort.value?.abort();
    const own = new AbortController();
    abort.value = own;
    rows.value = [];
    message.value = '';
    try {
      for await (const event of await host.engine.studies.benchmark(REQUEST, { signal: own.signal })) {
        if (own.signal.aborted) return;
        if (event.type === 'row') rows.value = [...rows.value, event.row];
      }
    } catch (error) {
      if (!own.signal.aborted) message.value = sentenceOf(error);
    } finally {
      if (abort.value === own) abort.value = null;
    }
  }
  /** What is not whole is measured again the next time. */
  function cancel(): void {
    if (!abort.value) return;
    abort.value.abort();
    abort.value = null;
    rows.value = [];
  }
  return { rows, message, running, total: REQUEST.operators.length, measure, cancel };
});
