import type { Cell } from './arrangement';
import type { InsetPlan } from './insets';
import { NUMBERS_PIXEL } from './math/numbersPixel';
import type { Channel } from './math/errors';
import { contains, type Point, type Rect, type Size } from './math/geometry';
import type { ValueRange } from './math/range';
import type { Tone } from './math/tone';
import { pictureEdge, type View } from './math/view';
import type { PixelPosition, Region } from './paneModel';
import type { DrawItem, Frame, Inset, Overlay, SourceId } from './worker/protocol';

/** A picture that can be drawn: its source and its own size. */
export interface Drawable {
  readonly source: SourceId;
  readonly size: Size;
  readonly opacity: number;
  /** Drawn over what lies there, so that it shows through. */
  readonly cover?: number;
  /** What lies under it. */
  readonly under?: Drawable;
}

export interface FrameInput {
  readonly number: number;
  readonly canvas: Size;
  readonly ratio: number;
  readonly background: number;
  readonly cells: readonly Cell[];
  readonly view: View;
  /** Size of the reference grid that the view speaks of. */
  readonly grid: Size;
  readonly offsetOf: (key: string) => Point;
  /** What a cell shows (`second`: the other side of a wipe); null while there is nothing. */
  readonly drawableOf: (cell: Cell, second: boolean) => Drawable | null;
  readonly wipe: { readonly at: number; readonly axis: 'vertical' | 'horizontal' };
  readonly channel: Channel;
  readonly smooth: boolean;
  readonly range: ValueRange;
  readonly tone: Tone;
  readonly cursor: PixelPosition | null;
  /** A pixel that is framed however small it is. */
  readonly framed: PixelPosition | null;
  readonly region: Region | null;
  readonly insets: readonly InsetPlan[];
}

/** What the render worker draws for this state of the viewer. */
export function buildFrame(input: FrameInput): Frame {
  const items: DrawItem[] = [];
  const overlays: Overlay[] = [];
  const lineWidth = Math.max(1, Math.round(input.ratio));
  for (const cell of input.cells) {
    const offset = input.offsetOf(cell.pane.key);
    const viewport = { ...cell.clip, ...cell.viewport };
    const place = (second: boolean, clip: Rect): void => {
      const drawable = clip.width > 0 && clip.height > 0 ? input.drawableOf(cell, second) : null;
      if (!drawable) return;
      if (drawable.under) items.push(drawItem(drawable.under, clip, viewport, input.view, input.grid, offset));
      items.push(drawItem(drawable, clip, viewport, input.view, input.grid, offset));
    };
    const { first, second, divider } = wipeClips(cell, input.wipe, lineWidth);
    place(false, first);
    if (second && divider) {
      place(true, second);
      overlays.push({ kind: 'line', rect: divider });
    }
    overlays.push(...marks(input, cell, viewport, offset, lineWidth));
  }
  const { number, background, channel, smooth, range, tone } = input;
  const { width, height } = input.canvas;
  return {
    number,
    width,
    height,
    background,
    channel,
    smooth,
    range,
    tone,
    items,
    overlays,
    lineWidth,
    insets: input.insets.flatMap((plan) => insetOf(input, plan)),
  };
}

function insetOf(input: FrameInput, plan: InsetPlan): Inset[] {
  const drawable = input.drawableOf(plan.cell, false);
  if (!drawable) return [];
  const offset = input.offsetOf(plan.cell.pane.key);
  return [{ item: drawItem(drawable, plan.rect, plan.rect, plan.view, input.grid, offset), overlays: plan.overlays }];
}

function drawItem(drawable: Drawable, clip: Rect, viewport: Rect, view: View, grid: Size, offset: Point): DrawItem {
  // A picture of another size (the input) covers the same place: its pixels are that much larger.
  const factor = grid.width / Math.max(1, drawable.size.width);
  return {
    source: drawable.source,
    clip,
    origin: {
      x: viewport.x + pictureEdge(view.x, view.scale, viewport.width, offset.x),
      y: viewport.y + pictureEdge(view.y, view.scale, viewport.height, offset.y),
    },
    scale: view.scale * factor,
    opacity: drawable.opacity,
    cover: drawable.cover ?? 1,
    numbers: null,
  };
}

/** Both sides of the divider, in device pixels. */
function wipeClips(
  cell: Cell,
  wipe: FrameInput['wipe'],
  lineWidth: number,
): { first: Rect; second: Rect | null; divider: Rect | null } {
  const { clip } = cell;
  if (!cell.other) return { first: clip, second: null, divider: null };
  if (wipe.axis === 'vertical') {
    const at = Math.round(clip.width * wipe.at);
    return {
      first: { ...clip, width: at },
      second: { ...clip, x: clip.x + at, width: clip.width - at },
      divider: { ...clip, x: clip.x + at - Math.floor(lineWidth / 2), width: lineWidth },
    };
  }
  const at = Math.round(clip.height * wipe.at);
  return {
    first: { ...clip, height: at },
    second: { ...clip, y: clip.y + at, height: clip.height - at },
    divider: { ...clip, y: clip.y + at - Math.floor(lineWidth / 2), height: lineWidth },
  };
}

/** CSS pixels: smaller, a frame hides the pixel it is around. */
const LEAST_FRAME = 5;

/** Region, cursor and the framed pixel of one cell. */
function marks(input: FrameInput, cell: Cell, viewport: Rect, offset: Point, lineWidth: number): Overlay[] {
  const { view, region, cursor } = input;
  const left = viewport.x + pictureEdge(view.x, view.scale, viewport.width, offset.x);
  const top = viewport.y + pictureEdge(view.y, view.scale, viewport.height, offset.y);
  const found: Overlay[] = [];
  if (region) {
    const x = Math.round(left + region.x * view.scale);
    const y = Math.round(top + region.y * view.scale);
    const rect = {
      x,
      y,
      width: Math.max(lineWidth, Math.round(left + (region.x + region.width) * view.scale) - x),
      height: Math.max(lineWidth, Math.round(top + (region.y + region.height) * view.scale) - y),
    };
    found.push({ kind: 'frame', rect, clip: cell.clip });
  }
  if (cursor) {
    const at = { x: left + (cursor.x + 0.5) * view.scale, y: top + (cursor.y + 0.5) * view.scale };
    const side = Math.round(view.scale);
    // Large pixels have their values written on them: a frame around one leaves them readable.
    const frame = { x: Math.round(at.x - side / 2), y: Math.round(at.y - side / 2), width: side, height: side };
    if (contains(cell.clip, at))
      found.push(
        view.scale >= NUMBERS_PIXEL * input.ratio
          ? { kind: 'frame', rect: frame, clip: cell.clip }
          : { kind: 'cross', ...at, clip: cell.clip },
      );
  }
  if (input.framed && cell.pane.role !== 'input') {
    const least = Math.round(LEAST_FRAME * input.ratio);
    const side = Math.max(least, Math.round(view.scale));
    const middle = { x: left + (input.framed.x + 0.5) * view.scale, y: top + (input.framed.y + 0.5) * view.scale };
    const rect = {
      x: Math.round(middle.x - side / 2),
      y: Math.round(middle.y - side / 2),
      width: side,
      height: side,
    };
    if (contains(cell.clip, middle)) found.push({ kind: 'square', rect, clip: cell.clip });
  }
  return found;
}
