import type { PictureInfo } from '@core/engine/contract/contract';

/** What goes between the main process and the engine's utility process. Clients' frames never pass here: each has a port of its own. */
export type ToEngine =
  | { readonly type: 'start'; readonly data: EngineData }
  /** Comes with one port. */
  | { readonly type: 'connect' }
  | { readonly type: 'open'; readonly request: number; readonly path: string }
  | { readonly type: 'shutdown' };

export type FromEngine =
  | { readonly type: 'opened'; readonly request: number; readonly picture: PictureInfo }
  | { readonly type: 'refused'; readonly request: number; readonly code: string; readonly message: string }
  | { readonly type: 'log'; readonly line: string };

export interface EngineData {
  /** The host's work folder. */
  readonly folder: string;
  readonly samples: string | null;
  readonly openSample: boolean;
}
