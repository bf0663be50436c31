import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { sentenceOf } from '@core/tensor/errors';
import type { FitRequest, FittedLayer } from '@core/engine/contract/contract';
import { useHost } from '../host';

type Phase = 'idle' | 'running' | 'done' | 'failed';

/** Fits asked for in this window: the one going on, and what was found so far. */
export const useFits = defineStore('fits', () => {
  const host = useHost();
  const phase = ref<Phase>('idle');
  const progress = shallowRef({ done: 0, total: 0, label: '' });
  const message = ref('');
  /** The latest first. */
  const found = shallowRef<readonly FittedLayer[]>([]);
  const latest = computed(() => (phase.value === 'done' ? (found.value[0] ?? null) : null));
  let abort: AbortController | null = null;

  async function start(request: FitRequest): Promise<void> {
    abort?.abort();
    const own = new AbortController();
    abort = own;
    phase.value = 'running';
    message.value = '';
    progress.value = { done: 0, total: 0, label: '' };
    try {
      const events = await host.engine.studies.fit(request, { signal: own.signal });
      for await (const event of events) {
        if (own.signal.aborted) return;
        if (event.type === 'progress') progress.value = event;
        else {
          found.value = [event.fit, ...found.value];
          phase.value = 'done';
        }
      }
    } catch (error) {
      if (own.signal.aborted) return;
      message.value = sentenceOf(error);
      phase.value = 'failed';
    }
  }

  function cancel(): void {
    abort?.abort();
    abort = null;
    if (phase.value === 'running') phase.value = 'idle';
  }

  /** Makes room for another fit; what was found stays. */
  function clear(): void {
    cancel();
    phase.value = 'idle';
    message.value = '';
  }

  /** Values of `weights` that a method may take besides its own choices. */
  const choicesFor = (methodId: string): string[] =>
    found.value.filter(({ method }) => method === methodId).map(({ name }) => `file:${name}`);

  return { phase, progress, message, found, latest, start, cancel, clear, choicesFor };
});
