import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { message } from '../../messages';
import { cancelled, UpbenchError } from '../../tensor/errors';
import { fromFault } from '../files/fault';
import { openHere, type ExternalFile, type Session } from './ortSession';
import {
  ENDED,
  REPLIES,
  type Answers,
  type Feeds,
  type RuntimeData,
  type RuntimeReply,
  type RuntimeRequest,
} from './runtimeMessages';

/** How often a waiting thread looks whether it should stop. */
const LOOK_MS = 20;

interface Waiting {
  resolve(reply: RuntimeReply): void;
  reject(error: unknown): void;
}

/** A network that is ready to run, for a thread that must not wait for promises. */
export interface SessionNow {
  run(feeds: Feeds, wanted?: readonly string[]): Answers;
  /** Whether its thread is still the one that opened it. */
  isAlive(): boolean;
  close(): void;
}

/** A network of the benchmark. */
export interface TimedSession extends Session {
  /** Milliseconds of so many runs in a row. */
  time(feeds: Feeds, runs: number): Promise<readonly number[]>;
}

interface RuntimeOptions {
  /** The built runtimeWorker entry; where it is not there, the calling thread runs networks itself. */
  readonly worker?: URL | undefined;
  /** Threads that compute. @default 1 */
  readonly threads?: number | undefined;
}

/**
 * Runs networks in a thread of its own, started when it is first wanted. It ends with `close()`, with a cancel, and
 * when a network aborts its runtime; the next network then gets a fresh one.
 */
export class NetworkRuntime {
  private thread: { readonly worker: Worker; readonly port: MessagePort; readonly words: Int32Array } | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private readonly entry: URL | undefined;
  private readonly threads: number;

  constructor({ worker, threads = 1 }: RuntimeOptions = {}) {
    this.entry = worker !== undefined && existsSync(fileURLToPath(worker)) ? worker : undefined;
    this.threads = threads;
  }

  /** Opens a network; a raised signal ends the thread, whatever it is doing. */
  async open(bytes: Uint8Array, external: readonly ExternalFile[], signal?: AbortSignal): Promise<Session> {
    if (this.entry === undefined) return openHere(bytes, external, this.threads);
    return this.openTimed(bytes, external, signal);
  }

  /**
   * The same for a thread that waits.
   * @param checkpoint called every 20 ms; throws to cancel
   */
  openNow(bytes: Uint8Array, external: readonly ExternalFile[], checkpoint: () => void): SessionNow {
    const reply = this.askNow({ kind: 'open', bytes, external }, checkpoint);
    const session = 'session' in reply ? reply.session : 0;
    const { thread } = this;
    const isAlive = (): boolean => thread !== undefined && this.thread === thread;
    return {
      isAlive,
      run: (feeds, wanted) => {
        const answer = this.askNow({ kind: 'run', session, feeds, wanted }, checkpoint);
        return 'results' in answer ? answer.results : {};
      },
      close: () => {
        if (isAlive()) this.askNow({ kind: 'close', session }, checkpoint);
      },
    };
  }

  /** Whether there is a thread to run networks in. */
  get hasThread(): boolean {
    return this.entry !== undefined;
  }

  /** A network whose runs are measured in the thread that runs it: what goes between threads is not its time. */
  async openTimed(
    bytes: Uint8Array,
    external: readonly ExternalFile[] = [],
    signal?: AbortSignal,
  ): Promise<TimedSession> {
    const reply = await this.ask({ kind: 'open', bytes, external }, signal);
    const session = 'session' in reply ? reply.session : 0;
    const { thread } = this;
    return {
      run: async (feeds, wanted) => {
        const answer = await this.ask({ kind: 'run', session, feeds, wanted }, signal);
        return 'results' in answer ? answer.results : {};
      },
      time: async (feeds, runs) => {
        const answer = await this.ask({ kind: 'time', session, feeds, runs }, signal);
        return 'times' in answer ? answer.times : [];
      },
      close: async () => {
        // A new thread numbers its networks from the start, so the same number there is a different network.
        if (thread !== undefined && this.thread === thread) await this.ask({ kind: 'close', session });
      },
    };
  }

