import { computed, effectScope, shallowReactive, shallowRef, watch } from 'vue';
import { createActions } from './actions';
import { arrange, panesShown, type Cell } from './arrangement';
import { createCommands } from './commands';
import { createComparison } from './comparison';
import { buildFrame, type Drawable } from './frameBuilder';
import { createImagePool, type PoolImage } from './imagePool';
import { colourTable } from './math/colourMaps';
import { unitScale } from './math/errors';
import type { Point, Rect, Size } from './math/geometry';
import { clampView, fitView, type View } from './math/view';
import type { PaneModel } from './paneModel';
import { createPictures } from './pictures';
import { createReadout, pixelError, type ReadoutTarget } from './readout';
import { createSurface, surfaceSupported, type Surface } from './surface';
import { createMoment, createPreferences, type ViewerPreferences } from './viewerState';
import { differenceSource, imageSource } from './worker/protocol';

/** Size of the picture area as its element measures it. */
export interface Area extends Size {
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** Exact size in device pixels. */
  readonly device: Size;
}

/** A view into a pane on top of it: minimap or loupe. */
export interface Inset {
  readonly cell: Cell;
  readonly rect: Rect;
  readonly view: View;
}

export type Viewer = ReturnType<typeof createViewer>;

const NO_OFFSET: Point = { x: 0, y: 0 };
const OLD_OPACITY = 0.6;

/**
 * The comparison viewer without its elements: state, pictures, what is drawn. `ViewerArea` shows it; the dock's and
 * inspector's parts read from it; its commands go to the window's registry. Call `dispose` when it is done with.
 */
