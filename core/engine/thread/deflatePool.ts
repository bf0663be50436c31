import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { deflateStrip, type Deflated, type Deflater, type Strip } from '../pictures/deflate';
import { ANSWERS, ENDED, READY, type DeflateAnswer, type DeflateData } from './deflateMessages';

/** How long a waiting thread sleeps before it looks again. */
const LOOK_MS = 50;

interface Helper {
  readonly port: MessagePort;
  readonly words: Int32Array;
}

/**
 * Deflates the strips of a large picture on several threads, for a thread that waits: the calling one takes the first of
 * them. Threads start with the first large picture, join when they are ready and end with the calling one; what one that
 * ended owes is done here.
 */
export class DeflatePool implements Deflater {
  private helpers: readonly Helper[] | undefined;
  private lastId = 0;

  /**
   * @param entry the built deflateWorker
   * @param threads that deflate, the calling one included
   */
  constructor(
    private readonly entry: URL,
    private readonly threads: number,
  ) {}

  get together(): number {
    return this.threads;
  }

  deflate(strips: readonly Strip[]): readonly Deflated[] {
    const helpers = (this.helpers ??= this.start()).filter(({ words }) => Atomics.load(words, READY) === 1);
    const [own, ...others] = strips;
    const asked = others.map((strip, index) => {
      const helper = helpers[index];
      const id = ++this.lastId;
      helper?.port.postMessage({ id, strip });
      return { id, strip, helper };
    });
    const first = own === undefined ? [] : [deflateStrip(own)];
    return [...first, ...asked.map(({ id, strip, helper }) => answerOf(helper, id) ?? deflateStrip(strip))];
  }

  private start(): Helper[] {
    return Array.from({ length: this.threads - 1 }, () => {
      const { port1, port2 } = new MessageChannel();
      const signal = new SharedArrayBuffer(12);
      const data: DeflateData = { port: port2, signal };
      const worker = new Worker(this.entry, { workerData: data, transferList: [port2], execArgv: [] });
      // One that cannot start never becomes ready, which is all that follows from it.
      worker.on('error', () => undefined);
      worker.unref();
      port1.unref();
      return { port: port1, words: new Int32Array(signal) };
    });
  }
}

/** What a helper answers to a request; undefined where it has ended. */
function answerOf(helper: Helper | undefined, id: number): Deflated | undefined {
  while (helper !== undefined) {
    const seen = Atomics.load(helper.words, ANSWERS);
    const received = receiveMessageOnPort(helper.port) as { readonly message: DeflateAnswer } | undefined;
    if (received?.message.id === id) return received.message.deflated;
    if (received !== undefined) continue;
    if (Atomics.load(helper.words, ENDED) === 1) return undefined;
    Atomics.wait(helper.words, ANSWERS, seen, LOOK_MS);
  }
  return undefined;
}
