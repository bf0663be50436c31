import { weightFileNames } from '../../experiment/session';
import { CheckpointCurves, checkpointsOf } from '../../experiment/checkpoints';
import { NetworkVerdicts, networksOf } from '../../experiment/networkVerdict';
import { SummaryBuilder } from '../../experiment/summary';
import type { Experiment, Results } from '../../experiment/schema';
import { isNetworkName } from '../../network/fileNames';
import { hashIfReadable } from '../files/fileHash';
import { checkpointOf } from '../../tensor/errors';
import type { WeightFile } from '../files/namedFile';

/** What stands in place of the SHA-256 of a file that is not there. */
export const MISSING = 'missing';

/** The files, and those that networks among them keep values in. */
export async function withFilesBeside(files: readonly WeightFile[]): Promise<WeightFile[]> {
  const found = [];
  for (const file of files)
    if (isNetworkName(file.name)) found.push(...(await (await import('../networks/networkFile')).filesBeside(file)));
  const known = new Set(files.map(({ path }) => path));
  return [...files, ...found.filter(({ path }) => !known.has(path))];
}

/** SHA-256 of each file by its name, and of what networks keep beside them. */
export async function weightHashes(
  files: readonly WeightFile[],
  signal: AbortSignal | undefined,
): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const { name, path } of await withFilesBeside(files)) {
    // A file that is not there is said by the method that names it.
    hashes[name] = (await hashIfReadable(path, checkpointOf(signal))) ?? MISSING;
  }
  return hashes;
}

/** Of all files that are known, the ones an experiment names. */
export function weightFilesIn(experiment: Pick<Experiment, 'methods'>, known: readonly WeightFile[]): WeightFile[] {
  const names = new Set(weightFileNames(experiment));
  return known.filter(({ name }) => names.has(name));
}

/** What follows from the pictures, and the weight files: a document of the window has them as one of the command line. */
export function completeResults(
  results: Omit<Results, 'summary' | 'networks' | 'checkpoints' | 'weightFiles'>,
  weights: Readonly<Record<string, string>>,
): Results {
  const { images, failed, environment, experiment } = results;
  const builder = new SummaryBuilder(experiment);
  const verdicts = new NetworkVerdicts(experiment);
  const curves = new CheckpointCurves(experiment);
  for (const image of images) {
    builder.add(image);
    verdicts.add(image);
    curves.add(image);
  }
  return {
    schema: 'upbench.results/1',
    environment,
    experiment,
    failed,
    ...(Object.keys(weights).length === 0 ? {} : { weightFiles: { ...weights } }),
    ...networksOf(verdicts),
    ...checkpointsOf(curves),
    ...(images.length > 1 ? { summary: builder.finish(experiment.seed) } : {}),
    images,
  };
}
