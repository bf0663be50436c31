import { performance } from 'node:perf_hooks';
import type { MessagePort } from 'node:worker_threads';
import { createReferenceOperators } from '../../ops';
import { cancelled } from '../../tensor/errors';
import { decoderVersions } from '../pictures/vips';
import { toFault } from '../files/fault';
import { EncodePool } from './encodePool';
import type { Computer } from './computer';
import type { ThreadData, FromThread, Job, JobEvent, JobKind, JobResult, RunJobEvent, ToThread } from './jobs';
import { NetworkRuntime } from '../networks/networkRuntime';
import { CANDIDATE } from '../../experiment/keys';
import type { NetworkShelf } from '../networks/networkShelf';
import { openPicture } from '../pictures/openPicture';
import { expectedOperators, type EngineOperators } from './operators';
import { runOnPicture } from '../runs/runOnPicture';
import { ThreadOperators } from './threadOperators';
import { stagedJob } from './stageClock';
import { WeightStore } from '../weights/weightStore';

/** More frequent progress cannot be read and only loads the port. */
const PROGRESS_MS = 40;
/** Threads that write pictures: one keeps up with two that compute. */
const MOST_WRITING = 3;

/**
 * Answers jobs that come over `port`, one at a time, until the thread is ended.
 * @param workers the built poolWorker, trainingWorker, limitsWorker, runtimeWorker and encodeWorker entries
 * @param resources folder of the shipped weights and training pictures
 */
