import type { MessagePort } from 'node:worker_threads';
import type { Fault } from '../files/fault';
import type { ExternalFile, RunTensor } from './ortSession';

/** What goes between a thread and the thread that runs networks for it. */

export type Feeds = Readonly<Record<string, RunTensor>>;
export type Answers = Record<string, RunTensor>;

export type RuntimeRequest =
  | { readonly kind: 'open'; readonly bytes: Uint8Array; readonly external: readonly ExternalFile[] }
  | {
      readonly kind: 'run';
      readonly session: number;
      readonly feeds: Feeds;
      readonly wanted?: readonly string[] | undefined;
    }
  /** Runs so many times in a row, each measured there. */
  | { readonly kind: 'time'; readonly session: number; readonly feeds: Feeds; readonly runs: number }
  | { readonly kind: 'close'; readonly session: number };

export type RuntimeReply =
  | { readonly id: number; readonly session: number }
  | { readonly id: number; readonly results: Answers }
  /** Milliseconds of each run. */
  | { readonly id: number; readonly times: readonly number[] }
  | { readonly id: number; readonly fault: Fault; readonly isBroken: boolean };

export interface RuntimeData {
  readonly port: MessagePort;
  /** [0] counts replies, [1] is 1 when the thread has ended. */
  readonly signal: SharedArrayBuffer;
  readonly threads: number;
}

export const REPLIES = 0;
export const ENDED = 1;
