import { clamp, type Point, type Size } from './geometry';

/** The whole pixels between two points of a picture, at least one, inside the picture. */
export function regionBetween(
  a: Point,
  b: Point,
  picture: Size,
): { x: number; y: number; width: number; height: number } {
  const span = (p: number, q: number, length: number): [number, number] => {
    const low = clamp(Math.floor(Math.min(p, q)), 0, length - 1);
    const high = clamp(Math.ceil(Math.max(p, q)), low + 1, length);
    return [low, high - low];
  };
  const [x, width] = span(a.x, b.x, picture.width);
  const [y, height] = span(a.y, b.y, picture.height);
  return { x, y, width, height };
}

/** The nearest rectangle of whole pixels that lies inside the picture. */
export function insidePicture(
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  picture: Size,
): { x: number; y: number; width: number; height: number } {
  const own = {
    width: clamp(Math.round(width), 1, Math.max(1, picture.width)),
    height: clamp(Math.round(height), 1, Math.max(1, picture.height)),
  };
  return {
    x: clamp(Math.round(x), 0, Math.max(0, picture.width - own.width)),
    y: clamp(Math.round(y), 0, Math.max(0, picture.height - own.height)),
    ...own,
  };
}
