import { message } from '../../messages';
import { randomBytes } from 'node:crypto';
import type { Environment, Experiment, Failure, ImageResult } from '../../experiment/schema';
import { UpbenchError } from '../../tensor/errors';
import { blobPath } from '../host/blobPath';
import type { BlobStore } from '../host/blobStore';
import type { ComputeThread } from '../thread/computeThread';
import type { BlobRef, GivenForPictures, RunEvent } from '../contract/contract';
import { toFault } from '../files/fault';
import type { RunJobEvent } from '../thread/jobs';
import type { PictureStore } from '../pictures/pictureStore';
import { givenOf } from './givenOf';
import { findOutputs, remeasure } from './remeasure';
import { completeResults, weightFilesIn, weightHashes } from './resultsDocument';
import { Run, unknownRun } from './run';
import { runPictures } from './runPictures';
import type { WeightFile } from '../files/namedFile';

/** Finished runs whose pictures are still there for exports and other windows. */
const KEPT_RUNS = 12;
/** Runs that may wait; more comes from a misbehaving page. */
const MAX_WAITING = 32;

interface RunRegistryOptions {
  readonly blobs: BlobStore;
  readonly pictures: PictureStore;
  readonly runThread: ComputeThread;
  /** Weight files that methods may name. */
  weightFiles(): readonly WeightFile[];
  environment(): Promise<Environment>;
  freeMemory(): number;
  /** Whether no thread is writing blobs. */
  isQuiet(): boolean;
  /** How long a run whose last reader lost its connection goes on, in ms. */
  readonly orphanGraceMs: number;
}

/** All runs of this process: one computes, the others wait their turn. */
export class RunRegistry {
  private readonly runs = new Map<string, Run>();
  private last: Promise<void> = Promise.resolve();
  /** Runs that the latest page to start one still shows. */
  private used: ReadonlySet<string> = new Set();
  private readonly readers = new Map<Run, number>();
  private readonly graces = new Map<Run, NodeJS.Timeout>();

  constructor(private readonly options: RunRegistryOptions) {}

  /** Begins a run, or queues it behind those already waiting. */
  start(
    experiment: Experiment,
    pictureIds: readonly string[],
    { using = [], candidates, low }: GivenForPictures & { readonly using?: readonly string[] | undefined } = {},
  ): Run {
    if (pictureIds.length === 0) throw new UpbenchError('invalid-parameter', message('run-needs-picture'));
    if (experiment.methods.length === 0) throw new UpbenchError('invalid-parameter', message('run-needs-method'));
    const waiting = [...this.runs.values()].filter((run) => !run.isOver).length;
    if (waiting >= MAX_WAITING) throw new UpbenchError('unavailable', message('runs-waiting', { count: waiting }));
    const run = new Run(randomBytes(12).toString('hex'), experiment, pictureIds, { candidates, low });
    // Runs that a page shows count as new: the oldest others are dropped first.
    for (const id of using) {
      const shown = this.runs.get(id);
      if (shown === undefined) continue;
      this.runs.delete(id);
      this.runs.set(id, shown);
    }
    this.runs.set(run.id, run);
    this.used = new Set(using);
    this.last = this.last.then(() => (run.isOver ? undefined : this.execute(run)));
    return run;
  }

  find(id: string): Run {
    const run = this.runs.get(id);
    if (run === undefined) throw unknownRun();
    return run;
  }

  latest(): Run | undefined {
    // A page takes runs on masks up by itself: it starts them again.
    return [...this.runs.values()].filter(({ experiment }) => experiment.mode !== 'masks').at(-1);
  }

  /** Stops a run; resolves when it has stopped, at most a tenth of a second later. False when it was over before. */
  async cancel(id: string): Promise<boolean> {
    const run = this.find(id);
    if (run.isOver) return false;
    run.cancel();
    await run.settled;
    return run.state === 'cancelled';
  }

  /**
   * Reads a run for one client. `wasLost` tells afterwards whether the client's connection broke: a reload comes back
   * for its run, so the run then has some time before it is given up.
   */
  async *read(run: Run, signal: AbortSignal | undefined, wasLost: () => boolean): AsyncGenerator<RunEvent, void> {
    this.readers.set(run, (this.readers.get(run) ?? 0) + 1);
    clearTimeout(this.graces.get(run));
    this.graces.delete(run);
    try {
      yield* run.follow(signal);
    } finally {
      const left = (this.readers.get(run) ?? 1) - 1;
      this.readers.set(run, left);
      if (left === 0 && !run.isOver && wasLost()) this.graces.set(run, this.grace(run));
    }
  }

