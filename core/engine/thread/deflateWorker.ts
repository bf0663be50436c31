import { workerData } from 'node:worker_threads';
import { deflateStrip } from '../pictures/deflate';
import { ANSWERS, ENDED, READY, type DeflateAnswer, type DeflateData, type DeflateRequest } from './deflateMessages';

/** Entry of a thread that deflates strips of pictures for one that waits. */
const { port, signal } = workerData as DeflateData;
const words = new Int32Array(signal);

function wake(): void {
  Atomics.add(words, ANSWERS, 1);
  Atomics.notify(words, ANSWERS);
}

port.on('message', ({ id, strip }: DeflateRequest) => {
  const answer: DeflateAnswer = { id, deflated: deflateStrip(strip) };
  port.postMessage(answer);
  wake();
});
process.on('exit', () => {
  Atomics.store(words, ENDED, 1);
  wake();
});
Atomics.store(words, READY, 1);
