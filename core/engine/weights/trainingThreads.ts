import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { TrainingLayer, TrainingServices } from '../../experiment/training';
import { trainOnPicture, type TrainingAnswer, type TrainingPicture } from '../pictures/trainingPicture';

/** What a thread is given: the layer, and a word that ends its work when it is no longer 0. */
export interface TrainingWorkerData {
  readonly layer: TrainingLayer;
  readonly stop: SharedArrayBuffer;
}

/** How often the waiting thread looks whether it should stop. */
const LOOK_MS = 40;
/** Pictures whose sums may wait for an earlier one, for each thread: memory stays that of a few pictures. */
const AHEAD = 2;

export interface TrainingThreadsOptions {
  readonly services: TrainingServices;
  readonly now: () => number;
  readonly threads: number;
  /** The built trainingWorker entry; without it this thread does everything. */
  readonly workerUrl?: URL | undefined;
}

/**
 * Sums pictures, on several threads where there are several, and gives them in their order: whatever is added up from
 * them is the same to the last bit for any number of threads. Pictures that cannot be read are faults in their place.
 * Leaving the loop ends the threads.
 */
export async function* trainOn(
  layer: TrainingLayer,
  pictures: readonly TrainingPicture[],
  options: TrainingThreadsOptions,
): AsyncGenerator<TrainingAnswer> {
  const { services, now, workerUrl } = options;
  const threads = Math.min(options.threads, pictures.length);
  if (workerUrl === undefined || threads < 2) {
    for (const picture of pictures) yield await trainOnPicture(layer, picture, services, now);
    return;
  }
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const workerData: TrainingWorkerData = { layer, stop: stop.buffer };
  const workers = Array.from({ length: threads }, () => new Worker(workerUrl, { workerData }));
  try {
    const free = new FreeWorkers(workers);
    const ahead: Promise<TrainingAnswer>[] = [];
    let next = 0;
    for (let index = 0; index < pictures.length; index++) {
      for (; next < pictures.length && next < index + AHEAD * threads; next++) {
        const answer = free.ask(pictures[next]!);
        // Rethrown when its turn comes; until then it must not be an unhandled rejection.
        answer.catch(() => undefined);
        ahead.push(answer);
      }
      yield await whileNotStopped(ahead.shift()!, services.checkpoint);
    }
  } finally {
    Atomics.store(stop, 0, 1);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Waits, and throws as soon as the job should stop. */
async function whileNotStopped<Value>(value: Promise<Value>, checkpoint: () => void): Promise<Value> {
  for (;;) {
    checkpoint();
    const found = await Promise.race([value.then((own) => ({ own })), sleep(LOOK_MS, null)]);
    if (found) return found.own;
  }
}

/** Hands work to the thread that is free next. */
class FreeWorkers {
  private readonly waiting: ((worker: Worker) => void)[] = [];
  private readonly free: Worker[];

  constructor(workers: readonly Worker[]) {
    this.free = [...workers];
  }

  async ask(picture: TrainingPicture): Promise<TrainingAnswer> {
    const worker = this.free.pop() ?? (await new Promise<Worker>((resolve) => this.waiting.push(resolve)));
    // Rejects when the thread dies: nothing more can come of the job then.
    const answer = once(worker, 'message') as Promise<[TrainingAnswer]>;
    worker.postMessage(picture);
    const [message] = await answer;
    const next = this.waiting.shift();
    if (next) next(worker);
    else this.free.push(worker);
    return message;
  }
}
