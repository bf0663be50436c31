import type { Experiment, Failure, ImageResult, Results } from '../../experiment/schema';
import { cancelled } from '../../tensor/errors';
import { blobPath } from '../../engine/blobPath';
import type { ConductorClient } from '../../engine/conductorClient';
import type { BlobRef } from '../../engine/contract';
import { describeEnvironment } from '../../engine/environment';
import { toFault } from '../../engine/fault';
import type { PicturePaths, RunJobEvent } from '../../engine/jobs';
import { freeMemory } from '../../engine/memory';
import type { WeightFile } from '../../engine/weightShelf';

export interface Batch {
  readonly files: readonly string[];
  /** Inputs that were bad before anything ran. */
  readonly failed: readonly Failure[];
  readonly experiment: Experiment;
  /** Where pictures go until they are written out. */
  readonly folder: string;
  readonly wantPictures: boolean;
  readonly weightFiles?: readonly WeightFile[];
  readonly signal: AbortSignal;
  onProgress(text: string): void;
  onImage(image: ImageResult): void;
  onFailure(failure: Failure): void;
}

export interface BatchOutcome {
  readonly results: Results;
  /** For each image of the results: where its pictures are. */
  readonly pictures: readonly PicturePaths[];
}

/** Runs one picture after another; a bad one is reported and the rest goes on. Throws `cancelled` at Ctrl+C. */
export async function runBatch(conductor: ConductorClient, batch: Batch): Promise<BatchOutcome> {
  const { experiment, folder, signal } = batch;
  const failed: Failure[] = [...batch.failed];
  for (const failure of failed) batch.onFailure(failure);
  const images: ImageResult[] = [];
  const pictures: PicturePaths[] = [];
  for (const [index, file] of batch.files.entries()) {
    if (signal.aborted) throw cancelled();
    const own: Record<string, string> = {};
    const keep = (key: string, blob: BlobRef | null): void => {
      const place = blob === null ? null : blobPath(folder, blob.id);
      if (place !== null) own[key] = place.path;
    };
    const onEvent = (event: RunJobEvent): void => {
      if (event.type === 'progress') {
        batch.onProgress(
          `[${index + 1}/${batch.files.length}] ${file}: ${event.label}, ${Math.round(event.fraction * 100)} %`,
        );
      } else if (event.type === 'method') keep(event.result.key, event.output);
      else if (event.type === 'input') {
        keep('input', event.input);
        keep('reference', event.reference);
      }
    };
    const job = conductor.run(
      {
        ...{ kind: 'run', path: file, name: file, experiment, folder },
        ...{ pictures: batch.wantPictures ? 'small' : 'none', freeBytes: freeMemory() },
        ...(batch.weightFiles ? { weightFiles: batch.weightFiles } : {}),
      },
      onEvent,
    );
    signal.addEventListener('abort', job.cancel);
    try {
      const image = await job.done;
      images.push(image);
      pictures.push(own);
      batch.onImage(image);
    } catch (error) {
      const { code, message } = toFault(error);
      if (code === 'cancelled') throw error;
      const failure = { file, code, message };
      failed.push(failure);
      batch.onFailure(failure);
    } finally {
      signal.removeEventListener('abort', job.cancel);
    }
  }
  const environment = describeEnvironment({ ...(await conductor.computing()), now: new Date() });
  return { results: { schema: 'upbench.results/1', environment, experiment, failed, images }, pictures };
}
