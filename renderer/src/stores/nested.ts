import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { NestedChain, NestedEvent } from '@core/engine/contract/contract';
import { useHost } from '../host';
import { useExperiment } from './experiment';
import { createStudy } from './study';

/** Layers that contain one another, fitted on the built-in set: found once for a scale, kept while the window lives. */
export const useNested = defineStore('nested', () => {
  const host = useHost();
  const experiment = useExperiment();
  const { phase, progress, message, run, cancel } = createStudy<NestedEvent>();
  const found = shallowRef<{ readonly scale: number; readonly chains: readonly NestedChain[] } | null>(null);

  function start(): Promise<void> {
    const { scale } = experiment.setup;
    return run(
      (options) => host.engine.studies.nested({ scale }, options),
      ({ chains }) => (found.value = { scale, chains }),
    );
  }
  return { phase, progress, message, found, start, cancel };
});
