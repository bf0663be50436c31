import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { PicturePool, PoolPicture } from './picturePool';
import type { Rect, Size } from './math/geometry';
import { cellSide, mostDifferent, spreadOfCells } from './math/places';
import { fitView, type View } from './math/view';
import type { PaneModel } from './paneModel';
import type { Selection } from './selection';
import type { ViewerTransient } from './viewerState';

/** So many places are offered. */
const PLACES = 5;
/** How large pixels are at such a place, in CSS pixels; smaller where a pane would show too little. */
const SCALES = [3, 2];
/** Fewer pixels than this in a pane show no place, only colours. */
const LEAST_SEEN = 40;

export type Places = ReturnType<typeof createPlaces>;

/** The places where the methods differ most, found once all of them are there; a new picture opens at the first. */
export function createPlaces(given: {
  readonly transient: ViewerTransient;
  readonly panes: ShallowRef<readonly PaneModel[]>;
  readonly selection: Selection;
  readonly grid: ComputedRef<Size>;
  readonly ratio: () => number;
  readonly pictureOf: (key: string) => PoolPicture | null;
  readonly pool: PicturePool;
  readonly setView: (view: View) => void;
}) {
  const { transient, panes, selection, grid, ratio, pictureOf, pool, setView } = given;
  const places = shallowRef<readonly Rect[]>([]);
  const at = shallowRef<number | null>(null);
  let openedFor = '';

  /** Everything that is compared, once nothing is missing; null before. */
  const complete = computed(() => {
    const methods = panes.value.filter(({ role }) => role === 'method');
    if (methods.length < 2 || methods.some(({ state }) => state !== 'done' && state !== 'failed')) return null;
    const shown = methods.filter(({ state }) => state === 'done');
    const pictures = shown.flatMap((pane) => {
      const picture = pictureOf(pane.key);
      const fits = picture?.facts?.width === grid.value.width && picture.facts.height === grid.value.height;
      return picture?.url === pane.url && fits ? [picture] : [];
    });
    const base = pictures[0];
    if (!base || pictures.length < shown.length || shown.length < 2) return null;
    return { pictures, base, subject: panes.value[0]?.subject ?? '', key: pictures.map(({ id }) => id).join() };
  });

  /** The scale that shows a place, and how much of the picture a pane then holds. */
  function sight(): { readonly scale: number; readonly window: Size } {
    const { width, height } = selection.viewport.value;
    const scales = SCALES.map((scale) => Math.max(1, Math.round(scale * ratio())));
    const scale = scales.find((one) => Math.min(width, height) / one >= LEAST_SEEN) ?? scales.at(-1)!;
    return { scale, window: { width: width / scale, height: height / scale } };
  }

  function show(index: number): void {
    const place = places.value[index];
    if (!place) return;
    at.value = index;
    setView({ scale: sight().scale, x: place.x + place.width / 2, y: place.y + place.height / 2 });
  }

  /** Whether the view is still where a place is shown. */
  const isSeen = ({ x, y, width, height }: Rect): boolean =>
    Math.hypot(transient.view.x - x - width / 2, transient.view.y - y - height / 2) <= width / 4;
  function seenPlace(): number | null {
    const index = places.value.findIndex(isSeen);
    return index < 0 ? null : index;
  }

  // The places of another picture say nothing of this one.
  watch(
    () => panes.value[0]?.subject,
    () => {
      places.value = [];
      at.value = null;
    },
  );
  watch(
    () => complete.value?.key,
    async () => {
      const now = complete.value;
      if (!now) return;
      const { pictures, base } = now;
      const side = cellSide(grid.value);
      const size = { ...grid.value };
      const cells = await Promise.all(
        pictures.map((picture) => pool.cells(picture, base, side).catch(() => new Float32Array(0))),
      );
      // The pictures changed while the places were computed.
      if (complete.value?.key !== now.key || cells.some(({ length }) => length === 0)) return;
      const count = Math.ceil(size.width / side) * Math.ceil(size.height / side);
      places.value = mostDifferent(spreadOfCells(cells, count), size, side, sight().window, PLACES);
      const isNew = openedFor !== now.subject;
      openedFor = now.subject;
      const fits = fitView(size, selection.viewport.value).scale >= sight().scale;
      if (isNew && transient.fitting && !fits) show(0);
      // Other results have other places; the one in sight stays in sight, whichever of them it is now.
      else if (at.value !== null) at.value = seenPlace();
    },
  );
  // Zooming or moving by hand leaves the place.
  watch(
    () => transient.view,
    () => {
      const place = at.value === null ? undefined : places.value[at.value];
      if (place && !isSeen(place)) at.value = null;
    },
  );

  return {
    places,
    /** The place in sight; null elsewhere. */
    at,
    /** The next or previous place, the first one from elsewhere. */
    step: (direction: 1 | -1): void => {
      const count = places.value.length;
      if (count > 0)
        show(at.value === null ? (direction === 1 ? 0 : count - 1) : (at.value + direction + count) % count);
    },
  };
}
