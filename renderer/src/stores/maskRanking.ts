import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ImageResult, Results } from '@core/experiment/schema';
import type { Said } from '@core/messages';
import { saidOf } from '@core/tensor/errors';
import { useHost } from '../host';
import { useMasks } from './masks';
import { usePictures } from './pictures';

/** All open pairs as one: a run over every pair with the experiment of the pair on screen. */
export const useMaskRanking = defineStore('maskRanking', () => {
  const host = useHost();
  const masks = useMasks();
  const pictures = usePictures();

  const pairs = computed(() => pictures.list.filter(({ pair }) => pair !== undefined));
  const results = shallowRef<Results | null>(null);
  const failure = shallowRef<Said>('');
  const running = ref(false);
  const fraction = ref(0);
  /** The experiment and pairs that the results are of. */
  const of = ref('');
  let abort: AbortController | null = null;

  const wanted = computed(() => JSON.stringify([masks.document, pairs.value.map(({ id }) => id)]));
  const isCurrent = computed(() => results.value !== null && of.value === wanted.value);
  const images = computed<readonly ImageResult[]>(() => results.value?.images ?? []);

  async function start(): Promise<void> {
    const experiment = masks.document;
    if (experiment === null) return;
    abort?.abort();
    abort = new AbortController();
    const { signal } = abort;
    failure.value = '';
    [running.value, fraction.value, of.value, results.value] = [true, 0, wanted.value, null];
    try {
      const pictureIds = pairs.value.map(({ id }) => id);
      const using = masks.runId === null ? [] : [masks.runId];
      const events = await host.engine.runs.start({ experiment, pictureIds, using }, { signal });
      for await (const event of events) {
        if (event.type === 'progress')
          fraction.value = (event.image + (event.done + event.fraction) / event.total) / pictureIds.length;
        else if (event.type === 'done') results.value = event.results;
      }
    } catch (error) {
      if (!signal.aborted) failure.value = saidOf(error);
    } finally {
      if (abort.signal === signal) running.value = false;
    }
  }
  const cancel = (): void => abort?.abort();

  return { pairs, results, images, failure, running, fraction, isCurrent, start, cancel };
});
