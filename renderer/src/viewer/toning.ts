import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { PicturePool, PoolPicture } from './picturePool';
import { peakOf } from './math/errors';
import type { Extent } from './math/samples';
import { automaticWindow, PLAIN_TONE, windowOf, type Tone } from './math/tone';
import type { PaneModel } from './paneModel';
import { STOPS, type ViewerTransient, type ViewerPreferences } from './viewerState';

export type Toning = ReturnType<typeof createToning>;

/** Window and exposure of all pictures: one for all, so that panes can be compared. */
export function createToning(given: {
  readonly preferences: ViewerPreferences;
  readonly transient: ViewerTransient;
  readonly panes: ShallowRef<readonly PaneModel[]>;
  readonly pool: PicturePool;
  readonly pictureOf: (key: string) => PoolPicture | null;
}) {
  const { preferences, transient, panes, pool, pictureOf } = given;

  /** The picture that the window is chosen by: the original, else the first that is there. */
  const leading: ComputedRef<PoolPicture | null> = computed(() => {
    const ordered = [...panes.value].sort((a, b) => Number(b.role === 'reference') - Number(a.role === 'reference'));
    return ordered.map(({ key }) => pictureOf(key)).find((picture) => picture !== null) ?? null;
  });
  const extent = shallowRef<{ readonly id: string; readonly extent: Extent } | null>(null);

  async function find(picture: PoolPicture): Promise<Extent | null> {
    if (extent.value?.id === picture.id) return extent.value.extent;
    const found = await pool.ask(picture.worker, { ask: 'extent', id: picture.id }).catch(() => null);
    if (found && leading.value?.id === picture.id) extent.value = { id: picture.id, extent: found };
    return found;
  }
  // 8 bits are made for screens; only deeper pictures may be black on one.
  watch(
    [leading, () => preferences.tone],
    ([picture]) => {
      if (picture?.facts && picture.facts.bitDepth !== 8 && preferences.tone === 'automatic') void find(picture);
    },
    { immediate: true },
  );

  const window = computed((): Pick<Tone, 'low' | 'high'> => {
    if (preferences.tone === 'own') return { low: preferences.toneLow, high: preferences.toneHigh };
    const { low, high } = PLAIN_TONE;
    if (preferences.tone === 'file' || leading.value?.facts?.bitDepth === 8) return { low, high };
    return (
      (extent.value?.id === leading.value?.id && extent.value && automaticWindow(extent.value.extent)) || { low, high }
    );
  });
  const tone = computed((): Tone => ({ ...window.value, gain: 2 ** transient.stops }));

  return {
    tone,
    /** The value of white, in which people give the ends of the window. */
    white: computed(() => (leading.value?.facts ? peakOf(leading.value.facts) : 255)),
    stepExposure: (direction: 1 | -1): void => {
      const next = transient.stops + direction * STOPS.step;
      transient.stops = Math.max(STOPS.least, Math.min(STOPS.most, next));
    },
    /** A window chosen by the user; invalid values are ignored. */
    setWindow: (low: number, high: number): void => {
      if (!(high > low)) return;
      Object.assign(preferences, { tone: 'own', toneLow: low, toneHigh: high });
    },
    /** Nearly all values of the picture, from black to white. */
    fitWindow: async (): Promise<void> => {
      const found = leading.value && (await find(leading.value));
      if (!found) return;
      const { low, high } = windowOf(found);
      Object.assign(preferences, { tone: 'own', toneLow: low, toneHigh: high });
    },
    asFile: (): void => {
      preferences.tone = 'file';
      transient.stops = 0;
    },
  };
}
