import { computed, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { ImagePool, PoolDifference, PoolImage } from './imagePool';
import type { Channel, ErrorKind, ErrorStatistics } from './math/errors';
import { errorPercentile, errorRange, gainedRange, niceErrorEnd, shareAbove } from './math/range';
import type { PaneModel } from './paneModel';
import type { ViewerMoment, ViewerPreferences } from './viewerState';

export type Comparison = ReturnType<typeof createComparison>;

/** Error size the colours end at until the first map was measured. */
const FIRST_SIZE = 64;

/** The error maps of all panes against the reference, and the one range of values they all are shown with. */
export function createComparison(given: {
  readonly preferences: ViewerPreferences;
  readonly moment: ViewerMoment;
  readonly panes: ShallowRef<readonly PaneModel[]>;
  readonly reference: ComputedRef<PaneModel | null>;
  readonly pool: ImagePool;
  readonly imageOf: (key: string) => PoolImage | null;
}) {
  const { preferences, moment, panes, reference, pool, imageOf } = given;

  /** Panes that can be compared: another picture of the reference's size. */
  const compared = computed(() =>
    panes.value.flatMap((pane) => {
      const against = reference.value && imageOf(reference.value.key);
      const image = imageOf(pane.key);
      const same =
        image?.facts &&
        against?.facts &&
        image.facts.width === against.facts.width &&
        image.facts.height === against.facts.height;
      return pane.role !== 'input' && pane.key !== reference.value?.key && image && against && same
        ? [{ pane, image, against }]
        : [];
    }),
  );

  const keyFor = (image: PoolImage, against: PoolImage, kind: ErrorKind, channel: Channel): string =>
    `${image.id}-${against.id}-${kind}-${channel}`;

  /** Has all maps of a kind built; without that only what was wanted before is known. */
  function want(kind: ErrorKind, channel: Channel): void {
    for (const { image, against } of compared.value) pool.wantDifference(image, against, kind, channel);
  }

  function find(key: string, kind: ErrorKind, channel: Channel): PoolDifference | null {
    const entry = compared.value.find(({ pane }) => pane.key === key);
    return entry ? (pool.differences.get(keyFor(entry.image, entry.against, kind, channel)) ?? null) : null;
  }

  watch(
    [() => preferences.layout === 'difference', compared, () => preferences.errorKind, () => preferences.channel],
    ([wanted]) => {
      if (wanted) want(preferences.errorKind, preferences.channel);
    },
    { immediate: true },
  );

  const statistics = computed<readonly ErrorStatistics[]>(() =>
    compared.value.flatMap(({ pane }) => find(pane.key, preferences.errorKind, preferences.channel)?.statistics ?? []),
  );
  const complete = computed(() => statistics.value.length > 0 && statistics.value.length === compared.value.length);

  function normalise(): void {
    if (statistics.value.length > 0)
      moment.rangeSize = niceErrorEnd(errorPercentile(statistics.value, preferences.percentile));
  }
  watch([statistics, complete, () => preferences.percentile], () => {
    if (complete.value && (!moment.rangeLocked || moment.rangeSize === null)) normalise();
  });

  const size = computed(() => moment.rangeSize ?? FIRST_SIZE);
  /** Values the colours stand for, gain included; the same in every pane. */
  const range = computed(() => {
    const whole = errorRange(size.value, preferences.errorKind);
    return gainedRange(whole, preferences.gain);
  });
  /** Share of pixels whose error is beyond the colours. */
  const beyond = computed(() => {
    const end = preferences.errorKind === 'squared' ? Math.sqrt(range.value.high) : range.value.high;
    return statistics.value.length > 0 ? shareAbove(statistics.value, end) : null;
  });

  return {
    compared,
    range,
    beyond,
    want,
    find,
    normalise,
    /** The error map of a pane; null for panes that are not compared. */
    differenceOf: (pane: PaneModel): PoolDifference | null =>
      find(pane.key, preferences.errorKind, preferences.channel),
    isCompared: (key: string): boolean => compared.value.some(({ pane }) => pane.key === key),
  };
}
