import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Experiment, Failure, ImageResult } from '../../experiment/schema';
import { blobPath } from '../../engine/host/blobPath';
import type { ComputeThread } from '../../engine/thread/computeThread';
import type { BlobRef } from '../../engine/contract/contract';
import { describeEnvironment } from '../../engine/host/environment';
import { weightHashes } from '../../engine/runs/resultsDocument';
import { checkpointOf } from '../../tensor/errors';
import { hashIfReadable } from '../../engine/files/fileHash';
import type { PrintedCrops } from '../../engine/runs/printedCrops';
import { runPictures } from '../../engine/runs/runPictures';
import type { PairFiles, RunJobEvent } from '../../engine/thread/jobs';
import { freeMemory } from '../../engine/thread/memory';
import { VERSION } from '../../engine/host/version';
import type { WeightFile } from '../../engine/files/namedFile';
import type { GivenByPicture, GivenFiles } from '../given';
import { makesSmallPictures, OutputNames, SMALL_PICTURE, withOutputs } from '../../experiment/outputNames';
import { numbered } from '../../tensor/fileNames';
import { namesIn, writeFiles } from '../outputFiles';
import { DOCUMENTS, type Finished } from './documents';
import { Journal, type RunLine } from './journal';
import { findPlace, JOURNAL } from './place';
import { filesOfShard, listHash, type Shard } from './shard';

interface Batch {
  readonly files: readonly string[];
  /** Where a file is when it is not where its name says: a session was moved, or is a bundle. */
  readonly paths?: ReadonlyMap<string, string>;
  /** Of arrays: what each is held against. */
  readonly pairs?: ReadonlyMap<string, PairFiles> | undefined;
  /** Finished outputs and small pictures. */
  readonly given?: GivenByPicture | undefined;
  /** Inputs that were bad before anything ran. */
  readonly failed: readonly Failure[];
  readonly experiment: Experiment;
  readonly weightFiles: readonly WeightFile[];
  /** Where results go; undefined: pictures are not written, and the journal goes with the work folder. */
  readonly out: string | undefined;
  readonly template: string;
  readonly force: boolean;
  readonly shard: Shard | null;
  /** So many pictures, from the first, are shown by a report with their originals. @default 0 */
  readonly shown?: number;
  /** Where pictures go until they are written out. */
  readonly workFolder: string;
  readonly signal: AbortSignal;
  /** `position` counts from 1 within what this run has to do. */
  onProgress(position: number, total: number, file: string, text: string): void;
  /** `isNew` is false for one that an earlier run did. */
  onImage(image: ImageResult, isNew: boolean): void;
  onFailure(failure: Failure): void;
}

export interface BatchOutcome extends Finished {
  readonly number: number;
  /** Whether an earlier run was taken up. */
  readonly isResumed: boolean;
  readonly done: number;
}

const pathOf = ({ paths }: Pick<Batch, 'paths'>, file: string): string => paths?.get(file) ?? file;

/**
 * Runs one picture after another and notes each in the journal the moment it is done; a bad one is noted and the rest
 * goes on. What a journal of the same run already has, with the same bytes in the file, is not done again.
 * Throws `cancelled` at Ctrl+C; what was done stays. The journal comes back open.
 */
