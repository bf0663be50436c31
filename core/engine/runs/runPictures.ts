import type { Experiment, Failure, ImageResult } from '../../experiment/schema';
import { cancelled } from '../../tensor/errors';
import { toFault } from '../files/fault';
import type { WeightFile } from '../files/namedFile';
import type { ComputeThread } from '../thread/computeThread';
import { resultOf } from '../thread/follow';
import type { PairFiles, RunJob, RunJobEvent } from '../thread/jobs';

/** One picture of a run, as the caller knows it. */
export interface PictureToRun extends Pick<RunJob, 'candidates' | 'low'> {
  /** What results call it. */
  readonly file: string;
  /** Where it lies. */
  readonly path: string;
  /** Of arrays: what it is held against. */
  readonly pair?: PairFiles | undefined;
}

interface RunServices {
  readonly thread: ComputeThread;
  readonly experiment: Experiment;
  /** Work folder, where outputs are written. */
  readonly folder: string;
  /** Whether outputs are wanted at all, and whether they stay or are looked at. */
  readonly outputs: RunJob['pictures'];
  /** Whether the original of a picture is wanted with them, by its place in the list. @default yes */
  needsReference?(index: number): boolean;
  /** Whether what a report prints of it is wanted. @default no */
  needsCrops?(index: number): boolean;
  weightFiles(): readonly WeightFile[];
  freeMemory(): number;
  readonly signal: AbortSignal;
}

/** The outcome of a picture that was not computed. */
export type KnownOutcome = { readonly image: ImageResult } | { readonly failure: Failure };

/** Receives the events of a run: the window's registry, or the journal of a batch. An error it throws ends the run. */
export interface RunListener<Item> {
  /** The picture behind an item; what this throws is the picture's failure. */
  find(item: Item, index: number): PictureToRun;
  /** What results call an item that cannot be found. */
  nameOf(item: Item): string;
  /** What need not be computed: it failed before anything ran, or an earlier run has it, or all but its numbers. */
  known?(item: Item, index: number): Promise<KnownOutcome | null>;
  onBegin?(item: Item, index: number): void;
  onEvent(event: RunJobEvent, item: Item, index: number): void;
  /** @param isNew whether this run computed it */
  onImage(image: ImageResult, item: Item, index: number, isNew: boolean): void | Promise<void>;
  onFailure(failure: Failure, item: Item, index: number): void;
  /** Whether a picture's failure ends the run, besides a cancel. */
  isFatal?(code: Failure['code']): boolean;
}

/**
 * The loop of every run: one picture after another, each on the computing thread; a bad one is told and the rest goes
 * on. Throws `cancelled` when the signal is raised, with the picture it was at undone.
 */
export async function runPictures<Item>(
  items: readonly Item[],
  services: RunServices,
  listener: RunListener<Item>,
): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (services.signal.aborted) throw cancelled();
    listener.onBegin?.(item, index);
    let outcome: KnownOutcome;
    let isNew = false;
    try {
      const known = (await listener.known?.(item, index)) ?? null;
      isNew = known === null;
      outcome = known ?? { image: await compute(item, index, services, listener) };
    } catch (error) {
      const { code, message, said } = toFault(error);
      if (code === 'cancelled' || listener.isFatal?.(code) === true) throw error;
      outcome = { failure: { file: listener.nameOf(item), code, message, said } };
    }
    if ('failure' in outcome) listener.onFailure(outcome.failure, item, index);
    else await listener.onImage(outcome.image, item, index, isNew);
  }
}

function compute<Item>(
  item: Item,
  index: number,
  services: RunServices,
  listener: RunListener<Item>,
): Promise<ImageResult> {
  const { thread, experiment, folder, outputs, weightFiles, freeMemory, signal } = services;
  const { file, path, pair, candidates, low } = listener.find(item, index);
  const job = thread.run(
    {
      kind: 'run',
      path,
      name: file,
      experiment,
      folder,
      pair,
      candidates,
      low,
      pictures: outputs,
      reference: services.needsReference?.(index),
      crops: services.needsCrops?.(index),
      freeBytes: freeMemory(),
      weightFiles: weightFiles(),
    },
    (event) => listener.onEvent(event, item, index),
  );
  return resultOf(job, signal);
}
