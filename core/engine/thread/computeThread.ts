import { message, say } from '../../messages';
import { Worker } from 'node:worker_threads';
import { cancelled, sentenceOf, UpbenchError } from '../../tensor/errors';
import { fromFault, toFault } from '../files/fault';
import type { AnyJobEvent, Computing, ThreadData, FromThread, Job, JobEvent, JobResult } from './jobs';

/** A thread that has not stopped this long after it was asked is ended; cancel is promised within 100 ms. */
const STOP_WITHIN_MS = 80;

export interface RunningJob<Kind extends Job['kind']> {
  readonly done: Promise<JobResult<Kind>>;
  /** The promise rejects with `cancelled` at most 80 ms later, whatever the thread is doing. */
  cancel(): void;
}

interface Entry {
  readonly id: number;
  readonly job: Job;
  readonly onEvent: (event: AnyJobEvent) => void;
  readonly resolve: (result: JobResult<Job['kind']>) => void;
  readonly reject: (error: unknown) => void;
  isCancelled: boolean;
}

/**
 * The message loop's end of one computing thread. Jobs run one after another in the order they came; a thread that
 * dies takes only its current job with it, and the next job gets a fresh one.
 */
export class ComputeThread {
  private worker: Worker | undefined;
  private stop = new SharedArrayBuffer(4);
  private readonly queue: Entry[] = [];
  private active: Entry | undefined;
  private stopTimer: NodeJS.Timeout | undefined;
  private nextId = 1;
  private isDisposed = false;
  /** Who waits to hear what computes. */
  private readonly asking: { resolve(computing: Computing): void; reject(error: unknown): void }[] = [];
  private latest: Computing | undefined;

  /** @param entry URL of the built thread; started at once, so that the first job finds it warm. */
  constructor(
    private readonly entry: URL,
    private readonly log: (line: string) => void = () => undefined,
  ) {
    this.ensureWorker();
  }

  /** What computes; known once the first thread is up. After a job: what computed that job. Rejects when no thread comes up. */
  computing(): Promise<Computing> {
    if (this.latest !== undefined) return Promise.resolve(this.latest);
    if (this.isDisposed) return Promise.reject(cancelled());
    return new Promise((resolve, reject) => {
      this.asking.push({ resolve, reject });
      this.ensureWorker();
    });
  }

  get isIdle(): boolean {
    return this.active === undefined && this.queue.length === 0;
  }

  run<Kind extends Job['kind']>(
    job: Extract<Job, { kind: Kind }>,
    onEvent: (event: JobEvent<Kind>) => void = () => undefined,
  ): RunningJob<Kind> {
    const id = this.nextId++;
    let entry: Entry | undefined;
    const done = new Promise<JobResult<Job['kind']>>((resolve, reject) => {
      entry = { id, job, onEvent: onEvent as (event: AnyJobEvent) => void, resolve, reject, isCancelled: false };
    });
    const waiting = entry as unknown as Entry;
    this.queue.push(waiting);
    this.next();
    return { done: done as Promise<JobResult<Kind>>, cancel: () => this.cancel(waiting) };
  }

  /** Replaces the thread by a fresh one, which gives back what it ever took; false while it works. */
  renew(): boolean {
    if (!this.isIdle) return false;
    this.abandonWorker();
    return true;
  }

  /** Ends the thread; whatever it was doing is rejected as cancelled. */
  async dispose(): Promise<void> {
    this.isDisposed = true;
    for (const { reject } of this.asking.splice(0)) reject(cancelled());
    for (const entry of this.queue.splice(0)) entry.reject(cancelled());
    this.settle((entry) => entry.reject(cancelled()));
    const worker = this.worker;
    this.worker = undefined;
    await worker?.terminate();
  }

  private cancel(entry: Entry): void {
    if (entry.isCancelled) return;
    entry.isCancelled = true;
    const waiting = this.queue.indexOf(entry);
    if (waiting >= 0) {
      this.queue.splice(waiting, 1);
      entry.reject(cancelled());
      return;
    }
    if (this.active !== entry) return;
    Atomics.store(new Int32Array(this.stop), 0, entry.id);
    this.stopTimer = setTimeout(() => {
      if (this.active !== entry) return;
      this.log(say(message('log-thread-ended', { ms: STOP_WITHIN_MS })));
      this.abandonWorker();
      this.settle((late) => late.reject(cancelled()));
    }, STOP_WITHIN_MS);
  }

  private next(): void {
    if (this.active !== undefined || this.isDisposed) return;
    const entry = this.queue.shift();
    if (entry === undefined) return;
    this.active = entry;
    const worker = this.ensureWorker();
    Atomics.store(new Int32Array(this.stop), 0, 0);
    worker.postMessage({ id: entry.id, job: entry.job });
  }

  private settle(how: (entry: Entry) => void): void {
    const entry = this.active;
    clearTimeout(this.stopTimer);
    this.active = undefined;
    if (entry !== undefined) how(entry);
    this.next();
  }

  private ensureWorker(): Worker {
    if (this.worker !== undefined) return this.worker;
    // A flag of its own for each thread: an abandoned one must not take the next job's flag for its own.
    this.stop = new SharedArrayBuffer(4);
    const worker = new Worker(this.entry, {
      workerData: { stop: this.stop } satisfies ThreadData,
      // What was meant for the main script (`--input-type`, `--import`) is not for the thread.
      execArgv: [],
    });
    this.worker = worker;
    const isCurrent = (): boolean => this.worker === worker;
    worker.on('message', (received: FromThread) => {
      if (isCurrent()) this.receive(received);
    });
    const fail = (error: unknown): void => {
      if (!isCurrent()) return;
      this.worker = undefined;
      const { code, message: reason } = toFault(error);
      this.log(say(message('log-thread-stopped', { reason })));
      for (const { reject } of this.asking.splice(0))
        reject(new UpbenchError('interrupted', message('thread-not-started', { reason: firstLine(error) })));
      const isMemory =
        code === 'too-large' ||
        (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY');
      this.settle((entry) => {
        if (entry.isCancelled) entry.reject(cancelled());
        else if (isMemory) entry.reject(new UpbenchError('too-large', message('thread-no-memory')));
        else entry.reject(new UpbenchError('interrupted', message('thread-stopped')));
      });
    };
    worker.on('error', fail);
    worker.on('messageerror', fail);
    worker.on('exit', (code) => fail(new Error(`it ended with code ${code}`)));
    return worker;
  }

  /** Forgets the thread at once; its end may take until the library call it is in returns. */
  private abandonWorker(): void {
    const worker = this.worker;
    this.worker = undefined;
    void worker?.terminate();
    if (!this.isDisposed) this.ensureWorker();
  }

  private receive(message: FromThread): void {
    if (message.type === 'computing') {
      this.latest = message.computing;
      for (const { resolve } of this.asking.splice(0)) resolve(message.computing);
      return;
    }
    // A message for a settled job.
    if (this.active?.id !== message.id) return;
    const { active } = this;
    // Events still count while a cancel is on its way: they name blobs that somebody has to remove.
    if (message.type === 'event') active.onEvent(message.event);
    else if (active.isCancelled) this.settle((entry) => entry.reject(cancelled()));
    else if (message.type === 'done') this.settle((entry) => entry.resolve(message.result));
    else this.settle((entry) => entry.reject(fromFault(message.fault)));
  }
}

const firstLine = (error: unknown): string => sentenceOf(error).split('\n', 1)[0]?.replace(/\.$/, '') ?? '';
