import { rmSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { FilteredPng } from '../pictures/png';
import { MOST_WRITTEN_BYTES } from './memory';
import {
  BEATS,
  DROPPED,
  FATE,
  NAMED,
  READY,
  UNDECIDED,
  WORDS,
  type EncodeAnswer,
  type EncodeData,
  type EncodeRequest,
} from './encodeMessages';

/** How long a waiting thread sleeps before it looks again. */
const LOOK_MS = 50;
/** A helper that gives no sign of life for so long is taken for dead. It gives one for every strip, in some 50 ms. */
const LOST_MS = 20_000;

/** A picture that a helper writes. */
export interface FileToCome {
  /** Whether it lies under its name. */
  readonly isThere: boolean;
  /** Waits for it: its length. Throws what kept it from being written, and `LostHelper` where the helper is gone. */
  wait(): number;
  /** Nobody wants it: it will not be there. */
  drop(): void;
}

/** The helper that was to write a file is gone, and the file is not there. */
export class LostHelper extends Error {}

/**
 * Deflates and writes pictures on threads of their own, while the calling one computes. A helper takes one picture at a
 * time, and keeps the memory for it. They start with the first picture and join when they are ready; a helper that is
 * lost is not used again.
 */
export class EncodePool {
  private helpers: Helper[] | undefined;

  /**
   * @param entry the built encodeWorker
   * @param threads that write beside the calling one
   */
  constructor(
    private readonly entry: URL,
    readonly threads: number,
    private readonly lostMs = LOST_MS,
  ) {}

  /** Starts the threads, so that the first picture finds them up. */
  prepare(): void {
    this.helpers ??= Array.from({ length: this.threads }, () => new Helper(this.entry, this.lostMs));
  }

  /** Begins to write a picture to `path`; null where no helper is free. */
  start(path: string, picture: FilteredPng): FileToCome | null {
    this.prepare();
    // By the calling thread, a strip at a time: it would lie in memory once more.
    if (picture.bytes > MOST_WRITTEN_BYTES) return null;
    return this.helpers?.find((helper) => helper.isFree)?.start(path, picture) ?? null;
  }
}

/** A picture that a helper was asked for, and what came of it. */
interface Asked {
  readonly path: string;
  answer?: EncodeAnswer;
}

class Helper {
  private readonly port: MessagePort;
  private readonly words: Int32Array;
  private memory = new SharedArrayBuffer(0);
  private latest: Asked | undefined;
  private isLost = false;

  constructor(
    entry: URL,
    private readonly lostMs: number,
  ) {
    const { port1, port2 } = new MessageChannel();
    const signal = new SharedArrayBuffer(4 * WORDS);
    const data: EncodeData = { port: port2, signal };
    const worker = new Worker(entry, { workerData: data, transferList: [port2], execArgv: [] });
    // One that cannot start never becomes ready, which is all that follows from it.
    worker.on('error', () => undefined);
    worker.unref();
    port1.unref();
    this.port = port1;
    this.words = new Int32Array(signal);
  }

  get isFree(): boolean {
    if (this.isLost || Atomics.load(this.words, READY) === 0) return false;
    return this.latest === undefined || this.hasAnswered(this.latest);
  }

  start(path: string, { head, strips, bytes, level }: FilteredPng): FileToCome {
    if (this.memory.byteLength < bytes) this.memory = new SharedArrayBuffer(bytes);
    const shared: Uint8Array[] = [];
    let at = 0;
    for (const strip of strips) {
      const place = new Uint8Array(this.memory, at, strip.length);
      place.set(strip);
      shared.push(place);
      at += strip.length;
    }
    Atomics.store(this.words, FATE, UNDECIDED);
    this.port.postMessage({ path, head, strips: shared, level } satisfies EncodeRequest);
    const asked: Asked = { path };
    this.latest = asked;
    const hasAnswered = (): boolean => this.hasAnswered(asked);
    return {
      get isThere() {
        return hasAnswered();
      },
      wait: () => this.wait(asked),
      drop: () => this.drop(asked),
    };
  }

  /** Whether a request is over. They come one by one: the latest alone can be waiting for an answer. */
  private hasAnswered(asked: Asked): boolean {
    if (asked.answer !== undefined) return true;
    const received = receiveMessageOnPort(this.port) as { readonly message: EncodeAnswer } | undefined;
    if (received !== undefined) asked.answer = received.message;
    return received !== undefined;
  }

  /** Whether a file that nobody waits for any more will not get its name. */
  private decideAgainst(): boolean {
    return Atomics.compareExchange(this.words, FATE, UNDECIDED, DROPPED) !== NAMED;
  }

  private wait(asked: Asked): number {
    let beats = Atomics.load(this.words, BEATS);
    let since = performance.now();
    while (!this.hasAnswered(asked)) {
      const now = Atomics.load(this.words, BEATS);
      if (now !== beats) {
        beats = now;
        since = performance.now();
      }
      // A thread that was killed says nothing; whether it names the file after all is decided here.
      if (performance.now() - since > this.lostMs && this.decideAgainst()) {
        this.isLost = true;
        throw new LostHelper('The thread that writes pictures has ended.');
      }
      Atomics.wait(this.words, BEATS, now, LOOK_MS);
    }
    const { bytes, error } = asked.answer!;
    if (error !== undefined) throw Object.assign(new Error(error.message), error);
    if (bytes === null) throw new LostHelper('The picture was dropped.');
    return bytes;
  }

  private drop(asked: Asked): void {
    if (!this.hasAnswered(asked) && this.decideAgainst()) return;
    try {
      this.wait(asked);
      rmSync(asked.path, { force: true });
    } catch {
      // It is not there.
    }
  }
}
