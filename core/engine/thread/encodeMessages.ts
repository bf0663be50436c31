import type { MessagePort } from 'node:worker_threads';

/** What goes between a thread that computes and one that writes its pictures. */

export interface EncodeData {
  readonly port: MessagePort;
  /** Int32 words: see below. */
  readonly signal: SharedArrayBuffer;
}

/** Counts what the writing thread does, answers included: a sign that it lives. */
export const BEATS = 0;
/** 1 when it takes pictures. */
export const READY = 1;
/** What becomes of the file that is being written: one side decides, once. */
export const FATE = 2;
export const WORDS = 3;

export const UNDECIDED = 0;
/** Nobody wants it. */
export const DROPPED = 1;
/** It gets its name. */
export const NAMED = 2;

/** Requests come one by one: the next follows the answer to the one before. */
export interface EncodeRequest {
  /** Of the file; it is written beside, as `.part`, and named when it is whole. */
  readonly path: string;
  readonly head: readonly Uint8Array[];
  /** Filtered rows, strip after strip, in shared memory. */
  readonly strips: readonly Uint8Array[];
  readonly level: number;
}

export interface EncodeAnswer {
  /** Of the file; null where it was dropped. */
  readonly bytes: number | null;
  /** Why it could not be written. */
  readonly error?: { readonly code: string | undefined; readonly message: string } | undefined;
}
