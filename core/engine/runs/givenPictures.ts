import type { CandidateOutput } from '../../experiment/candidates';
import type { LowPicture } from '../../experiment/pairs';
import type { Experiment } from '../../experiment/schema';
import { UpbenchError } from '../../tensor/errors';
import type { Raster } from '../../tensor/raster';
import { readPicture } from '../pictures/pictureFile';
import type { NamedFile } from '../files/namedFile';

/** The range of the run is that of files of the same kind; an 8-bit output of a 12-bit original has its own. */
const rangeFor = (experiment: Experiment, original: Raster, bitDepth: number): number | undefined =>
  bitDepth === original.bitDepth || bitDepth === 32 ? experiment.range : undefined;

async function readLike({ path, name }: NamedFile, original: Raster, experiment: Experiment): Promise<CandidateOutput> {
  const plain = await readPicture(path, name, { layout: experiment.layout });
  const range = rangeFor(experiment, original, plain.raster.bitDepth);
  const {
    raster,
    sha256,
    notesSaid: notes,
  } = range === undefined ? plain : await readPicture(path, name, { range, layout: experiment.layout });
  return { file: name, sha256, raster, notes };
}

/** The small picture that goes with an original. */
export const readLow = (file: NamedFile, original: Raster, experiment: Experiment): Promise<LowPicture> =>
  readLike(file, original, experiment);

/** Finished outputs of one picture; one that cannot be read is the refusal of its candidate alone. */
export async function readCandidates(
  files: readonly (NamedFile & { readonly key: string })[],
  original: Raster,
  experiment: Experiment,
): Promise<Map<string, CandidateOutput | UpbenchError>> {
  const found = new Map<string, CandidateOutput | UpbenchError>();
  for (const file of files) {
    try {
      found.set(file.key, await readLike(file, original, experiment));
    } catch (error) {
      if (!(error instanceof UpbenchError) || error.code === 'internal') throw error;
      found.set(file.key, error);
    }
  }
  return found;
}
