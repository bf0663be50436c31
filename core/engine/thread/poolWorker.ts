import { workerData } from 'node:worker_threads';
import { instantiate } from '../../kernels/instantiate';
import type { HelperData } from './kernelPool';

/** One helper thread of the kernels: serves jobs inside the module until the pool is closed. */
const { module, memory, control } = workerData as HelperData;
instantiate(module, memory).serve(control);
