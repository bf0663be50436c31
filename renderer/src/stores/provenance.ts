import { fittedFor } from '@core/experiment/degradations';
import { isCandidate } from '@core/experiment/keys';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { useHost } from '../host';
import { createAnswers } from './answers';
import { useCurrent } from './current';
import { useExperiment } from './experiment';
import { usePictures } from './pictures';
import { useRun } from './run';
import type { PixelPosition } from '../viewer/paneModel';

/** What the chosen pixel is made of, for every method; asked only while it is shown. */
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

  const questions = computed(() => {
    const { image } = run;
    const at = pixel.value;
    if (!isWanted.value || !at || !image?.input) return new Map<string, never>();
    const { input, reference } = image;
    const { scale, mode, degradation, seed, methods } = experiment.setup;
    // The pixels of masks are classes, not sums of products.
    if (mode !== 'reference' && mode !== 'enlarge') return new Map<string, never>();
    const sha256 = pictures.selected?.sha256;
    const own = Math.min(channel.value, image.channels - 1);
    return new Map(
      current.methods.flatMap(({ key: name, output, result }) => {
        const spec = methods.find((method) => method.key === name);
        const [, , height = 0, width = 0] = result?.outputShape ?? [];
        // A finished output is no sum of anything that is known here.
        if (!spec || isCandidate(spec) || !output || at.x >= width || at.y >= height) return [];
        const { id, parameters } = spec;
        const request = {
          input: input.id,
          output: output.id,
          reference: reference?.id ?? null,
          scale,
          mode,
          degradation: fittedFor(degradation),
          seed,
          method: { id, key: name, parameters },
          channel: own,
          x: at.x,
          y: at.y,
          ...(sha256 === undefined ? {} : { sha256 }),
        };
        return [[name, { text: JSON.stringify(request), request }] as const];
      }),
    );
  });

  const byKey = createAnswers(
    () => questions.value,
    (request, signal) => host.engine.numbers.provenance(request, { signal }),
    0,
    () => key.value,
  );
  return { pixel, channel, key, isWanted, questions, byKey };
});
