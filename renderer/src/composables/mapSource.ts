import { computed, onScopeDispose, watch } from 'vue';
import { lookOf } from '@core/experiment/shown';
import { message } from '@core/messages';
import { ofLuma } from '@core/metrics/registry';
import { UpbenchError } from '@core/tensor/errors';
import { usePanePictures } from './panePictures';
import { useSentences } from './sentences';
import { useHost } from '../host';
import { useExperiment } from '../stores/experiment';
import type { MapSource } from '../viewer/comparison';
import type { Viewer } from '../viewer/viewer';

/** Lets the viewer ask the engine for maps of SSIM and FLIP, by the protocol on screen. */
export function provideMaps(viewer: Viewer): void {
  const host = useHost();
  const experiment = useExperiment();
  const files = usePanePictures();
  const sentences = useSentences();

  const source = computed((): MapSource => {
    const { protocol, scale, range } = experiment.setup;
    return {
      tag: `${protocol}-${scale}-${range ?? ''}`,
      async find(pane, against, kind, channel, signal) {
        const [output, reference] = [files.blobOf(pane.key), files.blobOf(against.key)];
        if (!output || !reference)
          throw new UpbenchError('unavailable', message('picture-not-there', { title: pane.title }));
        const metric = (channel === 'y' && ofLuma(kind)?.id) || kind;
        const request = { reference: reference.id, output: output.id, scale, range, protocol, metric } as const;
        const { map, low, high, metric: mean } = await host.engine.numbers.map(request, { signal });
        return {
          place: { url: host.blobUrl(map), low, high },
          say: () => `${lookOf(mean.id).title}: ${sentences.receipt(mean)}`,
        };
      },
    };
  });
  watch(source, (now) => (viewer.comparison.mapSource.value = now), { immediate: true });
  onScopeDispose(() => (viewer.comparison.mapSource.value = null));
}
