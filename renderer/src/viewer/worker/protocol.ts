import type { Said } from '@core/messages';
import type { Channel, DifferenceKind, ErrorStatistics, PixelData, ValueForm } from '../math/errors';
import type { MapPlace } from '../math/maps';
import type { Rect } from '../math/geometry';
import type { ValueRange } from '../math/range';
import type { Extent } from '../math/samples';
import type { Tone } from '../math/tone';
import type { StripPlan } from './strips';

/**
 * Messages between the page, the workers of pictures (decode, keep pixels, build mip levels and errors) and the render
 * worker (owns the canvas). Workers of pictures hand tiles to the render worker directly, so pixels never pass the page.
 */

export interface PictureFacts extends ValueForm {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly levels: number;
  /** The finest level that is at hand; tiles of those before it are read from the picture's file. @default 0 */
  readonly atHand?: number;
}

/** What the workers of pictures may hold. */
export interface PoolLimits {
  /** Pixels from which on a picture is not held whole, but read by tiles. */
  readonly tiledFrom: number;
  /** Of decoded strips of all such pictures of one worker. */
  readonly cacheBytes: number;
}

/** A picture for a worker that compares with it: its pixels, or how its file is read and what was seen of it already. */
export type LentPicture =
  | { readonly pixels: PixelData }
  | { readonly plan: StripPlan; readonly samples: Uint16Array | null; readonly peak?: number };

/** What a map of errors is made of; `key` names it in tile requests. */
export interface DifferenceSpec {
  readonly key: string;
  readonly id: string;
  readonly referenceId: string;
  readonly kind: DifferenceKind;
  readonly channel: Channel;
  /** Of a local metric: where the engine put it. */
  readonly map?: MapPlace;
}

