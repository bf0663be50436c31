import { shallowRef, watch } from 'vue';
import type { Said } from '@core/messages';
import { saidOf } from '@core/tensor/errors';

/** What the engine is asked about one method. */
interface Question<Request> {
  /** Equal texts are the same question. */
  readonly text: string;
  readonly request: Request;
}
interface Answer<Detail> {
  /** What was asked; an answer to another question is not shown. */
  readonly question: string;
  readonly detail: Detail | null;
  readonly message: Said;
}

/**
 * Answers about every method, one after another; a change cancels the question in progress, and a valid answer
 * is not asked again.
 * @param questions by the methods' keys
 * @param restMs waits for this long after the last change, for example while a control is dragged
 * @param first key of the method that is asked about before all others
 */
export function createAnswers<Request, Detail>(
  questions: () => ReadonlyMap<string, Question<Request>>,
  ask: (request: Request, signal: AbortSignal) => Promise<Detail>,
  restMs: number,
  first: () => string = () => '',
) {
  const answers = shallowRef<ReadonlyMap<string, Answer<Detail>>>(new Map());
  let abort: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function askAll(): Promise<void> {
    abort?.abort();
    const own = new AbortController();
    abort = own;
    const leader = first();
    const order = [...questions()].sort(([a], [b]) => Number(b === leader) - Number(a === leader));
    for (const [key, { text, request }] of order) {
      if (answers.value.get(key)?.question === text) continue;
      let answer: Answer<Detail>;
      try {
        answer = { question: text, detail: await ask(request, own.signal), message: '' };
      } catch (error) {
        answer = { question: text, detail: null, message: saidOf(error) };
      }
      if (own.signal.aborted) return;
      answers.value = new Map(answers.value).set(key, answer);
    }
  }
  watch(questions, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void askAll(), restMs);
  });

  /** Undefined while it is not known. */
  return function byKey(key: string): Answer<Detail> | undefined {
    const answer = answers.value.get(key);
    return answer && answer.question === questions().get(key)?.text ? answer : undefined;
  };
}
