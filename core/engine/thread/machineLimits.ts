import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { measureLimits, type Limits } from '../../benchmark/limits';
import type { MachineLimits } from '../contract/studySchema';

/** Time for threads to come up before all of them begin. */
const START_MS = 400;

/**
 * What this machine can do at most, by as many threads side by side as computed.
 * @param workerUrl the built limitsWorker entry; without it this thread measures alone
 * @returns null where there is no WebAssembly SIMD to measure with
 */
export async function machineLimits(threads: number, workerUrl: URL | undefined): Promise<MachineLimits | null> {
  try {
    if (workerUrl === undefined || threads < 2)
      return { threads: 1, ...measureLimits(Date.now(), () => performance.now()) };
    const startAt = Date.now() + START_MS;
    const each = await Promise.all(
      Array.from({ length: threads }, async () => {
        const [limits] = (await once(new Worker(workerUrl, { workerData: startAt }), 'message')) as [Limits];
        return limits;
      }),
    );
    const sum = (name: keyof Limits): number => each.reduce((total, limits) => total + limits[name], 0);
    return { threads, cacheGBs: sum('cacheGBs'), memoryGBs: sum('memoryGBs'), peakGflops: sum('peakGflops') };
  } catch {
    return null;
  }
}