export function answerJobs(
  port: MessagePort,
  data: ThreadData,
  workers: {
    readonly pool: URL;
    readonly training: URL;
    readonly limits: URL;
    readonly networks: URL;
    readonly encode: URL;
  },
  resources: string,
): void {
  const workerUrl = workers.pool;
  const weightStore = new WeightStore(resources);
  const flag = new Int32Array(data.stop);
  const say = (message: FromThread): void => port.postMessage(message);
  const tell = ({ description, threads }: Pick<EngineOperators, 'description' | 'threads'>): void =>
    say({ type: 'computing', computing: { operators: description, threads, decoder: decoderVersions() } });
  const clock = { now: () => performance.now() };
  let current = 0;
  const checkpoint = (): void => {
    if (Atomics.load(flag, 0) === current) throw cancelled();
  };
  // One thread: the runtime's own helpers take turns with those of the kernels, and both become slower.
  const networks = new NetworkRuntime({ worker: workers.networks });
  const audits = new NetworkRuntime({ worker: workers.networks });
  let loadingShelf: Promise<NetworkShelf> | undefined;
  /** Every job with networks has the same one. */
  const shelf = (): Promise<NetworkShelf> =>
    (loadingShelf ??= import('../networks/networkShelf').then(
      (loaded) => new loaded.NetworkShelf(networks, { checkpoint }),
    ));
  const encoder = new EncodePool(workers.encode, Math.min(expectedOperators('exact').threads - 1, MOST_WRITING));
  const all = new ThreadOperators({ workerUrl, checkpoint });

  type Emit<Kind extends JobKind> = (event: JobEvent<Kind>) => void;
  type Handlers = { readonly [Kind in JobKind]: (job: Job<Kind>, emit: Emit<Kind>) => Promise<JobResult<Kind>> };

  /** For work that is short or rare: no helper threads, and nothing of a run's memory. */
  const alone = (): Computer => ({ operators: createReferenceOperators(checkpoint), clock, checkpoint });
  // Opening and running a picture is what the thread is started for; the code of other jobs is read when one comes.
  const handlers: Handlers = {
    open: openPicture,
    'open-pair': async (job) => (await import('../pictures/openPair')).openPair(job),
    'mask-view': async (job) => (await import('../studies/maskViews')).maskView(job),
    'mask-point': async (job) => (await import('../studies/maskViews')).maskPoint(job),
    export: async (job, emit) => (await import('../runs/exportResults')).exportResults(job, emit),
    session: async (job) => (await import('../runs/sessionJob')).sessionJob(job, checkpoint),
    arrays: async (job) => (await import('../studies/arraysJob')).arraysJob(job),
    equivalence: async ({ scale, seed }) => (await import('../../experiment/equivalence')).equivalences(scale, seed),
    numbers: async (job) => (await import('../studies/numbers')).answerNumbers(job, alone(), weightStore),
    provenance: async (job) => (await import('../studies/provenanceJob')).provenanceJob(job, alone(), weightStore),
    inspect: async (job) => (await import('../studies/inspectJob')).inspectJob(job, alone(), weightStore),
    weights: async (job) => (await import('../weights/weightsJob')).weightsJob(job, alone(), weightStore),
    fit: async (job, emit) => {
      const { fitJob } = await import('../weights/fitJob');
      const threading = { threads: expectedOperators('exact').threads, workerUrl: workers.training };
      return fitJob(job, alone(), resources, threading, emit);
    },
    audit: async (job, emit) => (await import('../studies/auditJob')).auditJob(job, audits, checkpoint, emit),
    benchmark: async (job, emit) =>
      (await import('../studies/benchmarkJob')).benchmarkJob(
        job,
        { workerUrl, limitsUrl: workers.limits, networksUrl: workers.networks, clock, checkpoint },
        emit,
      ),
    rewrite: async (job) => (await import('../studies/rewriteJob')).rewriteJob(job, audits),
    'network-cost': async ({ name, path, scale, width, height }) =>
      (await import('../networks/tableCost')).tableCostOfNetwork({ name, path, scale }, { width, height }, audits),
    'check-network': async ({ spec, files, freeBytes }) => {
      const asked = { id: CANDIDATE, key: spec.file, parameters: {}, network: spec };
      return (await (await shelf()).service([asked], files, () => freeBytes)).open(asked).about;
    },
    remeasure: async (job, emit) => {
      const { remeasureJob } = await import('../runs/remeasure');
      const { ssimPlane, bytePairs } = all.of(job.experiment.arithmetic);
      try {
        return await remeasureJob(job, { ssimPlane, bytePairs, checkpoint }, emit);
      } finally {
        bytePairs?.forget();
        all.trim();
      }
    },
    'run-network': async (job, emit) =>
      (await import('../networks/runOnArray')).runOnArray(job, networks, { checkpoint }, emit),
    run: async (job, emit) => {
      const own = all.of(job.experiment.arithmetic);
      tell(own);
      const { operators, tensors, ssimPlane, bytePairs, toBytes, byWholeTaps, pngFilter } = own;
      const kernels = { operators, tensors, memory: own, ssimPlane, bytePairs, toBytes, byWholeTaps, pngFilter };
      const computer = { ...kernels, networks: shelf, encoder, clock, checkpoint };
      try {
        return await runOnPicture(job, computer, weightStore, seldom(emit));
      } finally {
        bytePairs?.forget();
        all.trim();
      }
    },
  };
  const answer = <Kind extends JobKind>(kind: Kind, job: Job<Kind>, id: number): Promise<JobResult<Kind>> =>
    handlers[kind](job, (event) => say({ type: 'event', id, event }));

  port.on('message', ({ id, job }: ToThread) => {
    current = id;
    // A fault before the first await is an answer too.
    Promise.resolve()
      .then(() => stagedJob(stageOf(job), () => answer(job.kind, job, id)))
      .then(
        (result) => say({ type: 'done', id, result }),
        (error: unknown) => say({ type: 'failed', id, fault: toFault(error) }),
      );
  });
  tell(expectedOperators('exact'));
}

/** What the table of stages calls a job. */
const stageOf = (job: Job): string => (job.kind === 'export' ? `export ${job.format}` : job.kind);

/** Drops progress events that come too fast to be read. */
function seldom(emit: (event: RunJobEvent) => void): (event: RunJobEvent) => void {
  let last = -Infinity;
  return (event) => {
    if (event.type === 'progress') {
      const now = performance.now();
      if (now - last < PROGRESS_MS) return;
      last = now;
    }
    emit(event);
  };
}
