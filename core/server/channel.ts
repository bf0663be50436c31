import type { PictureInfo } from '../engine/contract/contract';
import type { Fault } from '../engine/thread/jobs';

/** What goes between the served host and its engine process. One channel carries every client's line, by number. */
export type ToEngine =
  | { readonly type: 'connect'; readonly client: number }
  | { readonly type: 'frame'; readonly client: number; readonly frame: string }
  | { readonly type: 'disconnect'; readonly client: number }
  | { readonly type: 'open'; readonly request: number; readonly path: string; readonly given: string }
  | { readonly type: 'shutdown' };

export type FromEngine =
  | { readonly type: 'ready' }
  | { readonly type: 'frame'; readonly client: number; readonly frame: string }
  | { readonly type: 'closed'; readonly client: number; readonly reason: string }
  | { readonly type: 'opened'; readonly request: number; readonly picture: PictureInfo }
  | { readonly type: 'refused'; readonly request: number; readonly fault: Fault }
  | { readonly type: 'log'; readonly line: string };

/** The engine process's start data, as JSON in its first argument. */
export interface ServedEngineData {
  readonly folder: string;
  readonly conductor: string;
  readonly samples: string | null;
  readonly openSample: boolean;
}
