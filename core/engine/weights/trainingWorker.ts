import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { createReferenceOperators } from '../../ops';
import { cancelled } from '../../tensor/errors';
import { trainOnPicture, type TrainingPicture } from '../pictures/trainingPicture';
import type { TrainingWorkerData } from './trainingThreads';

// Entry of a thread that sums training pictures, one at a time.
if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
const port = parentPort;
const { layer, stop } = workerData as TrainingWorkerData;
const flag = new Int32Array(stop);
const checkpoint = (): void => {
  if (Atomics.load(flag, 0) !== 0) throw cancelled();
};
const services = { operators: createReferenceOperators(checkpoint), checkpoint };

port.on('message', (picture: TrainingPicture) => {
  void trainOnPicture(layer, picture, services, () => performance.now()).then((answer) => {
    if (answer.type === 'failed') return port.postMessage(answer);
    const { gram, cross, energy } = answer.trained.moments;
    port.postMessage(answer, [gram.buffer, cross.buffer, energy.buffer] as ArrayBuffer[]);
  });
});
