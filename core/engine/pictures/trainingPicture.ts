import { momentsOf, trainingPairs, type TrainingLayer, type TrainingServices } from '../../experiment/training';
import type { Moments } from '../../fit';
import { toFault } from '../files/fault';
import type { Fault } from '../files/fault';
import { readPicture } from './pictureFile';

/** A picture of a training set: where it is, and what sentences call it. */
export interface TrainingPicture {
  readonly path: string;
  readonly name: string;
}

/** What one picture adds to a fit. */
export interface TrainedPicture {
  readonly sha256: string;
  readonly moments: Moments;
  /** Milliseconds. */
  readonly decode: number;
  readonly degrade: number;
  readonly sum: number;
}

export type TrainingAnswer =
  { readonly type: 'trained'; readonly trained: TrainedPicture } | { readonly type: 'failed'; readonly fault: Fault };

/** Reads, decodes and sums one picture; one that cannot be read is an answer too. */
export function trainOnPicture(...given: Parameters<typeof train>): Promise<TrainingAnswer> {
  return train(...given).then(
    (trained) => ({ type: 'trained', trained }),
    (error: unknown) => ({ type: 'failed', fault: toFault(error) }),
  );
}

async function train(
  layer: TrainingLayer,
  { path, name }: TrainingPicture,
  services: TrainingServices,
  now: () => number,
): Promise<TrainedPicture> {
  const started = now();
  const { raster, sha256 } = await readPicture(path, name);
  const decoded = now();
  const pairs = trainingPairs(layer, raster, services);
  const degraded = now();
  const moments = momentsOf(layer, pairs, services);
  return { sha256, moments, decode: decoded - started, degrade: degraded - decoded, sum: now() - degraded };
}
