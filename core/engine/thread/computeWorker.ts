import { parentPort, workerData } from 'node:worker_threads';
import { answerJobs } from './answerJobs';
import type { ThreadData } from './jobs';
import { resourcesFrom } from '../weights/weightStore';

// Entry of the computing thread: everything that takes time happens here, so that the message loop never waits.
if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
answerJobs(
  parentPort,
  workerData as ThreadData,
  {
    pool: new URL('./poolWorker.js', import.meta.url),
    training: new URL('./trainingWorker.js', import.meta.url),
    limits: new URL('./limitsWorker.js', import.meta.url),
    networks: new URL('./runtimeWorker.js', import.meta.url),
    encode: new URL('./encodeWorker.js', import.meta.url),
  },
  resourcesFrom(import.meta.url),
);
