import type { Region } from '../../viewer/paneModel';

/** A picture of the sheet. */
export interface SheetCrop {
  readonly title: string;
  /** A second line: its metric. */
  readonly note: string;
  readonly url: string;
}

/** Where everything of a sheet lies, in pixels. */
export interface SheetLayout {
  readonly columns: number;
  readonly zoom: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly width: number;
  readonly height: number;
  readonly places: readonly { readonly x: number; readonly y: number }[];
}

const GAP = 8;
const LABEL = 36;
/** A crop is enlarged by whole factors until its tile is about this wide: labels need room. */
const TILE = 240;

/** Crops side by side, four in a row as papers print them, each with room for two lines below. */
export function layoutSheet(count: number, region: Pick<Region, 'width' | 'height'>): SheetLayout {
  const columns = Math.max(1, Math.min(4, count));
  const zoom = Math.max(1, Math.round(TILE / region.width));
  const tileWidth = region.width * zoom;
  const tileHeight = region.height * zoom;
  const stepX = Math.max(tileWidth, TILE / 2) + GAP;
  const stepY = tileHeight + LABEL + GAP;
  return {
    columns,
    zoom,
    tileWidth,
    tileHeight,
    width: columns * stepX + GAP,
    height: Math.ceil(count / columns) * stepY + GAP,
    places: Array.from({ length: count }, (_, i) => ({
      x: GAP + (i % columns) * stepX,
      y: GAP + Math.floor(i / columns) * stepY,
    })),
  };
}

/**
 * Draws the sheet: nearest-neighbour, black on white whatever the window's theme, since it goes into a paper.
 * @param gridWidth width of the picture whose pixels `region` counts
 */
export async function drawSheet(crops: readonly SheetCrop[], region: Region, gridWidth: number): Promise<Blob> {
  const { zoom, tileWidth, tileHeight, width, height, places } = layoutSheet(crops.length, region);
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'top';
  for (const [index, { title, note, url }] of crops.entries()) {
    const { x, y } = places[index]!;
    const image = new Image();
    image.src = url;
    await image.decode();
    // The small input has fewer pixels than the grid that the region is drawn on.
    const share = image.naturalWidth / gridWidth;
    context.imageSmoothingEnabled = false;
    context.drawImage(
      image,
      ...([region.x * share, region.y * share, region.width * share, region.height * share] as const),
      ...([x, y, region.width * zoom, region.height * zoom] as const),
    );
    context.fillStyle = '#000000';
    context.font = "600 13px 'Inter Variable', system-ui, sans-serif";
    context.fillText(title, x, y + tileHeight + 4, tileWidth);
    context.font = "12px 'Inter Variable', system-ui, sans-serif";
    context.fillText(note, x, y + tileHeight + 20, tileWidth);
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The sheet could not be made.'))), 'image/png'),
  );
}