  dispose(): void {
    for (const grace of this.graces.values()) clearTimeout(grace);
    for (const run of this.runs.values()) run.cancel();
  }

  private grace(run: Run): NodeJS.Timeout {
    const timer = setTimeout(() => run.cancel(), this.options.orphanGraceMs);
    timer.unref();
    return timer;
  }

  private async execute(run: Run): Promise<void> {
    run.state = 'running';
    const failed: Failure[] = [];
    const images: ImageResult[] = [];
    const { experiment, pictureIds, id: runId } = run;
    const { blobs, pictures, runThread, freeMemory, weightFiles, environment } = this.options;
    const places: Record<string, string>[] = pictureIds.map(() => ({}));
    const onEvent = (event: RunJobEvent, pictureId: string, image: number): void =>
      this.hear(run, places[image]!, image, pictureId, event);
    try {
      run.say({ type: 'started', runId, images: pictureIds.length, methods: experiment.methods.length });
      await runPictures(
        pictureIds,
        {
          thread: runThread,
          experiment,
          folder: blobs.folder,
          outputs: 'fast',
          weightFiles,
          freeMemory,
          signal: run.signal,
        },
        {
          find: (pictureId) => {
            const kept = pictures.get(pictureId);
            return {
              ...kept,
              pair: kept.info.pair && pictures.pairOf(pictureId).files,
              ...givenOf(run.given, pictureId, pictures),
            };
          },
          nameOf: (pictureId) => this.fileOf(pictureId),
          onBegin: (_pictureId, image) => run.places.set(image, places[image]!),
          known: async (pictureId, image) => {
            const known = findOutputs([...this.runs.values()], run, pictureId);
            if (known === null) return null;
            const emit = (event: RunJobEvent): void => onEvent(event, pictureId, image);
            return { image: await remeasure(known, experiment, this.options, run.signal, emit) };
          },
          onEvent,
          onImage: (result, _pictureId, image) => {
            images.push(result);
            run.pictures.push(places[image]!);
          },
          onFailure: (failure, _pictureId, image) => {
            failed.push(failure);
            run.say({ type: 'image-failed', runId, image, failure });
          },
        },
      );
      // Taken now: only the run itself shows what computed it.
      const weights = await weightHashes(weightFilesIn(experiment, weightFiles()), run.signal);
      const results = completeResults(
        { schema: 'upbench.results/1', environment: await environment(), experiment, failed, images },
        weights,
      );
      run.results = results;
      run.say({ type: 'done', runId, results });
    } catch (error) {
      const fault = toFault(error);
      if (fault.code === 'cancelled') run.say({ type: 'cancelled', runId });
      else run.fail(fault);
    } finally {
      this.forgetOld();
    }
  }

  /** Passes on what the computing thread says of one picture, and keeps the pictures it wrote. */
  private hear(run: Run, places: Record<string, string>, image: number, pictureId: string, event: RunJobEvent): void {
    const { blobs } = this.options;
    const common = { runId: run.id, image };
    const keep = (key: string, blob: BlobRef): void => {
      const { id } = blobs.keep(blob);
      const place = blobPath(blobs.folder, id);
      if (place === null) return;
      run.blobIds.push(id);
      places[key] = place.path;
    };
    switch (event.type) {
      case 'progress':
      case 'method-failed':
        run.say({ ...event, ...common });
        break;
      case 'method':
        if (event.output === null) break;
        keep(event.result.key, event.output);
        if (event.scores !== undefined) run.blobIds.push(blobs.keep(event.scores).id);
        run.say({ ...event, ...common, output: event.output });
        break;
      case 'input': {
        if (event.input === null) break;
        keep('input', event.input);
        if (event.reference !== null) keep('reference', event.reference);
        const file = this.fileOf(pictureId);
        run.say({ ...event, ...common, type: 'image', input: event.input, pictureId, file });
        break;
      }
    }
  }

  private fileOf(pictureId: string): string {
    try {
      return this.options.pictures.get(pictureId).file;
    } catch {
      return 'a picture that is not open any more';
    }
  }

  private forgetOld(): void {
    if (this.options.isQuiet()) this.options.blobs.sweep();
    const over = [...this.runs.values()].filter((run) => run.isOver);
    const free = over.filter(({ id }) => !this.used.has(id));
    for (const run of free.slice(0, Math.max(0, over.length - KEPT_RUNS))) {
      this.runs.delete(run.id);
      this.readers.delete(run);
      this.options.blobs.drop(run.blobIds);
    }
  }
}
