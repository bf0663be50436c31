import { renameSync, rmSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { writePieces } from '../files/writePieces';
import { chunk, dataChunks } from '../pictures/deflate';
import { stagedJob } from './stageClock';
import {
  BEATS,
  DROPPED,
  FATE,
  NAMED,
  READY,
  UNDECIDED,
  type EncodeAnswer,
  type EncodeData,
  type EncodeRequest,
} from './encodeMessages';

/** Entry of a thread that deflates and writes pictures, one after another, for one that computes meanwhile. */
const { port, signal } = workerData as EncodeData;
const words = new Int32Array(signal);

function beat(): void {
  Atomics.add(words, BEATS, 1);
  Atomics.notify(words, BEATS);
}

function* pieces({ head, strips, level }: EncodeRequest): Generator<Uint8Array> {
  yield* head;
  for (const piece of dataChunks(strips, level)) {
    beat();
    if (Atomics.load(words, FATE) === DROPPED) return;
    yield piece;
  }
  yield chunk('IEND');
}

function write(request: EncodeRequest): EncodeAnswer {
  const { path } = request;
  const part = `${path}.part`;
  try {
    const bytes = writePieces(part, pieces(request));
    if (Atomics.compareExchange(words, FATE, UNDECIDED, NAMED) === UNDECIDED) {
      renameSync(part, path);
      return { bytes };
    }
    rmSync(part, { force: true });
    return { bytes: null };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { bytes: null, error: { code, message } };
  }
}

port.on('message', (request: EncodeRequest) => {
  port.postMessage(stagedJob('write', () => write(request)));
  beat();
});
Atomics.store(words, READY, 1);