export function createViewer(saved: Partial<ViewerPreferences> = {}) {
  const scope = effectScope(true);
  const viewer = scope.run(() => build(saved));
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

function build(saved: Partial<ViewerPreferences>) {
  const preferences = createPreferences(saved);
  const moment = createMoment();
  const panes = shallowRef<readonly PaneModel[]>([]);
  const area = shallowRef<Area>({ width: 0, height: 0, ratio: 1, device: { width: 0, height: 0 } });
  const theme = shallowReactive({ dark: false, background: 222 });
  const insets = shallowRef<readonly Inset[]>([]);
  const surface = shallowRef<Surface | null>(null);
  const pool = createImagePool(workerCount());
  const pictures = createPictures(panes, pool);
  const { grid } = pictures;

  const paneOf = (key: string): PaneModel | null => panes.value.find((pane) => pane.key === key) ?? null;
  const selected = computed(() => paneOf(moment.selectedKey) ?? panes.value.find(({ role }) => role === 'method') ?? panes.value[0] ?? null);
  /** What others are compared with: the chosen pane, the original, or without one the picked pane. */
  const reference = computed(
    () => paneOf(moment.chosenReference) ?? panes.value.find(({ role }) => role === 'reference') ?? selected.value,
  );
  /** The other picture of One and Wipe. */
  const other = computed(() => {
    const chosen = paneOf(moment.chosenOther);
    if (chosen && chosen.key !== selected.value?.key) return chosen;
    if (reference.value && reference.value.key !== selected.value?.key) return reference.value;
    return panes.value.find(({ role, key }) => role !== 'input' && key !== selected.value?.key) ?? null;
  });
  const input = computed(() => panes.value.find(({ role }) => role === 'input') ?? null);

  const cells = computed(() => {
    const shown = panesShown(panes.value, preferences.layout, selected.value?.key ?? '', other.value, preferences.showInput && input.value !== null);
    const aspect = grid.value.width > 0 ? grid.value.width / grid.value.height : 1.5;
    return arrange(shown, area.value, area.value.ratio, aspect, preferences.columns);
  });
  const cellOf = (key: string): Cell | null => cells.value.find(({ pane }) => pane.key === key) ?? null;
  /** The viewport Fit and clamping speak of: that of the picked pane's cell. */
  const viewport = computed<Size>(() => (cellOf(selected.value?.key ?? '') ?? cells.value[0])?.viewport ?? { width: 1, height: 1 });

  const comparison = createComparison({ preferences, moment, panes, reference, pool, imageOf: pictures.imageOf });

  const offsetOf = (key: string): Point => moment.offsets.get(key) ?? NO_OFFSET;

  function setView(view: View, fitting = false): void {
    moment.view = clampView(view, grid.value, viewport.value);
    moment.fitting = fitting;
  }

  // Fit follows the panes; otherwise only the bounds are kept. A picture of another size starts over.
  watch([viewport, grid], ([nextViewport, nextGrid], [, lastGrid]) => {
    if (nextGrid.width < 1) return;
    const changed = nextGrid.width !== lastGrid?.width || nextGrid.height !== lastGrid.height;
    if (changed) moment.offsets = new Map();
    if (changed) moment.region = null;
    if (moment.fitting || changed) setView(fitView(nextGrid, nextViewport), true);
    else setView(moment.view);
  }, { immediate: true });

  /** What a pane's place shows just now, with peeking taken into account. */
  function paneIn(cell: Cell, second: boolean): PaneModel {
    const pane = second && cell.other ? cell.other : cell.pane;
    if (moment.peek === 'input' && input.value) return input.value;
    if (moment.peek !== 'other' || preferences.layout === 'difference') return pane;
    const peeked = preferences.layout === 'grid' ? reference.value : preferences.layout === 'wipe' ? other.value : pane.role === 'input' ? pane : other.value;
    return peeked ?? pane;
  }

  function drawableOf(cell: Cell, second: boolean): Drawable | null {
    const pane = paneIn(cell, second);
    const image = pictures.imageOf(pane.key);
    if (!image?.facts) return null;
    const opacity = pane.state === 'running' || pane.state === 'pending' ? OLD_OPACITY : 1;
    const error = preferences.layout === 'difference' && moment.peek === 'none' ? comparison.differenceOf(pane) : null;
    if (error) return error.status === 'ready' ? { source: differenceSource(error.spec.key), size: image.facts, opacity } : null;
    return { source: imageSource(image.id), size: image.facts, opacity };
  }

  const frame = computed(() =>
    buildFrame({
      canvas: area.value.device,
      ratio: area.value.ratio,
      background: theme.background,
      cells: cells.value,
      view: moment.view,
      grid: grid.value,
      offsetOf,
      drawableOf,
      wipe: { at: moment.wipe, axis: preferences.wipeAxis },
      channel: preferences.channel,
      smooth: preferences.smooth,
      range: comparison.range.value,
      cursor: moment.cursor,
      region: moment.region,
      insets: insets.value,
    }),
  );
  watch([frame, surface], () => surface.value?.show(frame.value), { immediate: true });
  watch(
    [surface, () => preferences.colourMaps[preferences.errorKind], () => theme.dark],
    () => surface.value?.setColours(colourTable(preferences.colourMaps[preferences.errorKind], theme.dark)),
    { immediate: true },
  );

  /** The shared cursor's pixel in one pane's own picture. */
  function pixelIn(image: PoolImage): { x: number; y: number } | null {
    const { cursor } = moment;
    if (!cursor || !image.facts || grid.value.width < 1) return null;
    return {
      x: Math.floor(((cursor.x + 0.5) * image.facts.width) / grid.value.width),
      y: Math.floor(((cursor.y + 0.5) * image.facts.height) / grid.value.height),
    };
  }
  const values = createReadout(pool, () =>
    panes.value.flatMap(({ key }): ReadoutTarget[] => {
      const image = pictures.imageOf(key);
      const position = image && pixelIn(image);
      return image && position ? [{ key, image, position }] : [];
    }),
  );
  function errorAtCursor(key: string): number | null {
    const against = reference.value;
    if (!against || against.key === key) return null;
    const scale = (of: string): number => unitScale(pictures.imageOf(of)?.facts?.bitDepth ?? 8);
    return pixelError(values.get(key), values.get(against.key), scale(key), scale(against.key), preferences.errorKind, preferences.channel);
  }

  // Blinking by itself is motion: where less of it is wanted, every tap turns the picture over by hand.
  watch(() => moment.blinking, (blinking, _, onCleanup) => {
    if (!blinking || prefersReducedMotion()) return;
    const timer = setInterval(() => (moment.peek = moment.peek === 'other' ? 'none' : 'other'), preferences.blinkMs);
    onCleanup(() => clearInterval(timer));
  });

  const actions = createActions({ preferences, moment, panes, cells, viewport, grid, selected, reference, other, setView, comparison });
  const supported = typeof window !== 'undefined' && surfaceSupported();

  return {
    preferences, moment, panes, area, theme, insets, surface, supported, pool, pictures, grid, selected, reference, other, input, cells, cellOf,
    viewport, comparison, offsetOf, setView, paneIn, pixelIn, values, errorAtCursor, actions,
    commands: createCommands({ preferences, moment, actions, comparison, input }),
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
