import { performance } from 'node:perf_hooks';
import type { MessagePort } from 'node:worker_threads';
import { createReferenceOperators } from '../ops';
import { cancelled } from '../tensor/errors';
import { decoderVersions } from './decodePicture';
import { exportResults } from './exportResults';
import { toFault } from './fault';
import type { ConductorData, FromConductor, Job, JobResult, RunJobEvent, ToConductor } from './jobs';
import { openPicture } from './openPicture';
import { runOnPicture, type Computer } from './runOnPicture';

/** Progress more often than this is noise for the eye and load for the port. */
const PROGRESS_MS = 40;

/** Answers jobs that come over `port`, one at a time, until the thread is ended. */
export function conduct(port: MessagePort, data: ConductorData): void {
  const flag = new Int32Array(data.stop);
  const say = (message: FromConductor, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  let current = 0;
  const checkpoint = (): void => {
    if (Atomics.load(flag, 0) === current) throw cancelled();
  };
  const computer: Computer = {
    operators: createReferenceOperators(checkpoint),
    clock: { now: () => performance.now() },
    checkpoint,
  };

  const work = (id: number, job: Job): Promise<JobResult<Job['kind']>> => {
    if (job.kind === 'open') return openPicture(job);
    if (job.kind === 'export') return exportResults(job);
    let lastProgress = -Infinity;
    return runOnPicture(job, computer, (event: RunJobEvent) => {
      if (event.type === 'progress') {
        const now = performance.now();
        if (now - lastProgress < PROGRESS_MS) return;
        lastProgress = now;
      }
      say({ type: 'event', id, event });
    });
  };

  port.on('message', ({ id, job }: ToConductor) => {
    current = id;
    work(id, job).then(
      (result) => say({ type: 'done', id, result }),
      (error: unknown) => say({ type: 'failed', id, fault: toFault(error) }),
    );
  });
  say({ type: 'ready', computing: { operators: computer.operators.name, threads: 1, decoder: decoderVersions() } });
}
