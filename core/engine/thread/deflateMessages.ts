import type { MessagePort } from 'node:worker_threads';
import type { Deflated, Strip } from '../pictures/deflate';

/** What goes between a thread that writes a picture and one that deflates strips of it. */

export interface DeflateData {
  readonly port: MessagePort;
  /** [0] counts answers, [1] is 1 when the thread has ended, [2] is 1 when it takes strips. */
  readonly signal: SharedArrayBuffer;
}

export const ANSWERS = 0;
export const ENDED = 1;
export const READY = 2;

export interface DeflateRequest {
  readonly id: number;
  readonly strip: Strip;
}

export interface DeflateAnswer {
  readonly id: number;
  readonly deflated: Deflated;
}
