import { watch, type ShallowRef } from 'vue';
import type { Cell } from './arrangement';
import { minimapPoint } from './insets';
import { contains, type Point } from './math/geometry';
import { toPicture } from './math/view';
import { regionBetween } from './math/region';
import type { PixelPosition } from './paneModel';
import type { Viewer } from './viewer';

/** Wheel travel that makes one zoom step; a mouse notch is 100 or more, a trackpad sends many small ones. */
const WHEEL_STEP = 60;
/** A press that moved less than this (CSS pixels) is a click. */
const CLICK_SLACK = 4;

/** Mouse, pen and touch on the panes: pan, zoom, shared cursor, picking, region. */
export function usePointer(
  stage: Readonly<ShallowRef<HTMLElement | null>>,
  viewer: Viewer,
  pin: (key: string, position: PixelPosition) => void,
  menu: (key: string, at: Point) => void,
) {
  const { transient, actions, grid } = viewer;
  let drag: {
    cell: Cell;
    id: number;
    start: Point;
    last: Point;
    moved: boolean;
    from: Point | null;
    minimap: boolean;
  } | null = null;
  let wheel = 0;

  // Asking where the stage is makes the browser lay the page out: once for each time the pointer comes or presses.
  let box: DOMRect | undefined;
  const forgetPlace = (): void => (box = undefined);
  watch(viewer.area, forgetPlace);

  /** Device pixels of the canvas. */
  function toCanvas(event: MouseEvent): Point {
    box ??= stage.value?.getBoundingClientRect();
    const { ratio } = viewer.area.value;
    return { x: (event.clientX - (box?.left ?? 0)) * ratio, y: (event.clientY - (box?.top ?? 0)) * ratio };
  }

  function cellAt(point: Point): Cell | null {
    return viewer.cells.value.find(({ clip }) => contains(clip, point)) ?? null;
  }

  /** Point of the reference grid under a canvas point of this cell. */
  function pictureAt(cell: Cell, point: Point): Point {
    const inside = { x: point.x - cell.clip.x, y: point.y - cell.clip.y };
    return toPicture(transient.view, cell.viewport, inside, viewer.offsetOf(cell.pane.key));
  }

  function setCursor(cell: Cell | null, point: Point): void {
    const at = cell && pictureAt(cell, point);
    const inside = at && at.x >= 0 && at.y >= 0 && at.x < grid.value.width && at.y < grid.value.height;
    const next = inside ? { x: Math.floor(at.x), y: Math.floor(at.y) } : null;
    transient.cursorPane = inside ? cell.pane.key : '';
    if (next?.x !== transient.cursor?.x || next?.y !== transient.cursor?.y) transient.cursor = next;
  }

  /** Brings the place under the pointer into the middle, if the pointer is in the minimap. */
  function jumpInMinimap(point: Point): boolean {
    const plan = viewer.minimap.value;
    if (!plan || (!drag?.minimap && !contains(plan.rect, point))) return false;
    const at = minimapPoint(plan, grid.value, point);
    const offset = viewer.offsetOf(plan.cell.pane.key);
    viewer.setView({ scale: transient.view.scale, x: at.x + offset.x, y: at.y + offset.y });
    return true;
  }

  const onPicture = (event: Event): boolean =>
    event.target instanceof Element && event.target.classList.contains('pane-picture');

  function pointerdown(event: PointerEvent): void {
    if (!onPicture(event) || event.button > 1) return;
    forgetPlace();
    const point = toCanvas(event);
    const cell = cellAt(point);
    if (!cell) return;
    stage.value?.setPointerCapture(event.pointerId);
    if (jumpInMinimap(point)) {
      drag = { cell, id: event.pointerId, start: point, last: point, moved: true, from: null, minimap: true };
      return;
    }
    const from = transient.regionMode && event.button === 0 ? pictureAt(cell, point) : null;
    drag = { cell, id: event.pointerId, start: point, last: point, moved: false, from, minimap: false };
  }

  function pointermove(event: PointerEvent): void {
    const point = toCanvas(event);
    if (drag?.id === event.pointerId) {
      const slack = CLICK_SLACK * viewer.area.value.ratio;
      drag.moved ||= Math.hypot(point.x - drag.start.x, point.y - drag.start.y) > slack;
      if (drag.moved) move(drag, point, event.altKey);
    }
    const cell = drag?.cell ?? cellAt(point);
    setCursor(cell, point);
  }

  function move(now: NonNullable<typeof drag>, point: Point, alone: boolean): void {
    if (now.minimap) {
      jumpInMinimap(point);
      return;
    }
    if (now.from) {
      transient.region = regionBetween(now.from, pictureAt(now.cell, point), grid.value);
      return;
    }
    const delta = { x: point.x - now.last.x, y: point.y - now.last.y };
    now.last = point;
    // With Alt only this pane moves; from then on it keeps its distance to the others.
    if (alone) actions.shift(now.cell.pane.key, delta);
    else actions.pan(delta);
  }

  function pointerup(event: PointerEvent): void {
    if (drag?.id !== event.pointerId) return;
    const { cell, moved, from } = drag;
    drag = null;
    if (from && moved) {
      actions.setRegion(transient.region);
      transient.regionMode = false;
      return;
    }
    if (moved || event.button !== 0) return;
    focusPane(cell.pane.key);
    actions.select(cell.pane.key);
    if (!transient.cursor) return;
    transient.pinned = transient.cursor;
    pin(cell.pane.key, transient.cursor);
  }

  function focusPane(key: string): void {
    const pictures = stage.value?.querySelectorAll<HTMLElement>('.pane-picture') ?? [];
    [...pictures].find((picture) => picture.dataset['key'] === key)?.focus({ preventScroll: true });
  }

  return {
    handlers: {
      pointerenter: forgetPlace,
      pointerdown,
      pointermove,
      pointerup,
      pointercancel: () => {
        drag = null;
      },
      pointerleave: () => {
        if (!drag) setCursor(null, { x: 0, y: 0 });
      },
      dblclick: (event: MouseEvent) => {
        // The press was captured, so the event's target is the whole stage.
        if (!cellAt(toCanvas(event)) || (event.target instanceof Element && event.target.closest('button'))) return;
        const { layout } = viewer.preferences;
        if (layout === 'grid' || layout === 'one') actions.setLayout(layout === 'grid' ? 'one' : 'grid');
      },
      contextmenu: (event: MouseEvent) => {
        const cell = onPicture(event) ? cellAt(toCanvas(event)) : null;
        if (!cell) return;
        event.preventDefault();
        menu(cell.pane.key, { x: event.clientX, y: event.clientY });
      },
      wheel: (event: WheelEvent) => {
        const point = toCanvas(event);
        const cell = cellAt(point);
        if (!cell) return;
        event.preventDefault();
        const anchor = { x: point.x - cell.clip.x, y: point.y - cell.clip.y };
        // A pinch on a trackpad arrives as a wheel with Ctrl: there the scale follows the fingers.
        if (event.ctrlKey) {
          actions.zoomTo(transient.view.scale * 2 ** (-event.deltaY / 100), anchor);
        } else {
          wheel += event.deltaMode === 0 ? event.deltaY : event.deltaY * 40;
          while (Math.abs(wheel) >= WHEEL_STEP) {
            const direction = wheel < 0 ? 1 : -1;
            actions.zoomStep(direction, anchor);
            // A notch is one step however far it is said to scroll.
            wheel = Math.abs(event.deltaY) >= WHEEL_STEP ? 0 : wheel + direction * WHEEL_STEP;
          }
        }
        setCursor(cell, point);
      },
    },
  };
}
