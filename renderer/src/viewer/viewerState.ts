import { reactive, shallowReactive } from 'vue';
import type { ColourMapId } from './math/colourMaps';
import type { Channel, ErrorKind } from './math/errors';
import type { Point } from './math/geometry';
import type { View } from './math/view';
import type { PixelPosition, Region } from './paneModel';

export type Layout = 'grid' | 'one' | 'wipe' | 'difference';
export const LAYOUTS: readonly Layout[] = ['grid', 'one', 'wipe', 'difference'];
export const CHANNELS: readonly Channel[] = ['rgb', 'r', 'g', 'b', 'y'];
export const ERROR_KINDS: readonly ErrorKind[] = ['absolute', 'signed', 'squared'];
export const GAINS: readonly number[] = [1, 2, 4, 8, 16, 32];

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
  errorKind: ErrorKind;
  /** One of its own per kind, so that signed errors keep their zero-centred colours. */
  colourMaps: Record<ErrorKind, ColourMapId>;
  gain: number;
  /** Share of pixels that the automatic range covers. */
  percentile: number;
  blinkMs: number;
  loupe: boolean;
  minimap: boolean;
  /** Values in 0..1 instead of the file's units. */
  unitValues: boolean;
}

export function defaultPreferences(): ViewerPreferences {
  return {
    layout: 'grid',
    channel: 'rgb',
    columns: 0,
    smooth: false,
    showInput: false,
    wipeAxis: 'vertical',
    errorKind: 'absolute',
    colourMaps: { absolute: 'magma', signed: 'diverging', squared: 'magma' },
    gain: 1,
    percentile: 0.98,
    blinkMs: 500,
    loupe: false,
    minimap: false,
    unitValues: false,
  };
}

/** What the user is doing right now. */
export interface ViewerMoment {
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
  /** Error size the colours end at, before gain; null until it was found. */
  rangeSize: number | null;
  rangeLocked: boolean;
  regionMode: boolean;
  region: Region | null;
  /** The pixel under the pointer, and the pane the pointer is in. */
  cursor: PixelPosition | null;
  cursorPane: string;
  /** The pixel that was clicked: read out while the pointer is elsewhere. */
  pinned: PixelPosition | null;
  /** Input pixels that make the value in question, marked on the input. */
  marks: readonly TapMark[];
  fullScreen: boolean;
}

/** A mark on one pixel of the input. */
export interface TapMark {
  readonly x: number;
  readonly y: number;
  /** "+0.997" and "95", written where a pixel has room. */
  readonly weight: string;
  readonly value: string;
}

export function createPreferences(saved: Partial<ViewerPreferences> = {}): ViewerPreferences {
  const defaults = defaultPreferences();
  return reactive({ ...defaults, ...saved, colourMaps: { ...defaults.colourMaps, ...saved.colourMaps } });
}

export function createMoment(): ViewerMoment {
  return shallowReactive<ViewerMoment>({
    view: { scale: 1, x: 0, y: 0 },
    fitting: true,
    offsets: new Map(),
    selectedKey: '',
    chosenReference: '',
    chosenOther: '',
    wipe: 0.5,
    peek: 'none',
    blinking: false,
    rangeSize: null,
    rangeLocked: false,
    regionMode: false,
    region: null,
    cursor: null,
    cursorPane: '',
    pinned: null,
    marks: [],
    fullScreen: false,
  });
}
