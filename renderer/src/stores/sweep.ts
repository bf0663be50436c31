import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { sentenceOf } from '@core/tensor/errors';
import type { SweepPointDocument } from '@core/engine/contract/contract';
import { useHost } from '../host';
import { useExperiment } from './experiment';
import { usePictures } from './pictures';

/** What a larger kernel buys, computed when asked for; the rows of the last time stay until the next. */
export const useSweep = defineStore('sweep', () => {
  const host = useHost();
  const experiment = useExperiment();
  const pictures = usePictures();
  const running = ref(false);
  const largest = ref(7);
  /** Measured on all open pictures, or on the training set. */
  const onPictures = ref(true);
  const progress = shallowRef({ done: 0, total: 0, label: '' });
  const rows = shallowRef<readonly SweepPointDocument[]>([]);
  /** What the rows were made with. */
  const made = shallowRef<{ scale: number; pictures: number; training: boolean } | null>(null);
  const message = ref('');
  let abort: AbortController | null = null;

  async function start(): Promise<void> {
    if (running.value) return;
    const own = new AbortController();
    abort = own;
    const { scale, degradation } = experiment.setup;
    const training = !onPictures.value || pictures.list.length === 0;
    const pictureIds = training ? null : pictures.list.map(({ id }) => id);
    running.value = true;
    message.value = '';
    progress.value = { done: 0, total: 0, label: '' };
    try {
      const request = { scale, degradation, largest: largest.value, pictureIds };
      for await (const event of await host.engine.studies.sweep(request, { signal: own.signal })) {
        if (own.signal.aborted) return;
        if (event.type === 'progress') progress.value = event;
        else {
          rows.value = event.rows;
          made.value = { scale, training, pictures: Math.max(0, ...event.rows.map((row) => row.pictures)) };
          if (event.type === 'done') message.value = event.failed.map((failure) => failure.message).join(' ');
        }
      }
    } catch (error) {
      if (!own.signal.aborted) message.value = sentenceOf(error);
    } finally {
      if (abort === own) running.value = false;
    }
  }
  function cancel(): void {
    abort?.abort();
    abort = null;
    running.value = false;
  }
  return { running, largest, onPictures, progress, rows, made, message, start, cancel };
});
