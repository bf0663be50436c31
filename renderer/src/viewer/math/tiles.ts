import type { Rect, Size } from './geometry';
import { levelLength } from './pyramid';

/** Side of a tile in texels, without the one-texel apron that lets a filter reach over its edge. */
export const TILE = 512;
export const APRON = 1;

/**
 * The level whose texels are at most one device pixel, but more than half of one (`whole`: at least one, but less than
 * two): scale 1 and above shows level 0.
 */
export function levelFor(scale: number, levels: number, whole = false): number {
  if (scale >= 1) return 0;
  // The small term lets 1/2, 1/4, ... hit their level exactly.
  const octaves = Math.log2(1 / scale);
  const level = whole ? Math.ceil(octaves - 1e-6) : Math.floor(octaves + 1e-6);
  return Math.min(level, levels - 1);
}

interface TileRange {
  readonly x0: number;
  readonly y0: number;
  /** One past the last. */
  readonly x1: number;
  readonly y1: number;
}

/**
 * Tiles of a level that are in sight.
 * @param picture level-0 pixels  @param origin device position of the picture's corner
 * @param scale device pixels per level-0 pixel  @param clip device pixels
 */
export function visibleTiles(
  picture: Size,
  level: number,
  origin: { x: number; y: number },
  scale: number,
  clip: Rect,
): TileRange {
  const texel = scale * 2 ** level;
  const span = texel * TILE;
  const tilesX = Math.ceil(levelLength(picture.width, level) / TILE);
  const tilesY = Math.ceil(levelLength(picture.height, level) / TILE);
  const bound = (value: number, most: number): number => Math.max(0, Math.min(most, value));
  return {
    x0: bound(Math.floor((clip.x - origin.x) / span), tilesX),
    y0: bound(Math.floor((clip.y - origin.y) / span), tilesY),
    x1: bound(Math.ceil((clip.x + clip.width - origin.x) / span), tilesX),
    y1: bound(Math.ceil((clip.y + clip.height - origin.y) / span), tilesY),
  };
}

/** Texels of a level: columns `x0` to `x1`, rows `y0` to `y1`. */
export interface TexelSpan {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** What one tile is cut from: its texels and those of its apron that the level has. */
export function tileSpan(picture: Size, level: number, tx: number, ty: number): TexelSpan {
  const { width, height } = tileSize(picture, level, tx, ty);
  return {
    x0: Math.max(0, tx * TILE - APRON),
    x1: Math.min(levelLength(picture.width, level), tx * TILE + width + APRON),
    y0: Math.max(0, ty * TILE - APRON),
    y1: Math.min(levelLength(picture.height, level), ty * TILE + height + APRON),
  };
}

/** Size in texels of one tile, apron left out; the last ones of a row or column are smaller. */
export function tileSize(picture: Size, level: number, tx: number, ty: number): Size {
  return {
    width: Math.min(TILE, levelLength(picture.width, level) - tx * TILE),
    height: Math.min(TILE, levelLength(picture.height, level) - ty * TILE),
  };
}
