import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { BenchmarkEvent, BenchmarkRequest, BenchmarkRow } from '@core/engine/contract/contract';
import { timedOperators } from '@core/upsamplers';
import { useHost } from '../host';
import { createStudy } from './study';

/** A decoder's layer as networks have them: 64 channels of 128 x 128 in, 32 of 256 x 256 out where the layer mixes channels. */
export const NETWORK_LAYER = { channels: 64, outChannels: 32, size: 256 } as const;

const REQUEST: BenchmarkRequest = {
  operators: timedOperators.filter(({ depthwise = false }) => !depthwise).map(({ id }) => id),
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
  const study = createStudy<BenchmarkEvent>();
  const running = computed(() => study.phase.value === 'running');

  async function measure(): Promise<void> {
    rows.value = [];
    await study.run(
      (options) => host.engine.studies.benchmark(REQUEST, options),
      (event) => {
        if (event.type === 'row') rows.value = [...rows.value, event.row];
      },
    );
  }
  /** What is not whole is measured again the next time. */
  function cancel(): void {
    if (study.cancel()) rows.value = [];
  }
  return { rows, message: study.message, running, total: REQUEST.operators.length, measure, cancel };
});
