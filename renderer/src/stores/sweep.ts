import type { Said } from '@core/messages';
import { fittedFor } from '@core/experiment/degradations';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { SweepEvent, SweepPointDocument } from '@core/engine/contract/contract';
import { useHost } from '../host';
import { useExperiment } from './experiment';
import { usePictures } from './pictures';
import { createStudy } from './study';

/** The quality gained by larger kernels, computed on demand; the last rows stay until new ones arrive. */
export const useSweep = defineStore('sweep', () => {
  const host = useHost();
  const experiment = useExperiment();
  const pictures = usePictures();
  const { phase, progress, message, run, cancel } = createStudy<SweepEvent>();
  const running = computed(() => phase.value === 'running');
  const largest = ref(7);
  /** Measured on all open pictures, or on the training set. */
  const onPictures = ref(true);
  /** Why pictures were left out. */
  const failures = shallowRef<readonly Said[]>([]);
  const rows = shallowRef<readonly SweepPointDocument[]>([]);
  /** What the rows were made with. */
  const made = shallowRef<{ scale: number; pictures: number; training: boolean } | null>(null);

  async function start(): Promise<void> {
    if (running.value) return;
    const { scale, degradation } = experiment.setup;
    const training = !onPictures.value || pictures.plain.length === 0;
    const pictureIds = training ? null : pictures.plain.map(({ id }) => id);
    const request = { scale, degradation: fittedFor(degradation), largest: largest.value, pictureIds };
    failures.value = [];
    await run(
      (options) => host.engine.studies.sweep(request, options),
      (event) => {
        rows.value = event.rows;
        made.value = { scale, training, pictures: Math.max(0, ...event.rows.map((row) => row.pictures)) };
        if (event.type === 'done') failures.value = event.failed.map(({ said, message: text }) => said ?? text);
      },
    );
  }
  return { running, largest, onPictures, progress, rows, made, message, failures, start, cancel };
});
