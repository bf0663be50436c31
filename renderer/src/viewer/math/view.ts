import { clamp, type Point, type Size } from './geometry';

/**
 * Where every pane looks. Lengths on the screen are device pixels, lengths in the picture are pixels of the
 * reference grid (the output size of the methods), so one view serves pictures of different sizes.
 */
export interface View {
  /** Device pixels per reference pixel; 1 is "100 %". */
  readonly scale: number;
  /** The reference-grid point in the middle of the viewport. */
  readonly x: number;
  readonly y: number;
}

/**
 * Steps of the wheel and of + and -. Above 100 % whole numbers, below it (but for 2/3) one over a whole number:
 * so every picture pixel covers the same number of device pixels, or every device pixel the same number of
 * picture pixels. Uneven steps would draw a grid of their own that looks like a checkerboard artifact.
 */
export const ZOOM_STEPS: readonly number[] = [
  1 / 64,
  1 / 48,
  1 / 32,
  1 / 24,
  1 / 16,
  1 / 12,
  1 / 8,
  1 / 6,
  1 / 4,
  1 / 3,
  1 / 2,
  2 / 3,
  1,
  2,
  3,
  4,
  5,
  6,
  8,
  10,
  12,
  16,
  20,
  24,
  32,
  40,
  48,
  64,
  96,
  128,
];
export const MIN_SCALE = ZOOM_STEPS[0]!;
export const MAX_SCALE = ZOOM_STEPS.at(-1)!;

/** The whole picture in the viewport. Above 100 % only whole scales, for the reason at `ZOOM_STEPS`. */
export function fitView(picture: Size, viewport: Size): View {
  const scale = Math.min(viewport.width / Math.max(1, picture.width), viewport.height / Math.max(1, picture.height));
  return {
    scale: clamp(scale >= 1 ? Math.floor(scale) : scale, MIN_SCALE, MAX_SCALE),
    x: picture.width / 2,
    y: picture.height / 2,
  };
}

/** So many pixels a scale cuts off a picture that it does not divide; more is another size. */
const MOST_CUT = 16;

/** Whether a picture of another size is the same one, cut at its right and lower border so that the scale divides it. */
export function isCut(last: Size, next: Size): boolean {
  return Math.abs(next.width - last.width) <= MOST_CUT && Math.abs(next.height - last.height) <= MOST_CUT;
}

/** The same place at the same scale where the same picture has another size: cut, or enlarged by another scale. */
export function followSize(view: View, last: Size, next: Size): View {
  if (isCut(last, next)) return view;
  return {
    scale: view.scale,
    x: (view.x * next.width) / Math.max(1, last.width),
    y: (view.y * next.height) / Math.max(1, last.height),
  };
}

/** The next step in `direction` (+1 closer, -1 farther), also from a scale between steps. */
export function nextScale(scale: number, direction: 1 | -1): number {
  const tolerance = 1e-6;
  if (direction > 0) return ZOOM_STEPS.find((step) => step > scale * (1 + tolerance)) ?? MAX_SCALE;
  return ZOOM_STEPS.findLast((step) => step < scale * (1 - tolerance)) ?? MIN_SCALE;
}

/**
 * Left or top edge of the picture in the viewport, in device pixels. Rounded to a whole device pixel: at whole
 * scales picture pixels then land exactly on device pixels.
 * @param viewCentre view.x or view.y  @param viewportLength device pixels  @param offset of this pane, reference pixels
 */
export function pictureEdge(viewCentre: number, scale: number, viewportLength: number, offset = 0): number {
  return Math.round(viewportLength / 2 - (viewCentre - offset) * scale);
}

/** Device point in the viewport -> reference-grid point (continuous: pixel i covers i..i+1). */
export function toPicture(view: View, viewport: Size, point: Point, offset: Point = { x: 0, y: 0 }): Point {
  return {
    x: (point.x - pictureEdge(view.x, view.scale, viewport.width, offset.x)) / view.scale,
    y: (point.y - pictureEdge(view.y, view.scale, viewport.height, offset.y)) / view.scale,
  };
}

/** Reference-grid point -> device point in the viewport. */
export function toScreen(view: View, viewport: Size, point: Point, offset: Point = { x: 0, y: 0 }): Point {
  return {
    x: pictureEdge(view.x, view.scale, viewport.width, offset.x) + point.x * view.scale,
    y: pictureEdge(view.y, view.scale, viewport.height, offset.y) + point.y * view.scale,
  };
}

/** Changes the scale so that the picture point under `anchor` (device pixels in the viewport) stays there. */
export function zoomAt(view: View, viewport: Size, anchor: Point, scale: number): View {
  const next = clamp(scale, MIN_SCALE, MAX_SCALE);
  // Not through toPicture: its rounding would make repeated zooming drift.
  const x = view.x + (anchor.x - viewport.width / 2) / view.scale;
  const y = view.y + (anchor.y - viewport.height / 2) / view.scale;
  return { scale: next, x: x - (anchor.x - viewport.width / 2) / next, y: y - (anchor.y - viewport.height / 2) / next };
}

/** Moves the picture by `delta` device pixels. */
export function panBy(view: View, delta: Point): View {
  return { scale: view.scale, x: view.x - delta.x / view.scale, y: view.y - delta.y / view.scale };
}

/**
 * Keeps the picture in sight: centred along a side that fits, without a gap along a side that does not.
 * @param beyond picture pixels that may be seen beyond the border
 */
export function clampView(view: View, picture: Size, viewport: Size, beyond = 0): View {
  return {
    scale: view.scale,
    x: clampCentre(view.x, picture.width, viewport.width / view.scale, beyond),
    y: clampCentre(view.y, picture.height, viewport.height / view.scale, beyond),
  };
}

function clampCentre(centre: number, length: number, seen: number, beyond: number): number {
  if (length <= seen) return length / 2;
  const gap = Math.min(beyond, seen / 2);
  return clamp(centre, seen / 2 - gap, length - seen / 2 + gap);
}

/** "300 %", "66.7 %": digits only where they are needed. */
export function formatZoom(scale: number, locale = 'en'): string {
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: scale < 1 ? 1 : 0 }).format(scale * 100)} %`;
}
