import type { Said } from '@core/messages';
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { saidOf } from '../composables/saidOf';
import type { RegionDetail } from '@core/engine/contract/contract';
import { useHost } from '../host';
import { useCurrent } from './current';
import { useExperiment } from './experiment';
import { useRun } from './run';
import type { Region } from '../viewer/paneModel';

/** Dragging changes the region with every move; asked when it rests. */
const REST_MS = 150;

interface Answer {
  /** What was asked; an answer to another question is not shown. */
  readonly question: string;
  readonly detail: RegionDetail | null;
  readonly message: Said;
}

/** Metrics of the region that the user drew, for every method of the picture on screen. */
export const useRegionMetrics = defineStore('regionMetrics', () => {
  const host = useHost();
  const run = useRun();
  const current = useCurrent();
  const experiment = useExperiment();
  const region = shallowRef<Region | null>(null);
  const answers = shallowRef<ReadonlyMap<string, Answer>>(new Map());
  let abort: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const questions = computed(() => {
    const { image } = run;
    const own = region.value;
    if (!own || !image?.reference) return new Map<string, never>();
    const { scale, protocol } = experiment.setup;
    const { id: reference } = image.reference;
    return new Map(
      current.methods.flatMap(({ key, result, output }) => {
        if (!result || !output) return [];
        const metrics = [...new Set(result.metrics.map((metric) => metric.id))];
        const request = { reference, output: output.id, scale, protocol, metrics, roi: { ...own } };
        return [[key, { text: JSON.stringify(request), request }] as const];
      }),
    );
  });

  async function ask(): Promise<void> {
    abort?.abort();
    const own = new AbortController();
    abort = own;
    for (const [key, { text, request }] of questions.value) {
      if (answers.value.get(key)?.question === text) continue;
      let answer: Answer;
      try {
        const detail = await host.engine.numbers.region(request, { signal: own.signal });
        answer = { question: text, detail, message: '' };
      } catch (error) {
        answer = { question: text, detail: null, message: saidOf(error) };
      }
      if (own.signal.aborted) return;
      answers.value = new Map(answers.value).set(key, answer);
    }
  }
  watch(questions, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), REST_MS);
  });

  /** Undefined while it is not known. */
  function byKey(key: string): Answer | undefined {
    const answer = answers.value.get(key);
    return answer && answer.question === questions.value.get(key)?.text ? answer : undefined;
  }
  return { region, byKey };
});
