import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { FoundMap, PicturePool, PoolDifference, PoolPicture } from './picturePool';
import {
  isMapKind,
  sizeOf,
  type Channel,
  type DifferenceKind,
  type ErrorKind,
  type ErrorStatistics,
  type MapKind,
} from './math/errors';
import { errorPercentile, errorRange, gainedRange, niceErrorEnd, shareAbove } from './math/range';
import type { PaneModel } from './paneModel';
import type { ViewerTransient, ViewerPreferences } from './viewerState';
import type { DifferenceSpec } from './worker/protocol';

export type Comparison = ReturnType<typeof createComparison>;

/** Error size the colours end at until the first map was measured. */
const FIRST_SIZE = 64;

/** Where maps of local metrics come from: the engine, by way of the window. */
export interface MapSource {
  /** What the maps depend on besides the two pictures: the protocol. */
  readonly tag: string;
  find(pane: PaneModel, against: PaneModel, kind: MapKind, channel: Channel, signal: AbortSignal): Promise<FoundMap>;
}

/** Of maps, luma is a metric of its own; the single colours are not. */
const channelOf = (kind: DifferenceKind, channel: Channel): Channel =>
  !isMapKind(kind) || (kind === 'ssim' && channel === 'y') ? channel : 'rgb';

/** The error maps of all panes against the reference, and the one range of values they all are shown with. */
export function createComparison(given: {
  readonly preferences: ViewerPreferences;
  readonly transient: ViewerTransient;
  readonly panes: ShallowRef<readonly PaneModel[]>;
  readonly reference: ComputedRef<PaneModel | null>;
  readonly pool: PicturePool;
  readonly pictureOf: (key: string) => PoolPicture | null;
}) {
  const { preferences, transient, panes, reference, pool, pictureOf } = given;
  const mapSource = shallowRef<MapSource | null>(null);

  /** Kind and channel as they can be shown here; without an engine for maps, errors. */
  const kind = computed(() =>
    isMapKind(preferences.errorKind) && mapSource.value === null ? 'absolute' : preferences.errorKind,
  );
  const channel = computed(() => channelOf(kind.value, preferences.channel));

  /** Panes that can be compared: another picture of the reference's size. */
  const compared = computed(() =>
    panes.value.flatMap((pane) => {
      const against = reference.value && pictureOf(reference.value.key);
      const picture = pictureOf(pane.key);
      const same =
        picture?.facts &&
        against?.facts &&
        picture.facts.width === against.facts.width &&
        picture.facts.height === against.facts.height;
      return pane.role !== 'input' && pane.key !== reference.value?.key && picture && against && same
        ? [{ pane, picture, against }]
        : [];
    }),
  );

  function specOf(picture: PoolPicture, against: PoolPicture, of: DifferenceKind, in_: Channel): DifferenceSpec {
    const tag = isMapKind(of) ? `-${mapSource.value?.tag ?? ''}` : '';
    const shown = channelOf(of, in_);
    const key = `${picture.id}-${against.id}-${of}-${shown}${tag}`;
    return { key, id: picture.id, referenceId: against.id, kind: of, channel: shown };
  }

  function find(key: string, of: DifferenceKind, in_: Channel): PoolDifference | null {
    const entry = compared.value.find(({ pane }) => pane.key === key);
    return entry ? (pool.differences.get(specOf(entry.picture, entry.against, of, in_).key) ?? null) : null;
  }

  /** Errors that a chart is drawn of, beside what the panes show. */
  const charted = shallowRef<{ readonly kind: ErrorKind; readonly channel: Channel } | null>(null);

  /** Has the maps built that somebody looks at. Of the others only what was built before is known. */
  function refresh(): void {
    const source = mapSource.value;
    const against = reference.value;
    const looks = [
      ...(preferences.layout === 'difference' ? [{ kind: kind.value, channel: channel.value }] : []),
      ...(charted.value ? [charted.value] : []),
    ];
    const wanted = looks.flatMap((look) =>
      compared.value.map((entry) => ({
        ...entry,
        spec: specOf(entry.picture, entry.against, look.kind, look.channel),
      })),
    );
    // Maps that are no longer looked at are not made any further, and make room.
    pool.giveUp(new Set(wanted.map(({ spec }) => spec.key)));
    for (const { pane, picture, against: other, spec } of wanted) {
      const of = spec.kind;
      if (!isMapKind(of)) pool.wantDifference(picture, other, spec);
      else if (source && against)
        pool.wantMap(picture, spec, (signal) => source.find(pane, against, of, spec.channel, signal));
    }
  }
  watch(
    [() => preferences.layout === 'difference', compared, kind, channel, () => mapSource.value?.tag, charted],
    refresh,
    { immediate: true },
  );

  const statistics = computed<readonly ErrorStatistics[]>(() =>
    compared.value.flatMap(({ pane }) => find(pane.key, kind.value, channel.value)?.statistics ?? []),
  );
  /** All maps are there, or will never be. */
  const complete = computed(
    () =>
      statistics.value.length > 0 &&
      compared.value.every(
        ({ pane }) => (find(pane.key, kind.value, channel.value)?.status ?? 'building') !== 'building',
      ),
  );

  /** Errors share one size of range, whatever their shape; each map has its own. */
  const family = computed(() => (isMapKind(kind.value) ? kind.value : 'error'));
  const sizeHere = computed(() => transient.rangeSizes[family.value] ?? null);
  function normalise(): void {
    if (statistics.value.length === 0) return;
    const size = niceErrorEnd(errorPercentile(statistics.value, preferences.percentile), kind.value);
    transient.rangeSizes = { ...transient.rangeSizes, [family.value]: size };
  }
  watch([statistics, complete, () => preferences.percentile], () => {
    if (complete.value && (!transient.rangeLocked || sizeHere.value === null)) normalise();
  });

  /** Values the colours stand for, gain included; the same in every pane. */
  const range = computed(() => {
    const whole = errorRange(sizeHere.value ?? FIRST_SIZE, kind.value);
    return gainedRange(whole, preferences.gain);
  });
  /** Share of pixels whose error is beyond the colours. */
  const beyond = computed(() =>
    statistics.value.length > 0 ? shareAbove(statistics.value, sizeOf(range.value.high, kind.value)) : null,
  );

  return {
    kind,
    channel,
    mapSource,
    compared,
    range,
    beyond,
    charted,
    find,
    normalise,
    /** The error map of a pane; null for panes that are not compared. */
    differenceOf: (pane: PaneModel): PoolDifference | null => find(pane.key, kind.value, channel.value),
    isCompared: (key: string): boolean => compared.value.some(({ pane }) => pane.key === key),
  };
}
