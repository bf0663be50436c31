import { pngOf } from '../../composables/saveFile';
import type { Region } from '../../viewer/paneModel';

/** A picture of the sheet. */
interface SheetCrop {
  readonly title: string;
  /** Its parameters, then its metrics, each a line below the title; long ones are broken. */
  readonly lines: readonly string[];
  readonly url: string;
}

/** What stands on the sheet. */
interface Sheet {
  /** The picture's name. */
  readonly title: string;
  /** Size and place of the crops, the scale, and how the numbers were made: one line below the title. */
  readonly note: string;
  readonly crops: readonly SheetCrop[];
  /** The picture as a whole, with the place of the crops; null leaves it out. */
  readonly whole: { readonly title: string; readonly url: string } | null;
}

/** Where everything of a sheet lies, in pixels. */
interface SheetLayout {
  readonly columns: number;
  readonly zoom: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly width: number;
  readonly height: number;
  readonly places: readonly { readonly x: number; readonly y: number }[];
}

const GAP = 12;
const HEAD = 48;
const LINE = 16;
/** A crop is enlarged by whole factors until its tile is about this wide: labels need room. */
const TILE = 240;
const FONT = "'Inter Variable', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', system-ui, sans-serif";

const zoomOf = ({ width }: Pick<Region, 'width'>): number => Math.max(1, Math.round(TILE / width));

/**
 * Tiles side by side, four in a row as papers print them, each with room for its lines below.
 * @param lines how many lines the tile with the most of them has
 */
export function layoutSheet(count: number, region: Pick<Region, 'width' | 'height'>, lines: number): SheetLayout {
  const columns = Math.max(1, Math.min(4, count));
  const zoom = zoomOf(region);
  const tileWidth = region.width * zoom;
  const tileHeight = region.height * zoom;
  const stepX = Math.max(tileWidth, TILE) + GAP;
  const stepY = tileHeight + lines * LINE + 2 * GAP;
  return {
    columns,
    zoom,
    tileWidth,
    tileHeight,
    width: columns * stepX + GAP,
    height: HEAD + Math.ceil(count / columns) * stepY,
    places: Array.from({ length: count }, (_, i) => ({
      x: GAP + (i % columns) * stepX,
      y: HEAD + Math.floor(i / columns) * stepY,
    })),
  };
}

/** Parts of a text that are no wider than `most`, broken at spaces. */
export function brokenLines(text: string, most: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`) <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

async function loaded(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

const NAME = `600 13px ${FONT}`;
const VALUE = `12px ${FONT}`;

/**
 * Draws the sheet: nearest-neighbour, black on white whatever the window's theme, since it goes into a paper.
 * @param gridWidth width of the picture whose pixels `region` counts
 */
export async function drawSheet(sheet: Sheet, region: Region, gridWidth: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  const wide = Math.max(TILE, region.width * zoomOf(region));
  const broken = (text: string, font: string): string[] => {
    context.font = font;
    return brokenLines(text, wide, (part) => context.measureText(part).width);
  };
  const tiles = sheet.crops.map(({ title, lines, url }) => ({
    url,
    titles: broken(title, NAME),
    values: lines.filter(Boolean).flatMap((line) => broken(line, VALUE)),
  }));
  const whole = sheet.whole && { ...sheet.whole, titles: broken(sheet.whole.title, NAME) };
  const most = Math.max(...tiles.map(({ titles, values }) => titles.length + values.length), whole?.titles.length ?? 0);
  const layout = layoutSheet(tiles.length + (whole ? 1 : 0), region, most);
  const { zoom, tileWidth, tileHeight, width, height, places } = layout;
  Object.assign(canvas, { width, height });
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'top';
  const write = (text: string, x: number, y: number, font: string, most?: number): void => {
    context.fillStyle = '#000000';
    context.font = font;
    context.fillText(text, x, y, most);
  };
  write(sheet.title, GAP, 8, `600 15px ${FONT}`, width - 2 * GAP);
  write(sheet.note, GAP, 28, VALUE, width - 2 * GAP);
  // A line that has no space to break at is drawn narrower, not over the next tile.
  const label = (titles: readonly string[], values: readonly string[], x: number, y: number): void => {
    titles.forEach((line, i) => write(line, x, y + tileHeight + 4 + i * LINE, NAME, wide));
    values.forEach((line, i) => write(line, x, y + tileHeight + 4 + (titles.length + i) * LINE, VALUE, wide));
  };
  for (const [index, { url, titles, values }] of tiles.entries()) {
    const { x, y } = places[index]!;
    const image = await loaded(url);
    // The small input has fewer pixels than the grid that the region is drawn on.
    const share = image.naturalWidth / gridWidth;
    context.imageSmoothingEnabled = false;
    context.drawImage(
      image,
      ...([region.x * share, region.y * share, region.width * share, region.height * share] as const),
      ...([x, y, region.width * zoom, region.height * zoom] as const),
    );
    label(titles, values, x, y);
  }
  if (whole) {
    const { x, y } = places.at(-1)!;
    const image = await loaded(whole.url);
    const fit = Math.min(tileWidth / image.naturalWidth, tileHeight / image.naturalHeight);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, x, y, image.naturalWidth * fit, image.naturalHeight * fit);
    const scale = (image.naturalWidth * fit) / gridWidth;
    const frame = [x + region.x * scale, y + region.y * scale, region.width * scale, region.height * scale] as const;
    // White on black shows on any picture.
    for (const [colour, line] of [
      ['#000000', 4],
      ['#ffffff', 2],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = line;
      context.strokeRect(...frame);
    }
    label(whole.titles, [], x, y);
  }
  return pngOf(canvas);
}
