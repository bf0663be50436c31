import { maskTrainingPairs } from '../../experiment/masks/training';
import { momentsOf, type TrainingLayer, type TrainingServices } from '../../experiment/training';
import { toFault } from '../files/fault';
import type { NamedFile } from '../files/namedFile';
import { readScores, readTruth } from '../pictures/labelFile';
import type { TrainingAnswer } from '../pictures/trainingPicture';

/** The same answers as for pictures, from arrays and their truths: one after the other, since arrays are small. */
export async function* trainOnPairs(
  layer: TrainingLayer,
  arrays: readonly NamedFile[],
  truths: readonly NamedFile[],
  services: TrainingServices,
  now: () => number,
): AsyncGenerator<TrainingAnswer> {
  for (const [index, { path, name }] of arrays.entries()) {
    const started = now();
    try {
      const { values: scores, sha256 } = await readScores(path, name);
      const truth = await readTruth(truths[index]!);
      const decoded = now();
      const pairs = maskTrainingPairs(layer, { file: name, sha256, scores, truth, indices: null });
      const moments = momentsOf(layer, pairs, services);
      const trained = { sha256, moments, decode: decoded - started, degrade: 0, sum: now() - decoded };
      yield { type: 'trained', trained };
    } catch (error) {
      yield { type: 'failed', fault: toFault(error) };
    }
  }
}
