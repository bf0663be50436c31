import { reactive, shallowReactive } from 'vue';
import type { ColourMapId } from './math/colourMaps';
import type { Channel, DifferenceKind, MapKind } from './math/errors';
import type { Point } from './math/geometry';
import type { View } from './math/view';
import type { PixelPosition, Region } from './paneModel';

export type Layout = 'grid' | 'one' | 'wipe' | 'difference';
export const LAYOUTS: readonly Layout[] = ['grid', 'one', 'wipe', 'difference'];
export const CHANNELS: readonly Channel[] = ['rgb', 'r', 'g', 'b', 'y'];
export const DIFFERENCE_KINDS: readonly DifferenceKind[] = ['absolute', 'signed', 'squared', 'ssim', 'flip'];
export const GAINS: readonly number[] = [1, 2, 4, 8, 16, 32];
/** Shares of pixels that the automatic range may hold. */
export const PERCENTILES: readonly number[] = [0.9, 0.95, 0.98, 0.99, 0.999, 1];
export const BLINK_MS: readonly number[] = [200, 350, 500, 1000, 2000];
export const MOST_COLUMNS = 8;
/** Of exposure. */
export const STOPS = { least: -8, most: 16, step: 0.5 } as const;
export const TONES = ['automatic', 'file', 'own'] as const;
export type ToneChoice = (typeof TONES)[number];

/** What the user prefers; plain data that the window may keep between starts. */
export interface ViewerPreferences {
  layout: Layout;
  channel: Channel;
  /** 0 = the number that shows the pictures largest. */
  columns: number;
  /** Interpolate above 100 % instead of showing pixels. */
  smooth: boolean;
  /** Show the low-resolution input among the panes. */
  showInput: boolean;
  wipeAxis: 'vertical' | 'horizontal';
  errorKind: DifferenceKind;
  /** One of its own per kind, so that signed errors keep their zero-centred colours. */
  colourMaps: Record<DifferenceKind, ColourMapId>;
  gain: number;
  /** Share of pixels that the automatic range covers. */
  percentile: number;
  /** Of error maps over the picture. */
  mapOpacity: number;
  blinkMs: number;
  /** Which values are shown from black to white: found by itself where a picture would be black, the file's, or chosen. */
  tone: ToneChoice;
  /** Of `own`, in shares of white. */
  toneLow: number;
  toneHigh: number;
  loupe: boolean;
  minimap: boolean;
  /** Values in 0..1 instead of the file's units. */
  unitValues: boolean;
}

function defaultPreferences(): ViewerPreferences {
  return {
    layout: 'grid',
    channel: 'rgb',
    columns: 0,
    smooth: false,
    showInput: false,
    wipeAxis: 'vertical',
    errorKind: 'absolute',
    colourMaps: { absolute: 'magma', signed: 'diverging', squared: 'magma', ssim: 'magma', flip: 'magma' },
    gain: 1,
    percentile: 0.98,
    mapOpacity: 1,
    blinkMs: 500,
    tone: 'automatic',
    toneLow: 0,
    toneHigh: 1,
    loupe: false,
    minimap: true,
    unitValues: false,
  };
}

/** What the user is doing right now. */
export interface ViewerTransient {
  view: View;
  /** The view follows the size of the panes until the user zooms or pans. */
  fitting: boolean;
  /** Pane key -> its own shift against the shared view, in reference pixels. */
  offsets: ReadonlyMap<string, Point>;
  selectedKey: string;
  /** The pane the user made the reference; empty = the pane with that role. */
  chosenReference: string;
  /** The other picture of One and Wipe; empty = the reference. */
  chosenOther: string;
  /** Position of the wipe, 0..1. */
  wipe: number;
  /** A held key, or the blink, shows another picture in the same place. */
  peek: 'none' | 'other' | 'input';
  blinking: boolean;
  /** Size the colours end at, before gain, of errors and of each map; missing until it was found. */
  rangeSizes: Readonly<Partial<Record<'error' | MapKind, number>>>;
  rangeLocked: boolean;
  regionMode: boolean;
  region: Region | null;
  /** The pixel under the pointer, and the pane the pointer is in. */
  cursor: PixelPosition | null;
  cursorPane: string;
  /** The pixel that was clicked: read out while the pointer is elsewhere. */
  pinned: PixelPosition | null;
  /** The clicked pixel is taken apart: it is framed in every pane, and arrows move it. */
  isTakenApart: boolean;
  /** Input pixels that make the value in question, marked on the input. */
  marks: readonly TapMark[];
  /** Of how many pixels each pane's value is made, in words: "4 pixels". */
  origins: ReadonlyMap<string, string>;
  /** Exposure of the pictures. */
  stops: number;
  fullScreen: boolean;
}

/** A mark on one pixel of the input. */
export interface TapMark {
  readonly x: number;
  readonly y: number;
  /** "+0.997" and "95", written where a pixel has room. */
  readonly weight: string;
  readonly value: string;
  /** Dark signs are read on it better than light ones. */
  readonly isLight?: boolean;
  /** Beyond the picture's border, where its rule puts a value. */
  readonly isBeyond?: boolean;
  /** The one that is picked in the list. */
  readonly isPicked?: boolean;
}

export function createPreferences(saved: Partial<ViewerPreferences> = {}): ViewerPreferences {
  const defaults = defaultPreferences();
  return reactive({ ...defaults, ...saved, colourMaps: { ...defaults.colourMaps, ...saved.colourMaps } });
}

export function createTransient(): ViewerTransient {
  return shallowReactive<ViewerTransient>({
    view: { scale: 1, x: 0, y: 0 },
    fitting: true,
    offsets: new Map(),
    selectedKey: '',
    chosenReference: '',
    chosenOther: '',
    wipe: 0.5,
    peek: 'none',
    blinking: false,
    rangeSizes: {},
    rangeLocked: false,
    regionMode: false,
    region: null,
    cursor: null,
    cursorPane: '',
    pinned: null,
    isTakenApart: false,
    marks: [],
    origins: new Map(),
    stops: 0,
    fullScreen: false,
  });
}
