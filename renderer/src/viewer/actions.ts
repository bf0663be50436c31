import type { ComputedRef, ShallowRef } from 'vue';
import type { Comparison } from './comparison';
import type { Point, Size } from './math/geometry';
import { insidePicture } from './math/region';
import { fitView, nextScale, panBy, zoomAt, type View } from './math/view';
import type { PaneModel, Region } from './paneModel';
import type { Selection } from './selection';
import type { Toning } from './toning';
import {
  CHANNELS,
  DIFFERENCE_KINDS,
  GAINS,
  type Layout,
  type ViewerTransient,
  type ViewerPreferences,
} from './viewerState';

export type Actions = ReturnType<typeof createActions>;

interface Given {
  readonly preferences: ViewerPreferences;
  readonly transient: ViewerTransient;
  readonly panes: ShallowRef<readonly PaneModel[]>;
  readonly selection: Selection;
  readonly grid: ComputedRef<Size>;
  readonly setView: (view: View, fitting?: boolean) => void;
  readonly comparison: Comparison;
  readonly toning: Toning;
}

/** The next of a list after `current`, wrapping around. */
function cycle<T>(list: readonly T[], current: T, step: 1 | -1): T {
  const at = list.indexOf(current);
  return list[(at + step + list.length) % list.length]!;
}

/** Listeners for choices that matter outside the viewer. */
interface ActionListeners {
  select(key: string): void;
  reference(key: string): void;
  region(region: Region | null): void;
}

