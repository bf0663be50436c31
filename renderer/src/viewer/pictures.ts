import { computed, shallowReactive, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { Said } from '@core/messages';
import type { Size } from './math/geometry';
import type { PicturePool, PoolPicture } from './picturePool';
import type { PaneModel } from './paneModel';

export type Pictures = ReturnType<typeof createPictures>;

/** Which picture each pane shows: its newest that is decoded, so that a new result replaces the old one without a gap. */
export function createPictures(panes: ShallowRef<readonly PaneModel[]>, pool: PicturePool) {
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
    [panes, () => [...pool.pictures.values()]],
    () => {
      const keys = new Set(panes.value.map(({ key }) => key));
      for (const key of [...shown.keys()]) if (!keys.has(key)) shown.delete(key);
      for (const { key, url } of panes.value) {
        const picture = url === null ? undefined : pool.pictures.get(url);
        if (url === null) shown.delete(key);
        else if (picture && picture.status !== 'loading') shown.set(key, url);
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
    pictureOf(key: string): PoolPicture | null {
      const url = shown.get(key);
      const picture = url === undefined ? undefined : pool.pictures.get(url);
      return picture?.status === 'ready' ? picture : null;
    },
    /** Why the picture of a pane cannot be shown; empty when it can. */
    failureOf(pane: PaneModel): Said {
      const picture = pane.url === null ? undefined : pool.pictures.get(pane.url);
      return picture?.status === 'failed' ? picture.message : '';
    },
    isLoading(pane: PaneModel): boolean {
      return pane.url !== null && !shown.has(pane.key);
    },
  };
}