/** Questions with one answer each. */
export type PictureQuestion =
  /** Pixel values in file units: number[] | null. An id that names a map gives its one value. */
  | { readonly ask: 'probe'; readonly ids: readonly string[]; readonly positions: readonly { x: number; y: number }[] }
  /** See `patchOf`; of a difference, see `errorPatch`. */
  | {
      readonly ask: 'patch';
      readonly id: string;
      /** Errors of this map instead of the picture's values. */
      readonly difference: DifferenceSpec | null;
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  | {
      readonly ask: 'line';
      readonly id: string;
      readonly axis: 'horizontal' | 'vertical';
      readonly index: number;
      readonly channel: Channel;
    }
  | { readonly ask: 'histogram'; readonly id: string; readonly channel: Channel }
  /** What the values span: `extentOf`. */
  | { readonly ask: 'extent'; readonly id: string }
  /** Differences per cell: `cellDifferences`. */
  | { readonly ask: 'cells'; readonly id: string; readonly baseId: string; readonly side: number }
  /** For a worker that compares with it. */
  | { readonly ask: 'lend'; readonly id: string }
  /** Builds (or finds) an error map: ErrorStatistics. */
  | { readonly ask: 'difference'; readonly spec: DifferenceSpec };

export interface Answers {
  probe: (number[] | null)[];
  patch: { readonly data: Float32Array; readonly channels: 1 | 3 };
  line: Float32Array;
  histogram: Float64Array;
  extent: Extent;
  cells: Float32Array;
  lend: LentPicture;
  difference: ErrorStatistics;
}

export type ToPictureWorker =
  | { readonly type: 'limits'; readonly limits: PoolLimits }
  | { readonly type: 'connect'; readonly port: MessagePort }
  | { readonly type: 'open'; readonly id: string; readonly url: string; readonly peak: number | undefined }
  | { readonly type: 'adopt'; readonly id: string; readonly lent: LentPicture }
  | { readonly type: 'close'; readonly id: string }
  | { readonly type: 'drop-difference'; readonly key: string }
  | { readonly type: 'question'; readonly ticket: number; readonly question: PictureQuestion };

export type FromPictureWorker =
  | { readonly type: 'opened'; readonly id: string; readonly facts: PictureFacts; readonly ms: number }
  | { readonly type: 'failed'; readonly id: string; readonly message: Said }
  | { readonly type: 'answer'; readonly ticket: number; readonly value: Answers[keyof Answers] }
  | { readonly type: 'no-answer'; readonly ticket: number; readonly message: Said };

/** `image:<id>` or `difference:<key>`: what a tile shows. */
export type SourceId = string;
export const pictureSource = (id: string): SourceId => `image:${id}`;
export const differenceSource = (key: string): SourceId => `difference:${key}`;

export interface TileRequest {
  readonly source: SourceId;
  readonly level: number;
  readonly tx: number;
  readonly ty: number;
}

/** What goes to a worker of pictures: a request, or one that is no longer in sight. */
export type ToTileDesk = TileRequest | { readonly cancelled: TileRequest };

export interface TileReply extends TileRequest {
  /** Null when the source is gone. */
  readonly tile: Tile | null;
  /** The file could not be read just now. */
  readonly hasFailed?: boolean;
}

/**
 * Texels with a one-texel apron: [height+2 × width+2 × 4] encoded bytes or linear floats (1 is white), or
 * [height+2 × width+2] errors.
 */
export interface Tile {
  readonly kind: 'bytes' | 'light' | 'errors';
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Float32Array;
}

/** A source the renderer may ask tiles of. */
export interface SourceFacts extends PictureFacts {
  readonly source: SourceId;
  /** Which port answers. */
  readonly worker: number;
}

/** Values to write on the pixels of a picture: a block of them, [height × width × channels], NaN for none. */
export interface PixelNumbers {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Float32Array;
  /** Digits after the point. */
  readonly digits: number;
}

/** One picture in one place of the canvas; all lengths in device pixels of the canvas. */
export interface DrawItem {
  readonly source: SourceId;
  readonly clip: Rect;
  /** Where the picture's upper left corner lies. */
  readonly origin: { readonly x: number; readonly y: number };
  /** Device pixels per picture pixel. */
  readonly scale: number;
  /** 1, or less for a picture that is out of date. */
  readonly opacity: number;
  /** 1, or less for a map through which the picture under it shows. */
  readonly cover: number;
  readonly numbers: PixelNumbers | null;
}

export type Overlay =
  | { readonly kind: 'cross'; readonly x: number; readonly y: number; readonly clip: Rect }
  | { readonly kind: 'frame'; readonly rect: Rect; readonly clip: Rect }
  /** Lines around a pixel, none of them on it. */
  | { readonly kind: 'square'; readonly rect: Rect; readonly clip: Rect }
  | { readonly kind: 'line'; readonly rect: Rect };

/** A second view on top of a pane, with a border: minimap, loupe. */
export interface Inset {
  readonly item: DrawItem;
  readonly overlays: readonly Overlay[];
}

export interface Frame {
  /** Counts up, so that the page can tell which of its frames was drawn. */
  readonly number: number;
  readonly width: number;
  readonly height: number;
  /** Canvas colour around pictures, 0..255 grey. */
  readonly background: number;
  readonly channel: Channel;
  /** Interpolate above 100 % (in linear light) instead of showing pixels. */
  readonly smooth: boolean;
  readonly range: ValueRange;
  readonly tone: Tone;
  readonly items: readonly DrawItem[];
  readonly overlays: readonly Overlay[];
  readonly insets: readonly Inset[];
  /** Device pixels of the overlay lines' width. */
  readonly lineWidth: number;
}

export type ToRenderWorker =
  | { readonly type: 'canvas'; readonly canvas: OffscreenCanvas; readonly prefer: 'webgl2' | 'canvas2d' }
  | { readonly type: 'connect'; readonly worker: number; readonly port: MessagePort }
  | { readonly type: 'source'; readonly facts: SourceFacts }
  | { readonly type: 'drop'; readonly source: SourceId }
  | { readonly type: 'colours'; readonly table: Uint8Array }
  | { readonly type: 'frame'; readonly frame: Frame };

export type FromRenderWorker =
  | { readonly type: 'ready'; readonly api: 'webgl2' | 'canvas2d'; readonly name: string }
  | { readonly type: 'unavailable' }
  /** This frame is drawn with every tile in sight in its final level; `drawMs` is what the last drawing took. */
  | { readonly type: 'settled'; readonly frame: number; readonly drawMs: number };
