import { computed, type ComputedRef } from 'vue';
import type { ImageResult } from '@core/experiment/schema';
import { useCurrent } from '../stores/current';

interface MeasuredDocument {
  /** Of the picture. */
  readonly id: string;
  readonly document: ImageResult;
}

/**
 * Open pictures with every result, as the documents that summaries are made of. A mean over others would compare
 * different pictures.
 */
export function useMeasuredDocuments(): ComputedRef<MeasuredDocument[]> {
  const current = useCurrent();
  return computed(() =>
    current.measured
      .filter(({ results, image }) => image !== null && results.length === current.keys.length)
      .map(({ id, name, image, results }) => ({
        id,
        document: {
          file: name,
          sha256: '',
          width: image!.width,
          height: image!.height,
          channels: image!.channels,
          bitDepth: 8,
          crop: image!.crop,
          notes: [],
          methods: [...results],
          failed: [],
        } satisfies ImageResult,
      })),
  );
}
