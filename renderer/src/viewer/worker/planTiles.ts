import { intersect, type Rect } from '../math/geometry';
import { levelFor, TILE, tileSize, visibleTiles } from '../math/tiles';
import type { DrawItem, SourceFacts, TileRequest } from './protocol';

/** One rectangle of the canvas filled from one tile. */
export interface TileQuad<Handle> {
  readonly handle: Handle;
  /** Device pixels; only pixels whose centre lies in the tile. */
  readonly dest: Rect;
  /** Device position of the tile's first texel (its corner, apron left out). */
  readonly origin: { readonly x: number; readonly y: number };
  /** Device pixels per texel. */
  readonly texel: number;
  /** A coarser stand-in for a tile that has not arrived. */
  readonly standIn: boolean;
}

/**
 * Which tiles draw an item; where one is missing, the finest coarser one that is here stands in.
 * @param wholeTexels no texel may be smaller than a device pixel, so that none is lost between two
 */
export function planTiles<Handle>(
  item: DrawItem,
  facts: SourceFacts,
  get: (request: TileRequest, quietly?: boolean) => Handle | null,
  wholeTexels = false,
): TileQuad<Handle>[] {
  const { source, origin, scale } = item;
  const level = levelFor(scale, facts.levels, wholeTexels);
  const quads: TileQuad<Handle>[] = [];
  const quad = (handle: Handle, lv: number, tx: number, ty: number, within: Rect, standIn: boolean): void => {
    const texel = scale * 2 ** lv;
    const corner = { x: origin.x + tx * TILE * texel, y: origin.y + ty * TILE * texel };
    if (within.width > 0 && within.height > 0) quads.push({ handle, dest: within, origin: corner, texel, standIn });
  };
  const range = visibleTiles(facts, level, origin, scale, item.clip);
  for (let ty = range.y0; ty < range.y1; ty++) {
    for (let tx = range.x0; tx < range.x1; tx++) {
      const dest = intersect(item.clip, tileRect(facts, origin, scale, level, tx, ty));
      if (dest.width <= 0 || dest.height <= 0) continue;
      const handle = get({ source, level, tx, ty });
      if (handle) {
        quad(handle, level, tx, ty, dest, false);
        continue;
      }
      for (let coarser = level + 1; coarser < facts.levels; coarser++) {
        const [cx, cy] = [tx >> (coarser - level), ty >> (coarser - level)];
        // The coarsest level is one small tile: asked for at once, so that there is soon something to see. So is what is
        // at hand of a picture whose finer tiles have to be read.
        const isQuiet = coarser < facts.levels - 1 && coarser !== facts.atHand;
        const found = get({ source, level: coarser, tx: cx, ty: cy }, isQuiet);
        if (found) {
          quad(found, coarser, cx, cy, dest, true);
          break;
        }
      }
    }
  }
  return quads;
}

/** Device pixels whose centre lies in this tile. */
function tileRect(
  facts: SourceFacts,
  origin: { x: number; y: number },
  scale: number,
  level: number,
  tx: number,
  ty: number,
): Rect {
  const texel = scale * 2 ** level;
  const size = tileSize(facts, level, tx, ty);
  const edge = (start: number, texels: number, whole: number): number =>
    // The picture ends where it ends, also when the last texel of a level covers only part of its pixels.
    Math.ceil(start + Math.min(texels * texel, whole * scale) - 0.5);
  const x = edge(origin.x, tx * TILE, facts.width);
  const y = edge(origin.y, ty * TILE, facts.height);
  return {
    x,
    y,
    width: edge(origin.x, tx * TILE + size.width, facts.width) - x,
    height: edge(origin.y, ty * TILE + size.height, facts.height) - y,
  };
}