  async close(): Promise<void> {
    const { thread } = this;
    this.end(cancelled());
    await thread?.worker.terminate();
  }

  private ask(request: RuntimeRequest, signal?: AbortSignal): Promise<RuntimeReply> {
    if (signal?.aborted === true) return Promise.reject(cancelled());
    const { port } = this.started(true);
    const id = this.nextId++;
    return new Promise<RuntimeReply>((resolve, reject) => {
      const stop = (): void => this.end(cancelled());
      signal?.addEventListener('abort', stop, { once: true });
      const done = (settle: () => void): void => {
        signal?.removeEventListener('abort', stop);
        settle();
      };
      this.waiting.set(id, {
        resolve: (reply) => done(() => resolve(reply)),
        reject: (error) => done(() => reject(error as Error)),
      });
      // A thread that computes keeps the program alive; one that waits does not.
      this.thread?.worker.ref();
      port.postMessage({ id, request });
    });
  }

  private askNow(request: RuntimeRequest, checkpoint: () => void): RuntimeReply {
    if (this.entry === undefined)
      throw new UpbenchError('internal', message('network-runtime-stopped', { said: 'runtimeWorker.js' }));
    const { port, words } = this.started(false);
    const id = this.nextId++;
    port.postMessage({ id, request });
    for (;;) {
      const seen = Atomics.load(words, REPLIES);
      const received = receiveMessageOnPort(port) as { readonly message: RuntimeReply } | undefined;
      if (received !== undefined) {
        const reply = received.message;
        if (reply.id !== id && reply.id !== 0) continue;
        if (!('fault' in reply)) return reply;
        if (reply.isBroken) this.end(cancelled());
        throw fromFault(reply.fault);
      }
      if (Atomics.load(words, ENDED) === 1) {
        this.end(cancelled());
        throw stopped('');
      }
      try {
        checkpoint();
      } catch (error) {
        this.end(cancelled());
        throw error;
      }
      Atomics.wait(words, REPLIES, seen, LOOK_MS);
    }
  }

  private started(listens: boolean): NonNullable<NetworkRuntime['thread']> {
    if (this.thread) return this.thread;
    const { port1, port2 } = new MessageChannel();
    const signal = new SharedArrayBuffer(8);
    const data: RuntimeData = { port: port2, signal, threads: this.threads };
    const worker = new Worker(this.entry!, {
      workerData: data,
      transferList: [port2],
      execArgv: [],
      // The runtime's own output is discarded.
      stdout: true,
      stderr: true,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    const thread = { worker, port: port1, words: new Int32Array(signal) };
    this.thread = thread;
    const fail = (said: string): void => {
      if (this.thread === thread) this.end(stopped(said));
    };
    worker.on('error', (error: unknown) => fail(error instanceof Error ? error.message : String(error)));
    worker.on('exit', () => fail(''));
    if (listens) port1.on('message', (reply: RuntimeReply) => this.receive(reply));
    port1.unref();
    worker.unref();
    return thread;
  }

  private receive(reply: RuntimeReply): void {
    if ('fault' in reply && reply.isBroken) {
      this.end(fromFault(reply.fault));
      return;
    }
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (this.waiting.size === 0) this.thread?.worker.unref();
    if ('fault' in reply) waiting?.reject(fromFault(reply.fault));
    else waiting?.resolve(reply);
  }

  /** Drops the thread at once; pending requests are rejected with the reason. */
  private end(why: UpbenchError): void {
    const { thread } = this;
    this.thread = undefined;
    thread?.port.close();
    void thread?.worker.terminate();
    for (const { reject } of this.waiting.values()) reject(why);
    this.waiting.clear();
  }
}

const stopped = (said: string): UpbenchError =>
  new UpbenchError('unsupported-file', message('network-runtime-stopped', { said }));
