import { computed, effectScope, shallowReactive, shallowRef, watch } from 'vue';
import { createActions } from './actions';
import { createCommands } from './commands';
import { createComparison } from './comparison';
import { createDrawing } from './drawing';
import { createPicturePool, TILED_FROM } from './picturePool';
import { colourTable } from './math/colourMaps';
import type { Point, Size } from './math/geometry';
import { insidePicture } from './math/region';
import { clampView, fitView, followSize, isCut, type View } from './math/view';
import type { PaneModel } from './paneModel';
import { createPictures } from './pictures';
import { createPlaces } from './places';
import { createCursorValues } from './readout';
import { createSelection, type Area } from './selection';
import { createToning } from './toning';
import { createSurface, surfaceSupported, type Surface } from './surface';
import { createTransient, createPreferences, type ViewerPreferences } from './viewerState';

export type Viewer = ReturnType<typeof createViewer>;

/** As far as the widest usual kernel reaches. */
const INPUT_PIXELS_BEYOND = 4;
const NO_OFFSET: Point = { x: 0, y: 0 };

/**
 * The comparison viewer without its elements: state, pictures, what is drawn. `ViewerArea` shows it; the parts in dock
 * and inspector read from it; its `commands` go to the window's registry. Call `dispose` when it is done with.
 * @param saved preferences of an earlier start; watch `preferences` to keep them
 * @param tiledFrom pixels from which on a picture is not held whole, but read by tiles
 */
export function createViewer(saved: Partial<ViewerPreferences> = {}, tiledFrom = TILED_FROM) {
  const scope = effectScope(true);
  const viewer = scope.run(() => build(saved, tiledFrom));
  if (!viewer) throw new Error('The viewer was closed before it was built.');
  return {
    ...viewer,
    dispose(): void {
      viewer.detachCanvas();
      viewer.pool.dispose();
      scope.stop();
    },
  };
}

/** Decoding is worth more workers only while cores are left for the engine and the page. */
function workerCount(): number {
  const cores = typeof navigator === 'undefined' ? 2 : navigator.hardwareConcurrency || 2;
  return Math.max(1, Math.min(4, cores >> 1));
}

function prefersReducedMotion(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function build(saved: Partial<ViewerPreferences>, tiledFrom: number) {
  const preferences = createPreferences(saved);
  const transient = createTransient();
  const panes = shallowRef<readonly PaneModel[]>([]);
  const area = shallowRef<Area>({ width: 0, height: 0, ratio: 1, device: { width: 0, height: 0 } });
  const theme = shallowReactive({ dark: false, background: 222 });
  const surface = shallowRef<Surface | null>(null);
  const pool = createPicturePool(workerCount(), tiledFrom);
  const pictures = createPictures(panes, pool);
  const { grid } = pictures;
  const selection = createSelection({ preferences, transient, panes, area, grid });
  const { viewport, reference } = selection;
  const comparison = createComparison({
    preferences,
    transient,
    panes,
    reference,
    pool,
    pictureOf: pictures.pictureOf,
  });
  const toning = createToning({ preferences, transient, panes, pool, pictureOf: pictures.pictureOf });
  const offsetOf = (key: string): Point => transient.offsets.get(key) ?? NO_OFFSET;
  /** The pixel in question: under the cursor, else the one that was clicked. */
  const focus = computed(() => transient.cursor ?? transient.pinned);
  const cursorValues = createCursorValues({ pool, pictures, selection, comparison, panes, focus });
  const drawing = createDrawing({
    preferences,
    transient,
    area,
    theme,
    selection,
    pictures,
    comparison,
    tone: toning.tone,
    pool,
    offsetOf,
    focus,
  });

  /** Pixels beyond the border that a pixel is made of are shown, too. */
  function beyond(): number {
    const input = selection.input.value;
    return transient.isTakenApart && input ? (INPUT_PIXELS_BEYOND * grid.value.width) / Math.max(1, input.width) : 0;
  }

  function setView(view: View, fitting = false): void {
    transient.view = clampView(view, grid.value, viewport.value, beyond());
    transient.fitting = fitting;
  }

  // Fit follows the panes; otherwise only the bounds are kept. Another picture of another size starts over; the same
  // picture at another scale stays where it is looked at.
  let seen = { subject: '', size: { width: 0, height: 0 } };
  watch(
    [viewport, grid, () => panes.value[0]?.subject ?? '', () => transient.isTakenApart],
    ([nextViewport, nextGrid, subject]) => {
      if (nextGrid.width < 1) return;
      const last = seen;
      seen = { subject, size: nextGrid };
      const changed = nextGrid.width !== last.size.width || nextGrid.height !== last.size.height;
      const isSame = last.size.width > 0 && last.subject !== '' && last.subject === seen.subject;
      if (changed && !(isSame && isCut(last.size, nextGrid)))
        Object.assign(transient, { offsets: new Map(), region: null, pinned: null, cursor: null });
      else if (changed) keepInside(nextGrid);
      if (transient.fitting || (changed && !isSame)) setView(fitView(nextGrid, nextViewport), true);
      else setView(changed ? followSize(transient.view, last.size, nextGrid) : transient.view);
    },
    { immediate: true },
  );

  /** What was marked in a picture that lost some pixels at its border. */
  function keepInside(size: Size): void {
    const { region, pinned } = transient;
    const inside = region && insidePicture(region, size);
    const isInside = pinned !== null && pinned.x < size.width && pinned.y < size.height;
    Object.assign(transient, { region: inside, pinned: isInside ? pinned : null, cursor: null });
  }

  watch([drawing.frame, surface], () => surface.value?.show(drawing.frame.value), { immediate: true });
  const colourMap = computed(() => preferences.colourMaps[comparison.kind.value]);
  watch(
    [surface, colourMap, () => theme.dark],
    () => surface.value?.setColours(colourTable(colourMap.value, theme.dark)),
    { immediate: true },
  );

  // Blinking by itself is motion: where less of it is wanted, every tap turns the picture over by hand.
  watch(
    () => transient.blinking,
    (blinking, _, onCleanup) => {
      if (!blinking || prefersReducedMotion()) return;
      const timer = setInterval(
        () => (transient.peek = transient.peek === 'other' ? 'none' : 'other'),
        preferences.blinkMs,
      );
      onCleanup(() => clearInterval(timer));
    },
  );

  const places = createPlaces({
    transient,
    panes,
    selection,
    grid,
    pool,
    setView,
    pictureOf: pictures.pictureOf,
    ratio: () => area.value.ratio,
  });
  const setPanes = (next: readonly PaneModel[]): void => void (panes.value = next);
  const actions = createActions({ preferences, transient, panes, selection, grid, setView, comparison, toning });

  return {
    preferences,
    transient,
    panes,
    setPanes,
    area,
    theme,
    surface,
    pool,
    pictures,
    comparison,
    toning,
    tone: toning.tone,
    places,
    actions,
    focus,
    offsetOf,
    setView,
    ...selection,
    ...cursorValues,
    ...drawing,
    grid,
    /** Whether this environment can draw at all. */
    supported: typeof window !== 'undefined' && surfaceSupported(),
    commands: createCommands({ preferences, transient, actions, selection, grid, places }),
    attachCanvas(canvas: HTMLCanvasElement, prefer: 'webgl2' | 'canvas2d' = 'webgl2'): void {
      surface.value?.dispose();
      surface.value = createSurface(canvas, pool, prefer);
    },
    detachCanvas(): void {
      surface.value?.dispose();
      surface.value = null;
    },
  };
}
