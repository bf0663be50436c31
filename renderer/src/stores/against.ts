import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { BlobRef } from '@core/engine/contract/contract';
import type { MethodResult } from '@core/experiment/schema';
import { DEFAULT_METRICS } from '@core/metrics/registry';
import { useHost } from '../host';
import { createAnswers } from './answers';
import { useCurrent } from './current';
import { useExperiment } from './experiment';
import { useRun } from './run';

/** A reference is chosen with one click, so only the changes of that click are waited for. */
const REST_MS = 20;

/**
 * What the numbers of the picture on screen are against: the original, or an output that the user made the reference.
 * Panes, table, charts and sentences about this picture take their numbers from here, so that they never speak of two
 * references.
 */
export const useAgainst = defineStore('against', () => {
  const host = useHost();
  const run = useRun();
  const current = useCurrent();
  const experiment = useExperiment();
  /** Key of the method whose output is the reference; empty: the original. */
  const key = ref('');

  /** The picture that everything is measured against; null where there is none. */
  const blob = computed((): BlobRef | null => {
    if (key.value === '') return run.image?.reference ?? null;
    return current.methods.find((method) => method.key === key.value)?.output ?? null;
  });
  /** What to measure an output by: what its run was measured by, or what the experiment names. */
  function metricsOf(result: MethodResult): string[] {
    const own = [...new Set(result.metrics.map(({ id }) => id))];
    if (own.length > 0) return own;
    const { metrics } = experiment.setup;
    return metrics.length > 0 ? [...metrics] : [...DEFAULT_METRICS];
  }

  const questions = computed(() => {
    const reference = blob.value?.id;
    if (key.value === '' || reference === undefined) return new Map<string, never>();
    const { scale, range, protocol } = experiment.setup;
    return new Map(
      current.methods.flatMap((method) => {
        const { result, output } = method;
        if (!result || !output || method.key === key.value) return [];
        const request = { reference, output: output.id, scale, range, protocol, metrics: metricsOf(result) };
        return [[method.key, { text: JSON.stringify(request), request }] as const];
      }),
    );
  });
  const byKey = createAnswers(
    () => questions.value,
    (request, signal) => host.engine.numbers.against(request, { signal }),
    REST_MS,
  );

  /** With the metrics against the chosen reference; the reference itself, and what is not measured yet, has none. */
  function measured(result: MethodResult): MethodResult {
    if (key.value === '') return result;
    const { unavailable: _old, ...rest } = result;
    const detail = byKey(result.key)?.detail;
    if (!detail) return { ...rest, metrics: [] };
    return {
      ...rest,
      metrics: detail.metrics,
      ...(detail.unavailable.length > 0 && { unavailable: detail.unavailable }),
    };
  }
  /** The results of the picture on screen, measured against its reference. */
  const results = computed(() => current.results.map(measured));
  /** Outputs that are being measured against another reference. */
  const waiting = computed(() => [...questions.value.keys()].filter((method) => byKey(method) === undefined).length);

  return { key, blob, results, waiting, measured, metricsOf };
});