/** Everything the user can do; commands, buttons and pointers all end here. */
export function createActions(given: Given) {
  const { preferences, transient, panes, selection, grid, setView, comparison, toning } = given;
  const { viewport, selected, reference, other } = selection;
  let listeners: ActionListeners = { select: () => undefined, reference: () => undefined, region: () => undefined };

  const middle = (): Point => ({ x: viewport.value.width / 2, y: viewport.value.height / 2 });

  function select(key: string): void {
    if (selection.paneOf(key) === null) return;
    transient.selectedKey = key;
    listeners.select(key);
  }

  function setReference(key: string): void {
    if (!panes.value.some((pane) => pane.key === key && pane.role !== 'input')) return;
    transient.chosenReference = key;
    listeners.reference(key);
  }

  /** The picture that the picked one is held against; Wipe shows both. */
  function setOther(key: string): void {
    transient.chosenOther = key;
    if (transient.selectedKey === key) {
      const first = panes.value.find((pane) => pane.role === 'method' && pane.key !== key);
      if (first) select(first.key);
    }
    preferences.layout = 'wipe';
  }

  function setRegion(region: Region | null): void {
    transient.region = region && insidePicture(region, grid.value);
    listeners.region(transient.region);
  }

  /** Shifts one pane against the others by device pixels. */
  function shift(key: string, delta: Point): void {
    const offset = transient.offsets.get(key) ?? { x: 0, y: 0 };
    const { scale } = transient.view;
    transient.offsets = new Map(transient.offsets).set(key, {
      x: offset.x + delta.x / scale,
      y: offset.y + delta.y / scale,
    });
  }

  /** The part of the picture that is in sight as the region: a region without drawing. */
  function regionInSight(): void {
    const { x, y, scale } = transient.view;
    const [width, height] = [viewport.value.width / scale, viewport.value.height / scale];
    setRegion({ x: x - width / 2, y: y - height / 2, width, height });
  }

  /** Panes the number keys and arrows go through: as they lie in the grid. */
  const listed = (): readonly PaneModel[] =>
    panes.value.filter(({ role }) => role !== 'input' || preferences.showInput);

  function zoomTo(scale: number, anchor: Point = middle()): void {
    setView(zoomAt(transient.view, viewport.value, anchor, scale));
  }

  return {
    /** The listeners; set by the component that emits the events. */
    listen: (next: ActionListeners): void => void (listeners = next),
    select,
    setReference,
    setOther,
    setRegion,
    regionInSight,
    /** Moves the region by whole pixels, or makes it larger or smaller. */
    stepRegion: (by: Partial<Region>): void => {
      const { region } = transient;
      if (!region) return;
      const { x = 0, y = 0, width = 0, height = 0 } = by;
      setRegion({
        x: region.x + x,
        y: region.y + y,
        width: region.width + width,
        height: region.height + height,
      });
    },
    /** Shifts the picked pane against the others by one picture pixel. */
    shiftPicked: (x: number, y: number): void => {
      if (selected.value) shift(selected.value.key, { x: x * transient.view.scale, y: y * transient.view.scale });
    },
    listed,
    zoomTo,
    pick: (index: number): void => {
      const pane = listed()[index];
      if (pane) select(pane.key);
    },
    pickReference: (index: number): void => {
      const pane = listed()[index];
      if (pane) setReference(pane.key);
    },
    step: (direction: 1 | -1): void => {
      const keys = listed().map(({ key }) => key);
      if (keys.length > 0) select(cycle(keys, selected.value?.key ?? '', direction));
    },
    setLayout: (layout: Layout): void => {
      preferences.layout = layout;
    },
    stepChannel: (direction: 1 | -1): void => {
      preferences.channel = cycle(CHANNELS, preferences.channel, direction);
    },
    stepErrorKind: (direction: 1 | -1): void => {
      preferences.errorKind = cycle(DIFFERENCE_KINDS, preferences.errorKind, direction);
    },
    /** Brighter or darker: the gain of errors, the exposure of pictures. */
    stepBrightness: (direction: 1 | -1): void => {
      if (preferences.layout !== 'difference') return toning.stepExposure(direction);
      const next = GAINS.indexOf(preferences.gain) + direction;
      preferences.gain = GAINS[Math.max(0, Math.min(GAINS.length - 1, next))]!;
    },
    normalise: (): void => comparison.normalise(),
    fit: (): void => setView(fitView(grid.value, viewport.value), true),
    zoomStep: (direction: 1 | -1, anchor?: Point): void => {
      const scale = nextScale(transient.view.scale, direction);
      const { pinned, isTakenApart } = transient;
      // By key, a pixel that is taken apart is what is looked at.
      if (!anchor && isTakenApart && pinned) setView({ scale, x: pinned.x + 0.5, y: pinned.y + 0.5 });
      else zoomTo(scale, anchor);
    },
    pan: (delta: Point): void => setView(panBy(transient.view, delta)),
    shift,
    /** Back to the whole picture, no shifts, no region, gain 1, range found anew. */
    reset: (): void => {
      transient.offsets = new Map();
      transient.wipe = 0.5;
      transient.rangeLocked = false;
      transient.chosenReference = '';
      transient.chosenOther = '';
      transient.pinned = null;
      preferences.gain = 1;
      preferences.tone = 'automatic';
      transient.stops = 0;
      preferences.channel = 'rgb';
      if (transient.region) setRegion(null);
      comparison.normalise();
      setView(fitView(grid.value, viewport.value), true);
    },
    /** Exchanges the picked picture and the one it is held against. */
    swap: (): void => {
      const [a, b] = [selected.value, other.value];
      if (!a || !b) return;
      transient.chosenOther = a.key;
      select(b.key);
    },
    /** Moves the read-out pixel, from the middle of the sight when there is none yet; follows it with the view. */
    stepPixel: (dx: number, dy: number): void => {
      const from = transient.pinned ??
        transient.cursor ?? { x: Math.floor(transient.view.x), y: Math.floor(transient.view.y) };
      const next = {
        x: Math.max(0, Math.min(grid.value.width - 1, from.x + dx)),
        y: Math.max(0, Math.min(grid.value.height - 1, from.y + dy)),
      };
      transient.cursor = null;
      transient.pinned = next;
      const seen = { x: viewport.value.width / transient.view.scale, y: viewport.value.height / transient.view.scale };
      const outside =
        Math.abs(next.x - transient.view.x) > seen.x / 2 || Math.abs(next.y - transient.view.y) > seen.y / 2;
      if (outside) setView({ ...transient.view, x: next.x + 0.5, y: next.y + 0.5 });
    },
    isReference: (key: string): boolean => reference.value?.key === key,
  };
}
