import type { Said } from '@core/messages';
import { isCandidate } from '@core/experiment/keys';
import { fittedFor } from '@core/experiment/degradations';
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { saidOf } from '@core/tensor/errors';
import type { Inspection } from '@core/engine/contract/contract';
import { useHost } from '../host';
import { useExperiment } from './experiment';
import { usePictures } from './pictures';

interface Answer {
  /** What was asked; an answer to an older question is not shown as if it were true now. */
  readonly question: string;
  readonly inspection: Inspection | null;
  readonly message: Said;
}

/** The engine's answer for every method's form before anything runs: shape, fit, forecast. */
export const useInspections = defineStore('inspections', () => {
  const host = useHost();
  const experiment = useExperiment();
  const pictures = usePictures();
  const answers = shallowRef<ReadonlyMap<string, Answer>>(new Map());

  /** Key -> [question, request]; only methods whose question changed are asked again. */
  const questions = computed(() => {
    const { scale, mode, methods, degradation, seed } = experiment.setup;
    const open = pictures.selected;
    const picture = open && { width: open.width, height: open.height, channels: open.channels, sha256: open.sha256 };
    return new Map(
      methods
        .filter((method) => !isCandidate(method))
        .map(({ id, key, parameters }) => {
          const request = {
            method: { id, key, parameters },
            scale,
            mode,
            degradation: fittedFor(degradation),
            seed,
            picture,
          };
          return [key, { text: JSON.stringify(request), request }] as const;
        }),
    );
  });

  watch(
    questions,
    (now) => {
      for (const [key, { text, request }] of now) {
        if (answers.value.get(key)?.question === text) continue;
        const settle = (inspection: Inspection | null, message: Said = ''): void => {
          if (questions.value.get(key)?.text !== text) return;
          answers.value = new Map(answers.value).set(key, { question: text, inspection, message });
        };
        host.engine.inspect(request).then(settle, (error: unknown) => settle(null, saidOf(error)));
      }
    },
    { immediate: true },
  );

  /** The latest answer for a method, kept while a newer question is on its way so that nothing jumps. */
  const byKey = (key: string): Answer | undefined => answers.value.get(key);
  /** What is asked of the engine for a method, for other questions about the same. */
  const requestOf = (key: string) => questions.value.get(key)?.request;
  return { answers, byKey, requestOf };
});
