import type { WeightFile } from '../../engine/files/namedFile';
import { weightFileNames } from '../../experiment/session';
import type { Experiment } from '../../experiment/schema';

/** The files that the command line itself names, `weights=file:PATH` or `file:PATH#TENSOR`; nothing else is opened. */
export function weightFilesOf(experiment: Pick<Experiment, 'methods'>): WeightFile[] {
  return weightFileNames(experiment).map((path) => ({ name: path, path }));
}
