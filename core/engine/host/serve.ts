import { message, say } from '../../messages';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../experiment/schema';
import { BlobStore } from './blobStore';
import { ComputeThread } from '../thread/computeThread';
import { createGiveBack } from '../thread/giveBack';
import { createConnector } from './connection';
import type { PictureInfo } from '../contract/contract';
import { describeEnvironment } from './environment';
import { FittedStore } from '../weights/fittedStore';
import { KeptWeights } from '../weights/keptWeights';
import { NetworkStore } from '../networks/networkStore';
import { freeMemory } from '../thread/memory';
import { PictureStore } from '../pictures/pictureStore';
import type { EnginePort } from './port';
import { createRouter } from './router';
import { RunRegistry } from '../runs/runRegistry';
import { toFault } from '../files/fault';
import { resourcesFrom, WeightStore } from '../weights/weightStore';
import type { WeightFile } from '../files/namedFile';

interface EngineOptions {
  /** The host's work folder (`createWorkFolder`); what an engine before this one kept there is taken over. */
  readonly folder: string;
  /** URL of the built computing thread. */
  readonly computeWorker: URL;
  /** Folder of sample pictures; null when there is none. */
  readonly samples: string | null;
  /** Opens the first sample when nothing else is open, so that there is something to compare at once. */
  readonly openSample: boolean;
  /** One line for the log file. */
  log(line: string): void;
  /** The wall clock, for stamps. */
  readonly now?: () => Date;
  /** Bytes this process may still allocate. */
  readonly freeMemory?: () => number;
  /** How long a run goes on after its last reader lost its connection. */
  readonly orphanGraceMs?: number;
}

export interface Engine {
  /** Serves one more client. */
  connect(port: EnginePort): void;
  /** Opens a file that the user chose in the host; results call it `given`. `isAside`: it is given for another picture. */
  openPath(path: string, given?: string, isAside?: boolean, folder?: string): Promise<PictureInfo>;
  /** Ends the threads; `keep` leaves the folder's pictures for the next engine. */
  dispose(options?: { readonly keep?: boolean }): Promise<void>;
}

/** The engine without its transport: a utility process, a child process and tests give it ports. */
export function createEngine(options: EngineOptions): Engine {
  const { folder, log, now = () => new Date() } = options;
  const blobs = new BlobStore(folder);
  const runThread = new ComputeThread(options.computeWorker, log);
  // Opening a picture must not wait for a run, so short work has a thread of its own.
  const quickThread = new ComputeThread(options.computeWorker, log);
  let studyThread: ComputeThread | undefined;
  const study = (): ComputeThread => (studyThread ??= new ComputeThread(options.computeWorker, log));
  const resources = resourcesFrom(options.computeWorker);
  const weightStore = new WeightStore(resources);
  const fitted = new FittedStore(folder);
  const keptWeights = new KeptWeights(folder);
  const networks = new NetworkStore(folder);
  const weightFiles = (): readonly WeightFile[] => [...fitted.files(), ...keptWeights.files(), ...networks.files()];
  const pictures = new PictureStore(folder, blobs, quickThread, options.samples);
  blobs.sweep();
  const environment = async (): Promise<Environment> =>
    describeEnvironment({ ...(await runThread.computing()), now: now() });
  const freeBytes = options.freeMemory ?? freeMemory;
  const runs = new RunRegistry({
    blobs,
    pictures,
    runThread,
    environment,
    weightFiles,
    freeMemory: freeBytes,
    isQuiet: () => runThread.isIdle && quickThread.isIdle && (studyThread?.isIdle ?? true),
    orphanGraceMs: options.orphanGraceMs ?? 60_000,
  });

  const begin = async (): Promise<void> => {
    if (!options.openSample || pictures.list().length > 0) return;
    const [first] = await pictures.samples();
    if (first !== undefined) await pictures.openSample(first.name);
  };
  const begun = begin().catch((error: unknown) =>
    log(say(message('log-no-sample', { reason: toFault(error).message }))),
  );
  const giveBack = createGiveBack(() => [runThread, quickThread, ...(studyThread ? [studyThread] : [])]);
  const router = createRouter({
    blobs,
    pictures,
    runs,
    runThread,
    quickThread,
    study,
    weightStore,
    fitted,
    keptWeights,
    networks,
    resources,
    weightFiles,
    environment,
    begun,
    freeMemory: freeBytes,
    giveBack,
  });

  return {
    connect: createConnector(router, log, () => performance.now()),
    openPath: (path, given, isAside = false, folder) =>
      isAside ? pictures.openPathAside(path, given, folder) : pictures.openPath(path, given, folder),
    dispose: async ({ keep = false } = {}) => {
      runs.dispose();
      await Promise.all([runThread.dispose(), quickThread.dispose(), studyThread?.dispose()]);
      if (!keep)
        for (const name of ['blobs', 'pictures', 'fitted', 'weights', 'networks'])
          rmSync(join(folder, name), { recursive: true, force: true });
    },
  };
}
