import { parentPort, workerData } from 'node:worker_threads';
import { conduct } from './conduct';
import type { ConductorData } from './jobs';
import { resourcesFrom } from '../weights/weightShelf';

// Entry of the computing thread: everything that takes time happens here, so that the message loop never waits.
if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
conduct(
  parentPort,
  workerData as ConductorData,
  {
    pool: new URL('./poolWorker.js', import.meta.url),
    training: new URL('./trainingWorker.js', import.meta.url),
    limits: new URL('./limitsWorker.js', import.meta.url),
  },
  resourcesFrom(import.meta.url),
);
