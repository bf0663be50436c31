import { tensorFromWire } from '../../contract/weightsSchema';
import { latestBlobs } from './latestBlobs';
import { procedures, type EngineParts } from './parts';

/** Saved files that are still there; the host has copied a file long before this many newer ones exist. */
const KEPT_FILES = 16;

/** Weights going out as files, and tensors of files coming in. */
export function weightProcedures({ blobs, quickThread, weightFiles, keptWeights }: EngineParts) {
  const os = procedures.weights;
  const keepLatest = latestBlobs(blobs, KEPT_FILES);
  return {
    save: os.save.handler(async ({ input }) => {
      const { degradation = 'area', ...request } = input;
      const bytes = await quickThread.run({ kind: 'weights', request, degradation, weightFiles: weightFiles() }).done;
      return { blob: keepLatest(blobs.write('bin', bytes)) };
    }),
    keep: os.keep.handler(({ input }) => {
      const tensors = Object.fromEntries(input.tensors.map((tensor) => [tensor.name, tensorFromWire(tensor)]));
      return { name: keptWeights.keep(input.name, tensors, { origin: input.origin, pictures: input.pictures }) };
    }),
  };
}
