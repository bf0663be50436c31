import type { Cell } from './arrangement';
import { intersect, type Point, type Rect, type Size } from './math/geometry';
import { pictureEdge, type View } from './math/view';
import type { PixelPosition } from './paneModel';
import type { Overlay } from './worker/protocol';

/** A second view of a pane's picture on top of the pane; lengths in device pixels. */
export interface InsetPlan {
  readonly cell: Cell;
  readonly rect: Rect;
  readonly view: View;
  readonly overlays: readonly Overlay[];
}

/** Longer side of the minimap and side of the loupe, CSS pixels. */
const MINIMAP = 72;
const LOUPE = 132;
const MARGIN = 8;
/** The loupe shows pixels at least this large (CSS pixels) and this much larger than the pane does. */
const LOUPE_PIXEL = 12;
const LOUPE_FACTOR = 4;

/** The whole picture in the lower right corner of a cell, above its strip, with the part in sight framed. Null when all of it is in sight. */
export function planMinimap(cell: Cell, view: View, grid: Size, offset: Point, ratio: number): InsetPlan | null {
  const { clip, viewport } = cell;
  if (grid.width * view.scale <= viewport.width && grid.height * view.scale <= viewport.height) return null;
  const side = Math.min(MINIMAP * ratio, clip.width / 2, viewport.height / 2);
  const scale = side / Math.max(grid.width, grid.height);
  const rect = {
    width: Math.max(8, Math.round(grid.width * scale)),
    height: Math.max(8, Math.round(grid.height * scale)),
    x: 0,
    y: 0,
  };
  rect.y = clip.y + viewport.height - rect.height - Math.round(MARGIN * ratio);
  rect.x = clip.x + clip.width - rect.width - Math.round(MARGIN * ratio);
  const left = -pictureEdge(view.x, view.scale, viewport.width, offset.x) / view.scale;
  const top = -pictureEdge(view.y, view.scale, viewport.height, offset.y) / view.scale;
  const seen = {
    x: rect.x + Math.round(left * scale),
    y: rect.y + Math.round(top * scale),
    width: Math.round((viewport.width / view.scale) * scale),
    height: Math.round((viewport.height / view.scale) * scale),
  };
  return {
    cell,
    rect,
    view: { scale, x: grid.width / 2 + offset.x, y: grid.height / 2 + offset.y },
    overlays: [{ kind: 'frame', rect: intersect(seen, rect), clip: rect }],
  };
}

/** Reference-grid point under a point of the minimap. */
export function minimapPoint(plan: InsetPlan, grid: Size, point: Point): Point {
  return {
    x: ((point.x - plan.rect.x) / plan.rect.width) * grid.width,
    y: ((point.y - plan.rect.y) / plan.rect.height) * grid.height,
  };
}

/** A magnified square beside the cursor, on the side of it where there is room. */
export function planLoupe(cell: Cell, view: View, cursor: PixelPosition, offset: Point, ratio: number): InsetPlan {
  const { clip, viewport } = cell;
  const scale = Math.max(Math.round(LOUPE_PIXEL * ratio), Math.ceil(view.scale * LOUPE_FACTOR));
  const side = Math.min(Math.round(LOUPE * ratio), clip.width, clip.height);
  const at = {
    x: clip.x + pictureEdge(view.x, view.scale, viewport.width, offset.x) + (cursor.x + 0.5) * view.scale,
    y: clip.y + pictureEdge(view.y, view.scale, viewport.height, offset.y) + (cursor.y + 0.5) * view.scale,
  };
  const away = Math.round(2 * MARGIN * ratio);
  const place = (position: number, low: number, length: number): number => {
    const after = position + away;
    const start = after + side <= low + length ? after : position - away - side;
    return Math.round(Math.max(low, Math.min(low + length - side, start)));
  };
  const rect = { x: place(at.x, clip.x, clip.width), y: place(at.y, clip.y, clip.height), width: side, height: side };
  const loupeView = { scale, x: cursor.x + 0.5 + offset.x, y: cursor.y + 0.5 + offset.y };
  const pixel = {
    x: rect.x + pictureEdge(loupeView.x, scale, side, offset.x) + Math.round(cursor.x * scale),
    y: rect.y + pictureEdge(loupeView.y, scale, side, offset.y) + Math.round(cursor.y * scale),
    width: scale,
    height: scale,
  };
  return { cell, rect, view: loupeView, overlays: [{ kind: 'frame', rect: pixel, clip: rect }] };
}
