import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { measureLimits } from '../../benchmark/limits';

// Entry of a thread that measures what it can do at most, beginning at the moment it is given.
parentPort?.postMessage(measureLimits(workerData as number, () => performance.now()));
