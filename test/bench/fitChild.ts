import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { FitRun } from '@core/experiment/fitRun';
import { emptyTraining, trainingPairs, type TrainingServices } from '@core/experiment/training';
import { readPicture } from '@core/engine/pictures/pictureFile';
import type { TrainingPicture } from '@core/engine/pictures/trainingPicture';
import { trainOn } from '@core/engine/weights/trainingThreads';
import { DEFAULT_LAMBDA } from '@core/fit';
import { createReferenceOperators } from '@core/ops';
import { accumulatePlainly } from '../helpers/plainMoments';
import { layer } from './fitLayer';

/** What this process is to do: as the program does it, or by the definition. */
export interface FitTask {
  readonly how: 'ours' | 'plain';
  readonly pictures: readonly TrainingPicture[];
  readonly threads: number;
}

export interface FitTimes {
  /** From the first file to the weights, milliseconds. */
  readonly wallMs: number;
  /** What the process took of the processors meanwhile, milliseconds: other programs do not count. */
  readonly cpuMs: number;
  /** Milliseconds: of processor time on one thread; of the clock, added up over the threads, on several. */
  readonly stages: {
    readonly reading: number;
    readonly degrading: number;
    readonly sums: number;
    readonly solving: number;
  };
  /** The same for the sums of the median picture: the compiler is done with its work by then. */
  readonly medianSumMs: number;
  /** Most memory this process ever held, MiB. */
  readonly peakMiB: number;
  readonly solutions: readonly (readonly number[])[];
  readonly psnr: number;
}

/** Processor time of this process, milliseconds: whoever else is at work does not count. */
function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
const wallNow = (): number => performance.now();
const checkpoint = (): void => undefined;
const services: TrainingServices = { operators: createReferenceOperators(checkpoint), checkpoint };

/** The pictures' sums, each with the times it took. */
async function* summed({ how, pictures, threads }: FitTask, now: () => number) {
  if (how === 'ours') {
    const workerUrl = new URL('./trainingWorker.js', import.meta.url);
    for await (const answer of trainOn(layer, pictures, { services, now, threads, workerUrl })) {
      if (answer.type === 'failed') throw new Error(answer.fault.message);
      yield answer.trained;
    }
    return;
  }
  for (const { path, name } of pictures) {
    const started = now();
    const { raster } = await readPicture(path, name);
    const decoded = now();
    const pairs = trainingPairs(layer, raster, services);
    const degraded = now();
    const moments = emptyTraining(layer);
    for (const [source, target] of pairs) accumulatePlainly(moments, source, target, 'replicate');
    yield { moments, decode: decoded - started, degrade: degraded - decoded, sum: now() - degraded };
  }
}

async function fit(task: FitTask): Promise<FitTimes> {
  const now = task.threads === 1 ? cpuNow : wallNow;
  const started = wallNow();
  const before = cpuNow();
  const run = new FitRun(layer, task.pictures.length, { holdOut: 0, folds: 0 }, DEFAULT_LAMBDA);
  const stages = { reading: 0, degrading: 0, sums: 0, solving: 0 };
  const each: number[] = [];
  for await (const { moments, decode, degrade, sum } of summed(task, now)) {
    run.add(each.length, moments);
    each.push(sum);
    stages.reading += decode;
    stages.degrading += degrade;
    stages.sums += sum;
  }
  const allSummed = now();
  const { fitted } = run.finish();
  stages.solving = now() - allSummed;
  const cpuMs = cpuNow() - before;
  return {
    wallMs: wallNow() - started,
    cpuMs,
    stages,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    psnr: fitted.psnr,
    medianSumMs: each.sort((a, b) => a - b)[Math.floor(each.length / 2)]!,
    solutions: fitted.solutions.map((solution) => [...solution]),
  };
}

const task = JSON.parse(readFileSync(0, 'utf8')) as FitTask;
// The definition is measured on few pictures: what the compiler needs to get going does not count against it.
if (task.how === 'plain') await fit({ ...task, pictures: task.pictures.slice(0, 1) });
process.stdout.write(JSON.stringify(await fit(task)));
