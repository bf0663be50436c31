import { fittedFor } from '@core/experiment/schema';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { sentenceOf } from '@core/tensor/errors';
import type { ProvenanceDetail } from '@core/engine/contract/contract';
import { useHost } from '../host';
import { useCurrent } from './current';
import { useExperiment } from './experiment';
import { usePictures } from './pictures';
import { useRun } from './run';
import type { PixelPosition } from '../viewer/paneModel';

interface Answer {
  /** What was asked; an answer to another question is not shown. */
  readonly question: string;
  readonly detail: ProvenanceDetail | null;
  readonly message: string;
}

/** What the pixel in question is made of, for every method; asked only while somebody looks. */
export const useProvenance = defineStore('provenance', () => {
  const host = useHost();
  const run = useRun();
  const current = useCurrent();
  const experiment = useExperiment();
  const pictures = usePictures();
  /** The output pixel; null while none is in question. */
  const pixel = shallowRef<PixelPosition | null>(null);
  const channel = ref(0);
  /** The method whose products are listed: it is asked first. */
  const key = ref('');
  const isWanted = ref(false);
  const answers = shallowRef<ReadonlyMap<string, Answer>>(new Map());
  let abort: AbortController | null = null;

  const questions = computed(() => {
    const { image } = run;
    const at = pixel.value;
    if (!isWanted.value || !at || !image?.input) return new Map<string, never>();
    const { input, reference } = image;
    const { scale, mode, degradation, seed, methods } = experiment.setup;
    // Masks are decisions, not sums.
    if (mode !== 'reference' && mode !== 'enlarge') return new Map<string, never>();
    const sha256 = pictures.selected?.sha256;
    const own = Math.min(channel.value, image.channels - 1);
    return new Map(
      current.methods.flatMap(({ key: name, output, result }) => {
        const spec = methods.find((method) => method.key === name);
        const [, , height = 0, width = 0] = result?.outputShape ?? [];
        if (!spec || !output || at.x >= width || at.y >= height) return [];
        const { id, parameters } = spec;
        const request = {
          ...{
            input: input.id,
            output: output.id,
            reference: reference?.id ?? null,
            scale,
            mode,
            degradation: fittedFor(degradation),
            seed,
          },
          ...{ method: { id, key: name, parameters }, channel: own, x: at.x, y: at.y },
          ...(sha256 === undefined ? {} : { sha256 }),
        };
        return [[name, { text: JSON.stringify(request), request }] as const];
      }),
    );
  });

  async function ask(): Promise<void> {
    abort?.abort();
    const own = (abort = new AbortController());
    const order = [...questions.value].sort(([a], [b]) => Number(b === key.value) - Number(a === key.value));
    for (const [name, { text, request }] of order) {
      if (answers.value.get(name)?.question === text) continue;
      let answer: Answer;
      try {
        const detail = await host.engine.numbers.provenance(request, { signal: own.signal });
        answer = { question: text, detail, message: '' };
      } catch (error) {
        answer = { question: text, detail: null, message: sentenceOf(error) };
      }
      if (own.signal.aborted) return;
      answers.value = new Map(answers.value).set(name, answer);
    }
  }
  watch(questions, () => void ask());

  /** Undefined while it is not known. */
  function byKey(name: string): Answer | undefined {
    const answer = answers.value.get(name);
    return answer && answer.question === questions.value.get(name)?.text ? answer : undefined;
  }
  return { pixel, channel, key, isWanted, questions, byKey };
});
