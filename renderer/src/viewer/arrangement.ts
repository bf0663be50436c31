import { chooseColumns, gridCells, STRIP_HEIGHT, TITLE_HEIGHT } from './math/columns';
import { toDevice, type Rect, type Size } from './math/geometry';
import type { PaneModel } from './paneModel';
import type { Layout } from './viewerState';

/** One place in the viewer. In Wipe it shows two panes; otherwise `other` is null. */
export interface Cell {
  readonly pane: PaneModel;
  readonly other: PaneModel | null;
  /** The whole cell with its title, in CSS pixels of the picture area. */
  readonly rect: Rect;
  /** Where the picture is drawn, in device pixels of the canvas. */
  readonly clip: Rect;
  /** Size that Fit and centring use, in device pixels: the clip without the value strip. */
  readonly viewport: Size;
}

/** Which panes a layout shows, in order. */
export function panesShown(
  panes: readonly PaneModel[],
  layout: Layout,
  selectedKey: string,
  other: PaneModel | null,
  showInput: boolean,
): { pane: PaneModel; other: PaneModel | null }[] {
  const inputs = showInput ? panes.filter(({ role }) => role === 'input') : [];
  const rest = panes.filter(({ role }) => role !== 'input');
  if (layout === 'grid' || layout === 'difference') {
    return panes.filter((pane) => pane.role !== 'input' || showInput).map((pane) => ({ pane, other: null }));
  }
  const picked = rest.find(({ key }) => key === selectedKey) ?? rest[0];
  const main = picked ? [{ pane: picked, other: layout === 'wipe' && other?.key !== picked.key ? other : null }] : [];
  return [...inputs.map((pane) => ({ pane, other: null })), ...main];
}

/**
 * Places the panes.
 * @param area CSS pixels  @param ratio device pixels per CSS pixel  @param aspect width / height of the pictures
 * @param columns 0 = chosen so that the pictures are largest
 */
export function arrange(
  shown: readonly { pane: PaneModel; other: PaneModel | null }[],
  area: Size,
  ratio: number,
  aspect: number,
  columns: number,
): Cell[] {
  const count = shown.length;
  if (count === 0 || area.width < 1 || area.height < 1) return [];
  const used = columns > 0 ? Math.min(columns, count) : chooseColumns(count, area, aspect);
  return gridCells(count, used, area).map((rect, i) => {
    const picture = {
      x: rect.x,
      y: rect.y + TITLE_HEIGHT,
      width: rect.width,
      height: Math.max(0, rect.height - TITLE_HEIGHT),
    };
    const clip = toDevice(picture, ratio);
    return {
      ...shown[i]!,
      rect,
      clip,
      viewport: { width: clip.width, height: Math.max(1, clip.height - Math.round(STRIP_HEIGHT * ratio)) },
    };
  });
}
