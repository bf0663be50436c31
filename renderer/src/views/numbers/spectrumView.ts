/** What all spectra show at once, in shares of the whole: 0 is the left or upper edge, frequency 0 lies at 1/2. */
export interface SpectrumWindow {
  readonly zoom: number;
  /** The left upper corner of what is seen. */
  readonly x: number;
  readonly y: number;
}
export interface SpectrumPlace {
  readonly x: number;
  readonly y: number;
}

export const WHOLE: SpectrumWindow = { zoom: 1, x: 0, y: 0 };
const MOST_ZOOM = 32;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Keeps the window on the spectrum. */
export function within({ zoom, x, y }: SpectrumWindow): SpectrumWindow {
  const kept = clamp(zoom, 1, MOST_ZOOM);
  return { zoom: kept, x: clamp(x, 0, 1 - 1 / kept), y: clamp(y, 0, 1 - 1 / kept) };
}

/** Larger or smaller around a place of the spectrum, which stays where it is on the screen. */
export function zoomedAt(window: SpectrumWindow, factor: number, place: SpectrumPlace): SpectrumWindow {
  const zoom = clamp(window.zoom * factor, 1, MOST_ZOOM);
  const share = window.zoom / zoom;
  return within({
    zoom,
    x: place.x - (place.x - window.x) * share,
    y: place.y - (place.y - window.y) * share,
  });
}

/** The place of the spectrum under a place of the pane. */
export const placeAt = ({ zoom, x, y }: SpectrumWindow, inPane: SpectrumPlace): SpectrumPlace => ({
  x: x + inPane.x / zoom,
  y: y + inPane.y / zoom,
});

/** Where a place of the spectrum lies on the pane, in percent. */
export const percentOf = ({ zoom, x, y }: SpectrumWindow, place: SpectrumPlace): SpectrumPlace => ({
  x: (place.x - x) * zoom * 100,
  y: (place.y - y) * zoom * 100,
});

interface SpectrumBin {
  readonly column: number;
  readonly row: number;
  /** Cycles per pixel, -1/2 to 1/2; down is positive. */
  readonly fx: number;
  readonly fy: number;
}

/** The frequency at a place, of a spectrum with the mean in the middle. */
export function binAt({ x, y }: SpectrumPlace, { width, height }: { width: number; height: number }): SpectrumBin {
  const column = clamp(Math.floor(x * width), 0, width - 1);
  const row = clamp(Math.floor(y * height), 0, height - 1);
  return {
    column,
    row,
    fx: (column - Math.floor(width / 2)) / width,
    fy: (row - Math.floor(height / 2)) / height,
  };
}

/** The middle of a bin, as a place. */
export const middleOf = (
  { column, row }: Pick<SpectrumBin, 'column' | 'row'>,
  { width, height }: { width: number; height: number },
): SpectrumPlace => ({ x: (column + 0.5) / width, y: (row + 0.5) / height });
