import type { Rect } from '../math/geometry';
import { intersect } from '../math/geometry';
import type { GlyphRun, GlyphSize } from './glyphs';
import type { TileQuad } from './planTiles';
import type { DrawItem, Frame, Overlay, SourceId } from './protocol';
import type { TileBackend } from './tileCache';

/** Draws on the canvas; one implementation on WebGL2, one on the plain 2D canvas. */
export interface Renderer<Handle> extends TileBackend<Handle> {
  readonly api: 'webgl2' | 'canvas2d';
  /** Whether texels smaller than a device pixel can be drawn so that the largest error of them is seen. */
  readonly findsPeaks: boolean;
  /** The graphics card or software that draws, as far as it tells. */
  readonly name: string;
  setColours(table: Uint8Array): void;
  begin(frame: Frame): void;
  quad(quad: TileQuad<Handle>, item: DrawItem, frame: Frame): void;
  /** A filled rectangle of the overlay; `dash` 0 = solid `grey`, else alternating with its opposite. */
  bar(rect: Rect, grey: 0 | 255, dash: number): void;
  /** Characters of the atlas of this size, cut off at `clip`. */
  glyphs(run: GlyphRun, size: GlyphSize, clip: Rect): void;
}

export function isErrorSource(source: SourceId): boolean {
  return source.startsWith('difference');
}

/** How a tile of this size on the screen is sampled. */
export function samplingFor(
  texel: number,
  smooth: boolean,
  standIn: boolean,
  isError: boolean,
): 'nearest' | 'smooth' | 'area' | 'peak' {
  if (standIn) return isError ? 'nearest' : 'smooth';
  // A texel exactly as large as a device pixel needs no mean.
  if (texel > 0.9999) return smooth && texel > 1.0001 ? 'smooth' : 'nearest';
  return isError ? 'peak' : 'area';
}

/** Arm of the crosshair in multiples of the line width. */
const CROSS_ARM = 6;

export function drawOverlay<Handle>(renderer: Renderer<Handle>, overlay: Overlay, lineWidth: number): void {
  const bar = (x: number, y: number, width: number, height: number, grey: 0 | 255, clip: Rect, dash = 0): void => {
    const visible = intersect({ x, y, width, height }, clip);
    if (visible.width > 0 && visible.height > 0) renderer.bar(visible, grey, dash);
  };
  if (overlay.kind === 'cross') {
    const { clip } = overlay;
    const arm = CROSS_ARM * lineWidth;
    const half = Math.floor(lineWidth / 2);
    const [x, y] = [Math.round(overlay.x) - half, Math.round(overlay.y) - half];
    const length = 2 * arm + lineWidth;
    // Black around white: seen on any picture.
    bar(x - arm - lineWidth, y - lineWidth, length + 2 * lineWidth, 3 * lineWidth, 0, clip);
    bar(x - lineWidth, y - arm - lineWidth, 3 * lineWidth, length + 2 * lineWidth, 0, clip);
    bar(x - arm, y, length, lineWidth, 255, clip);
    bar(x, y - arm, lineWidth, length, 255, clip);
  } else if (overlay.kind === 'frame') {
    const { rect, clip } = overlay;
    const dash = 4 * lineWidth;
    bar(rect.x, rect.y, rect.width, lineWidth, 255, clip, dash);
    bar(rect.x, rect.y + rect.height - lineWidth, rect.width, lineWidth, 255, clip, dash);
    bar(rect.x, rect.y, lineWidth, rect.height, 255, clip, dash);
    bar(rect.x + rect.width - lineWidth, rect.y, lineWidth, rect.height, 255, clip, dash);
  } else if (overlay.kind === 'square') {
    const { rect, clip } = overlay;
    // White between black: seen on any picture.
    for (const [at, grey] of [
      [3, 0],
      [2, 255],
      [1, 0],
    ] as const) {
      const [x, y] = [rect.x - at * lineWidth, rect.y - at * lineWidth];
      const [width, height] = [rect.width + 2 * at * lineWidth, rect.height + 2 * at * lineWidth];
      bar(x, y, width, lineWidth, grey, clip);
      bar(x, y + height - lineWidth, width, lineWidth, grey, clip);
      bar(x, y, lineWidth, height, grey, clip);
      bar(x + width - lineWidth, y, lineWidth, height, grey, clip);
    }
  } else {
    renderer.bar(overlay.rect, 255, 0);
  }
}
