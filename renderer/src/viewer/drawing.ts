import { computed, type ComputedRef, type ShallowRef } from 'vue';
import type { Cell } from './arrangement';
import type { Comparison } from './comparison';
import { buildFrame, type Drawable } from './frameBuilder';
import type { PicturePool } from './picturePool';
import { planLoupe, planMinimap } from './insets';
import type { Point } from './math/geometry';
import type { Tone } from './math/tone';
import type { PaneModel, PixelPosition } from './paneModel';
import type { Pictures } from './pictures';
import { NUMBERS_PIXEL } from './math/numbersPixel';
import { createPixelNumbers, visiblePixels, type NumbersWanted } from './pixelNumbers';
import type { Area, Selection } from './selection';
import type { ViewerTransient, ViewerPreferences } from './viewerState';
import { differenceSource, pictureSource } from './worker/protocol';

/** Opacity of a picture that is no longer true, or being made anew. */
const OLD_OPACITY = 0.6;

/** From the state of the viewer to the frame that the render worker draws. */
export function createDrawing(given: {
  readonly preferences: ViewerPreferences;
  readonly transient: ViewerTransient;
  readonly area: ShallowRef<Area>;
  readonly theme: { readonly background: number };
  readonly selection: Selection;
  readonly pictures: Pictures;
  readonly comparison: Comparison;
  readonly tone: ComputedRef<Tone>;
  readonly pool: PicturePool;
  readonly offsetOf: (key: string) => Point;
  readonly focus: ComputedRef<PixelPosition | null>;
}) {
  const { preferences, transient, area, theme, selection, pictures, comparison, tone, pool, offsetOf, focus } = given;
  const { grid } = pictures;

  /** What a place shows just now, with peeking taken into account. */
  function paneIn(cell: Cell, second: boolean): PaneModel {
    const pane = second && cell.other ? cell.other : cell.pane;
    if (transient.peek === 'input') return selection.input.value ?? pane;
    if (transient.peek === 'none' || preferences.layout === 'difference' || pane.role === 'input') return pane;
    return (preferences.layout === 'grid' ? selection.reference.value : selection.other.value) ?? pane;
  }

  /** The error map that a pane shows in Difference; null when it shows its picture. */
  function errorIn(pane: PaneModel): ReturnType<Comparison['differenceOf']> {
    return preferences.layout === 'difference' && transient.peek === 'none' ? comparison.differenceOf(pane) : null;
  }

  function drawableOf(cell: Cell, second: boolean): Drawable | null {
    const pane = paneIn(cell, second);
    const picture = pictures.pictureOf(pane.key);
    if (!picture?.facts) return null;
    const opacity = pane.state === 'running' || pane.state === 'pending' || pane.state === 'stale' ? OLD_OPACITY : 1;
    const error = errorIn(pane);
    if (!error) return { source: pictureSource(picture.id), size: picture.facts, opacity };
    const drawn = { source: pictureSource(picture.id), size: picture.facts, opacity };
    if (!error.isSeen || error.status === 'failed') return null;
    const map = { source: differenceSource(error.spec.key), size: picture.facts, opacity };
    const { mapOpacity: cover } = preferences;
    return cover < 1 ? { ...map, cover, under: drawn } : map;
  }

  const minimap = computed(() => {
    // In the reference, where it is in sight: the methods' pictures stay free.
    const cell = selection.cellOf(selection.reference.value?.key ?? '') ?? selection.mainCell.value;
    if (!preferences.minimap || !cell || grid.value.width < 1) return null;
    return planMinimap(cell, transient.view, grid.value, offsetOf(cell.pane.key), area.value.ratio);
  });
  const loupe = computed(() => {
    const cell = selection.cellOf(transient.cursorPane);
    if (!preferences.loupe || !cell || !transient.cursor) return null;
    return planLoupe(cell, transient.view, transient.cursor, offsetOf(cell.pane.key), area.value.ratio);
  });

  let frames = 0;
  /** The frame without what arrives later (numbers), so that asking for it does not depend on its answer. */
  const plain = computed(() =>
    buildFrame({
      number: 0,
      canvas: area.value.device,
      ratio: area.value.ratio,
      background: theme.background,
      cells: selection.cells.value,
      view: transient.view,
      grid: grid.value,
      offsetOf,
      drawableOf,
      wipe: { at: transient.wipe, axis: preferences.wipeAxis },
      channel: preferences.channel,
      smooth: preferences.smooth,
      range: comparison.range.value,
      tone: tone.value,
      // A pixel that is taken apart has its frame; the cross is the pointer's.
      cursor: transient.isTakenApart ? transient.cursor : focus.value,
      framed: transient.isTakenApart ? transient.pinned : null,
      region: transient.region,
      insets: [minimap.value, loupe.value].filter((plan) => plan !== null),
    }),
  );
  const numbers = createPixelNumbers(pool, () => {
    const list: NumbersWanted[] = [];
    // Returns early: nothing below is needed until pixels are large.
    const scale = transient.view.scale;
    const large = scale * 4 >= NUMBERS_PIXEL * area.value.ratio ? selection.cells.value : [];
    for (const cell of large) {
      // Both sides of a divider have their own.
      for (const second of cell.other ? [false, true] : [false]) {
        const pane = paneIn(cell, second);
        // Weights and values of the pixels in question stand there already.
        if (pane.role === 'input' && transient.marks.length > 0) continue;
        const picture = pictures.pictureOf(pane.key);
        const item = plain.value.items.find(({ source }) => source === drawableOf(cell, second)?.source);
        if (!picture?.facts || !item || item.scale < NUMBERS_PIXEL * area.value.ratio) continue;
        const visible = visiblePixels(item, picture.facts);
        const difference = errorIn(pane)?.spec ?? null;
        if (visible.width > 0 && visible.height > 0) list.push({ source: item.source, picture, difference, visible });
      }
    }
    return { list, style: { channel: preferences.channel, unit: preferences.unitValues } };
  });

  const frame = computed(() => {
    const items =
      numbers.size === 0
        ? plain.value.items
        : plain.value.items.map((item) => ({ ...item, numbers: numbers.get(item.source) ?? null }));
    frames += 1;
    return { ...plain.value, number: frames, items };
  });

  return { frame, minimap, paneIn };
}