export async function runBatch(thread: ComputeThread, batch: Batch): Promise<BatchOutcome> {
  const { experiment, out, signal, shard } = batch;
  const checkpoint = checkpointOf(signal);
  const bad = new Map(batch.failed.map((failure) => [failure.file, failure]));
  const all = [...batch.files, ...[...bad.keys()].filter((file) => !batch.files.includes(file))];
  const mine = shard === null ? undefined : filesOfShard(all, shard);
  const files = mine === undefined ? all : all.filter((file) => mine.has(file));
  const indices = new Map(all.map((file, index) => [file, index]));
  const run: RunLine = {
    type: 'run',
    schema: 'upbench.journal/1',
    version: VERSION,
    experiment,
    weights: await weightHashes(batch.weightFiles, signal),
    names: batch.template,
    shard,
    inputs: { count: all.length, sha256: listHash(all) },
  };
  const wished = (): string[] => {
    const names = new OutputNames(all, experiment, { template: batch.template, number: 1 });
    return [JOURNAL, ...DOCUMENTS, ...batch.files.flatMap((file) => names.possible(file))];
  };
  const place = out === undefined ? { number: 1, known: undefined } : await findPlace(out, run, batch.force, wished);
  const names = new OutputNames(all, experiment, { template: batch.template, number: place.number });
  const isResumed = place.known !== undefined;
  const there = isResumed && out !== undefined ? await namesIn(out) : new Set<string>();
  let journal = place.known;
  let made: string | undefined;
  let hasBegun = false;
  const waiting: (readonly [index: number, failure: Failure])[] = [];
  const open = async (): Promise<Journal> => {
    const folder = out ?? batch.workFolder;
    made ??= await mkdir(folder, { recursive: true });
    journal ??= await Journal.open(join(folder, numbered(JOURNAL, place.number)), batch.force ? 'over' : 'new');
    if (!hasBegun) journal.begin(run);
    hasBegun = true;
    for (const [index, failure] of waiting.splice(0)) journal.addFailure(index, failure);
    return journal;
  };
  const fail = (index: number, failure: Failure): void => {
    const entry = journal?.entries.get(failure.file);
    const isKnown = entry?.type === 'failure' && journal?.failure(entry).message === failure.message;
    // Kept back until a picture was good: without one nothing is written.
    if (!isKnown) waiting.push([index, failure]);
    batch.onFailure(failure);
  };
  let done = 0;
  const isShown = (index: number): boolean => index < (batch.shown ?? 0);
  const written = new WrittenOutputs(batch, names, isResumed);
  try {
    if (shard !== null) await open();
    for (const entry of journal?.entries.values() ?? []) names.take(entry.file, entry.outputs);
    await runPictures(
      files,
      {
        thread,
        experiment,
        folder: batch.workFolder,
        outputs: out === undefined ? 'none' : 'small',
        needsReference: isShown,
        needsCrops: isShown,
        weightFiles: () => batch.weightFiles,
        freeMemory,
        signal,
      },
      {
        find: (file) => ({ file, path: pathOf(batch, file), pair: batch.pairs?.get(file), ...batch.given?.get(file) }),
        nameOf: (file) => file,
        known: async (file) => {
          const failure = bad.get(file);
          if (failure !== undefined) return { failure };
          const known = journal?.entries.get(file);
          if (known?.type !== 'image' || !known.outputs.every((name) => there.has(name.toLowerCase()))) return null;
          const isSame = (await hashIfReadable(pathOf(batch, file), checkpoint)) === known.sha256;
          if (!isSame) return null;
          const image = journal!.image(known);
          return (await isPartnerAsBefore(image, batch.pairs?.get(file), checkpoint)) &&
            (await isGivenAsBefore(image, batch.given?.get(file), checkpoint))
            ? { image }
            : null;
        },
        onEvent: (event, file, position) => {
          if (event.type !== 'progress') return written.note(event);
          const text = `${event.label}, ${Math.round(event.fraction * 100)} %`;
          batch.onProgress(position + 1, files.length, file, text);
        },
        onImage: async (image, file, _position, isNew) => {
          const noted = isNew ? await written.settle(file, image) : image;
          if (isNew) (await open()).addImage(indices.get(file)!, noted);
          done++;
          batch.onImage(noted, isNew);
        },
        onFailure: (failure, file) => {
          written.drop();
          fail(indices.get(file)!, failure);
        },
        // The next picture would find no room either.
        isFatal: (code) => code === 'unwritable-file' || code === 'exists',
      },
    );
    if (done > 0 || journal !== undefined || out === undefined) {
      if (waiting.length > 0 || journal === undefined || !journal.isComplete) await open();
    }
    const environment = journal?.environment ?? describeEnvironment({ ...(await thread.computing()), now: new Date() });
    if (journal !== undefined && !journal.isComplete) journal.end(environment);
    journal ??= await Journal.open(join(batch.workFolder, JOURNAL), 'over');
    for (const [index, failure] of waiting.splice(0)) journal.addFailure(index, failure);
    return {
      journal,
      files,
      experiment,
      environment,
      number: place.number,
      isResumed,
      done,
      paths: batch.paths,
      given: batch.given,
      pairs: batch.pairs,
      weights: run.weights,
      references: written.references,
      crops: written.crops,
    };
  } catch (error) {
    journal?.close();
    // The folder was created by this run, which wrote nothing into it.
    if (made !== undefined && done === 0 && out !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
}

/** Whether the truth and the positions that go with an array have the bytes that were used. */
async function isPartnerAsBefore(
  { masks }: ImageResult,
  pair: PairFiles | undefined,
  checkpoint: () => void,
): Promise<boolean> {
  for (const role of ['truth', 'indices'] as const) {
    const file = pair?.[role];
    // One that was there and is not given any more has changed as well.
    const now = file ? ((await hashIfReadable(file.path, checkpoint)) ?? '') : undefined;
    if (now !== masks?.[role]?.sha256) return false;
  }
  return true;
}

/** Whether the finished outputs and the small picture have the bytes that were measured. */
async function isGivenAsBefore(
  image: ImageResult,
  given: GivenFiles | undefined,
  checkpoint: () => void,
): Promise<boolean> {
  const known = new Map(image.methods.map(({ key, candidate }) => [key, candidate?.sha256]));
  const same = async (path: string, sha256: string | undefined): Promise<boolean> =>
    ((await hashIfReadable(path, checkpoint)) ?? '') === sha256;
  for (const { key, path } of given?.candidates ?? []) if (!(await same(path, known.get(key)))) return false;
  return given?.low === undefined ? image.low === undefined : same(given.low.path, image.low?.sha256);
}

/** The outputs of the picture that runs: in the work folder as they come, then in the results' folder under their names. */
class WrittenOutputs {
  /** Originals that a report shows, by picture. */
  readonly references = new Map<string, string>();
  /** What a report prints, by picture. */
  readonly crops = new Map<string, PrintedCrops>();
  private readonly paths = new Map<string, string>();
  private printed: PrintedCrops | undefined;
  private reference: string | undefined;

  constructor(
    private readonly batch: Batch,
    private readonly names: OutputNames,
    private readonly isResumed: boolean,
  ) {}

  note(event: RunJobEvent): void {
    if (event.type === 'method') this.keep(event.result.key, event.output);
    else if (event.type === 'crops') this.printed = event.crops;
    else if (event.type === 'input') {
      this.keep(SMALL_PICTURE, event.input);
      this.reference = this.pathOf(event.reference);
      // A report shows colours of 8 bits; of the luma of papers it shows the picture that was opened.
      const { mode, space } = this.batch.experiment;
      const isShown = event.bitDepth === 8 && event.range === undefined && mode === 'reference' && space !== 'y';
      if (!isShown || this.reference?.endsWith('.png') === false) this.dropReference();
    }
  }

  /** Puts them in their place; the image comes back with their names. */
  async settle(file: string, image: ImageResult): Promise<ImageResult> {
    const { out, signal, force } = this.batch;
    try {
      if (out === undefined) return image;
      if (this.reference !== undefined) this.references.set(file, this.reference);
      this.reference = undefined;
      if (this.printed !== undefined) this.crops.set(file, this.printed);
      const isWritten = (key: string): boolean => key !== SMALL_PICTURE || makesSmallPictures(this.batch.experiment);
      const names = this.names.of(
        file,
        [...this.paths].filter(([key]) => isWritten(key)),
      );
      const files = [...names].map(([key, name]) => ({ name, content: { path: this.paths.get(key)! } }));
      await writeFiles(out, files, this.isResumed || force, signal);
      return withOutputs(image, names);
    } finally {
      this.drop();
    }
  }

  drop(): void {
    for (const path of this.paths.values()) rmSync(path, { force: true });
    this.paths.clear();
    this.printed = undefined;
    this.dropReference();
  }

  private dropReference(): void {
    if (this.reference !== undefined) rmSync(this.reference, { force: true });
    this.reference = undefined;
  }

  private keep(key: string, blob: BlobRef | null): void {
    const path = this.pathOf(blob);
    if (path !== undefined) this.paths.set(key, path);
  }

  private pathOf(blob: BlobRef | null): string | undefined {
    return blob === null ? undefined : blobPath(this.batch.workFolder, blob.id)?.path;
  }
}
