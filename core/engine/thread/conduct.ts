import { performance } from 'node:perf_hooks';
import type { MessagePort } from 'node:worker_threads';
import { createReferenceOperators } from '../../ops';
import { cancelled } from '../../tensor/errors';
import { benchmarkJob } from '../studies/benchmarkJob';
import { decoderVersions } from '../pictures/vips';
import { exportResults } from '../runs/exportResults';
import { fitJob } from '../weights/fitJob';
import { inspectJob } from '../studies/inspectJob';
import { toFault } from '../files/fault';
import type { ConductorData, FromConductor, Job, JobResult, RunJobEvent, ToConductor } from './jobs';
import { answerNumbers } from '../studies/numbers';
import { openPicture } from '../pictures/openPicture';
import { expectedOperators, type EngineOperators } from './operators';
import { remeasureJob } from '../runs/remeasure';
import { runOnPicture } from '../runs/runOnPicture';
import { sessionJob } from '../runs/sessionJob';
import { ThreadOperators } from './threadOperators';
import { WeightShelf } from '../weights/weightShelf';
import { weightsJob } from '../weights/weightsJob';

/** Progress more often than this is noise for the eye and load for the port. */
const PROGRESS_MS = 40;

/**
 * Answers jobs that come over `port`, one at a time, until the thread is ended.
 * @param workers the built poolWorker, trainingWorker and limitsWorker entries
 * @param resources folder of the shipped weights and training pictures
 */
export function conduct(
  port: MessagePort,
  data: ConductorData,
  workers: { readonly pool: URL; readonly training: URL; readonly limits: URL },
  resources: string,
): void {
  const workerUrl = workers.pool;
  const shelf = new WeightShelf(resources);
  const flag = new Int32Array(data.stop);
  const say = (message: FromConductor): void => port.postMessage(message);
  const tell = ({ description, threads }: Pick<EngineOperators, 'description' | 'threads'>): void =>
    say({ type: 'computing', computing: { operators: description, threads, decoder: decoderVersions() } });
  const clock = { now: () => performance.now() };
  let current = 0;
  const checkpoint = (): void => {
    if (Atomics.load(flag, 0) === current) throw cancelled();
  };
  const all = new ThreadOperators({ workerUrl, checkpoint });

  const work = (id: number, job: Job): Promise<JobResult<Job['kind']>> => {
    if (job.kind === 'open') return openPicture(job);
    if (job.kind === 'export') return exportResults(job);
    if (job.kind === 'session') return sessionJob(job);
    if (job.kind === 'numbers') return answerNumbers(job, checkpoint);
    if (job.kind === 'remeasure') {
      const { ssimPlane } = all.of(job.experiment.arithmetic);
      return remeasureJob(job, { ssimPlane, checkpoint }, (event) => say({ type: 'event', id, event })).finally(() =>
        all.trim(),
      );
    }
    if (job.kind === 'benchmark')
      return benchmarkJob(job, { workerUrl, limitsUrl: workers.limits, clock, checkpoint }, (event) =>
        say({ type: 'event', id, event }),
      );
    if (job.kind !== 'run') {
      const calm = { operators: createReferenceOperators(checkpoint), clock, checkpoint };
      if (job.kind === 'inspect') return inspectJob(job, calm, shelf);
      if (job.kind === 'weights') return weightsJob(job, calm, shelf);
      const threading = { threads: expectedOperators('exact').threads, workerUrl: workers.training };
      return fitJob(job, calm, resources, threading, (event) => say({ type: 'event', id, event }));
    }
    const own = all.of(job.experiment.arithmetic);
    tell(own);
    const { operators, tensors, ssimPlane } = own;
    const computer = { operators, tensors, ssimPlane, clock, checkpoint };
    let lastProgress = -Infinity;
    return runOnPicture(job, computer, shelf, (event: RunJobEvent) => {
      if (event.type === 'progress') {
        const now = performance.now();
        if (now - lastProgress < PROGRESS_MS) return;
        lastProgress = now;
      }
      say({ type: 'event', id, event });
    }).finally(() => all.trim());
  };

  port.on('message', ({ id, job }: ToConductor) => {
    current = id;
    // A fault before the first await is an answer too.
    Promise.resolve()
      .then(() => work(id, job))
      .then(
        (result) => say({ type: 'done', id, result }),
        (error: unknown) => say({ type: 'failed', id, fault: toFault(error) }),
      );
  });
  tell(expectedOperators('exact'));
}
