import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { useHost } from '../host';
import { createAnswers } from './answers';
import { useAgainst } from './against';
import { useCurrent } from './current';
import { useExperiment } from './experiment';
import type { Region } from '../viewer/paneModel';

/** Dragging changes the region with every move; asked when it rests. */
const REST_MS = 150;

/** Metrics of the region that the user drew, for every method of the picture on screen. */
export const useRegionMetrics = defineStore('regionMetrics', () => {
  const host = useHost();
  const current = useCurrent();
  const against = useAgainst();
  const experiment = useExperiment();
  const region = shallowRef<Region | null>(null);

  const questions = computed(() => {
    const own = region.value;
    const reference = against.blob?.id;
    if (!own || reference === undefined) return new Map<string, never>();
    const { scale, range, protocol } = experiment.setup;
    return new Map(
      current.methods.flatMap(({ key, result, output }) => {
        if (!result || !output || key === against.key) return [];
        const metrics = against.metricsOf(result);
        if (metrics.length === 0) return [];
        const request = { reference, output: output.id, scale, range, protocol, metrics, roi: { ...own } };
        return [[key, { text: JSON.stringify(request), request }] as const];
      }),
    );
  });
  const byKey = createAnswers(
    () => questions.value,
    (request, signal) => host.engine.numbers.region(request, { signal }),
    REST_MS,
  );
  return { region, byKey };
});
