import { computed, shallowReactive, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { Said } from '@core/messages';
import type { Size } from './math/geometry';
import type { ImagePool, PoolImage } from './imagePool';
import type { PaneModel } from './paneModel';

export type Pictures = ReturnType<typeof createPictures>;

/** Which picture each pane shows: its newest that is decoded, so that a new result replaces the old one without a gap. */
export function createPictures(panes: ShallowRef<readonly PaneModel[]>, pool: ImagePool) {
  /** Pane key -> address of the picture that is on screen. */
  const shown = shallowReactive(new Map<string, string>());

  /** The size all views speak of: the reference's, else that of the first output. */
  const grid: ComputedRef<Size> = computed(() => {
    const known = panes.value.filter(({ width, height }) => width > 0 && height > 0);
    const leading =
      known.find(({ role }) => role === 'reference') ?? known.find(({ role }) => role === 'method') ?? known[0];
    return leading ? { width: leading.width, height: leading.height } : { width: 0, height: 0 };
  });

  watch(
    [panes, () => [...pool.images.values()]],
    () => {
      const keys = new Set(panes.value.map(({ key }) => key));
      for (const key of [...shown.keys()]) if (!keys.has(key)) shown.delete(key);
      for (const { key, url } of panes.value) {
        const image = url === null ? undefined : pool.images.get(url);
        if (url === null) shown.delete(key);
        else if (image && image.status !== 'loading') shown.set(key, url);
      }
      const named = panes.value.flatMap(({ url }) => (url === null ? [] : [url]));
      const peaks = new Map(
        panes.value.flatMap(({ url, peak }) => (url === null || peak === undefined ? [] : [[url, peak]])),
      );
      pool.keep([...new Set([...named, ...shown.values()])], peaks);
    },
    { immediate: true, flush: 'sync' },
  );

  return {
    grid,
    /** The decoded picture of a pane; null while there is none. */
    imageOf(key: string): PoolImage | null {
      const url = shown.get(key);
      const image = url === undefined ? undefined : pool.images.get(url);
      return image?.status === 'ready' ? image : null;
    },
    /** Why the picture of a pane cannot be shown; empty when it can. */
    failureOf(pane: PaneModel): Said {
      const image = pane.url === null ? undefined : pool.images.get(pane.url);
      return image?.status === 'failed' ? image.message : '';
    },
    isLoading(pane: PaneModel): boolean {
      return pane.url !== null && !shown.has(pane.key);
    },
  };
}
