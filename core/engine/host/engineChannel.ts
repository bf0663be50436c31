import type { PictureInfo } from '../contract/contract';
import type { Fault } from '../files/fault';

/** Messages from the host to its engine process, independent of the transport. */
export type ToEngine =
  | { readonly type: 'start'; readonly data: EngineData }
  /** Takes in a client. Its frames come by a port of its own, where the host can hand one over, or by `frame`. */
  | { readonly type: 'connect'; readonly client: number }
  | { readonly type: 'frame'; readonly client: number; readonly frame: string }
  | { readonly type: 'disconnect'; readonly client: number }
  /**
   * `given` is what results call the picture; its path by default. `isAside`: it is given for another picture.
   * `folder`: the one that a page says it came from.
   */
  | {
      readonly type: 'open';
      readonly request: number;
      readonly path: string;
      readonly given?: string;
      readonly isAside?: boolean;
      readonly folder?: string;
    }
  | { readonly type: 'shutdown' };

export type FromEngine =
  | { readonly type: 'frame'; readonly client: number; readonly frame: string }
  | { readonly type: 'closed'; readonly client: number; readonly reason: string }
  | { readonly type: 'opened'; readonly request: number; readonly picture: PictureInfo }
  | { readonly type: 'refused'; readonly request: number; readonly fault: Fault }
  | { readonly type: 'log'; readonly line: string };

/** What an engine needs to know before anything else. */
export interface EngineData {
  /** The host's work folder. */
  readonly folder: string;
  /** Folder of sample pictures; null when there is none. */
  readonly samples: string | null;
  /** Opens the first sample when nothing else is open. */
  readonly openSample: boolean;
}
