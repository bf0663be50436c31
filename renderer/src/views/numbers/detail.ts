import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import { useSentences } from '../../composables/sentences';
import type { Said } from '@core/messages';
import { saidOf } from '@core/tensor/errors';
import type { MethodRun } from '../../stores/runState';
import { useAgainst } from '../../stores/against';
import { useCurrent } from '../../stores/current';
import { useExperiment } from '../../stores/experiment';
import { useRun } from '../../stores/run';

/** What the engine is asked about: a finished output and what it is compared with. */
export interface Pair {
  readonly reference: string | null;
  readonly output: string;
  readonly scale: number;
  readonly range: number | undefined;
}

interface FinishedMethod {
  readonly method: MethodRun & { readonly result: NonNullable<MethodRun['result']> };
  readonly pair: Pair;
}

/** The methods of the picture on screen that have an output, in the order of the run. */
export function useFinished(): ComputedRef<FinishedMethod[]> {
  const run = useRun();
  const against = useAgainst();
  const current = useCurrent();
  const experiment = useExperiment();
  return computed(() => {
    const { image } = run;
    const { scale, range } = experiment.setup;
    if (!image) return [];
    return current.methods.flatMap((method) => {
      const { result, output } = method;
      // The reference itself cannot be measured against anything.
      if (!result || !output || method.key === against.key) return [];
      const pair = { reference: against.blob?.id ?? null, output: output.id, scale, range };
      return [{ method: { ...method, result }, pair }];
    });
  });
}

interface Detail<Answer> {
  readonly answer: Readonly<ShallowRef<Answer | null>>;
  readonly failure: ComputedRef<string>;
  /** Whether an answer is on its way. */
  readonly isAsking: Readonly<ShallowRef<boolean>>;
  /** Ends the question that is on its way; it stays unanswered until it is asked again. */
  cancel(): void;
  askAgain(): void;
}

/** Asks again whenever the question changes; an answer to an older one is dropped, and its work cancelled. */
export function useDetail<Question, Answer>(
  question: () => Question | null,
  ask: (question: Question, signal: AbortSignal) => Promise<Answer>,
): Detail<Answer> {
  const sentences = useSentences();
  const answer = shallowRef<Answer | null>(null);
  const failure = shallowRef<Said>('');
  const isAsking = shallowRef(false);
  let abort = new AbortController();
  function askAgain(): void {
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    answer.value = null;
    failure.value = '';
    const now = question();
    isAsking.value = now !== null;
    if (now === null) return;
    ask(now, signal).then(
      (value) => {
        if (signal.aborted) return;
        answer.value = value;
        isAsking.value = false;
      },
      (error: unknown) => {
        if (signal.aborted) return;
        failure.value = saidOf(error);
        isAsking.value = false;
      },
    );
  }
  function cancel(): void {
    abort.abort();
    isAsking.value = false;
  }
  watch(() => JSON.stringify(question()), askAgain, { immediate: true });
  onScopeDispose(() => abort.abort());
  return { answer, failure: computed(() => sentences.any(failure.value)), isAsking, cancel, askAgain };
}
