import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { FitEvent, FitRequest, FittedLayer } from '@core/engine/contract/contract';
import { useHost } from '../host';
import { createStudy } from './study';

/** Fits asked for in this window: the one going on, and what was found so far. */
export const useFits = defineStore('fits', () => {
  const host = useHost();
  const { phase, progress, message, run, cancel } = createStudy<FitEvent>();
  /** The latest first. */
  const found = shallowRef<readonly FittedLayer[]>([]);
  const latest = computed(() => (phase.value === 'done' ? (found.value[0] ?? null) : null));

  const start = (request: FitRequest): Promise<void> =>
    run(
      (options) => host.engine.studies.fit(request, options),
      ({ fit }) => (found.value = [fit, ...found.value]),
    );

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
