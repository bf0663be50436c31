import { UpbenchError } from '../../../tensor/errors';
import { stem } from '../../runs/fileNames';
import { resultOf } from '../../thread/followJob';
import { latestBlobs } from './latestBlobs';
import { procedures, type EngineParts } from './parts';

/** Reports carry their pictures, and a page asks for one whenever its options change. */
const KEPT_FILES = 8;

/** A finished run as a file; the name says the picture and the scale. */
export function exportRun({ blobs, desk, runs }: EngineParts) {
  const keepLatest = latestBlobs(blobs, KEPT_FILES);
  return procedures.runs.export.handler(async ({ input, signal }) => {
    const run = runs.find(input.runId);
    const { results } = run;
    if (results === undefined)
      throw new UpbenchError('unavailable', 'This run is not finished, so there is nothing to export yet.');
    const { format, report } = input;
    const job = desk.run({ kind: 'export', format, report, results, pictures: run.pictures });
    const blob = keepLatest(blobs.write(format, await resultOf(job, signal)));
    const first = results.images[0];
    const subject =
      results.images.length === 1 && first !== undefined ? stem(first.file) : `${results.images.length}-pictures`;
    return { blob, suggestedName: `upbench-${subject}-x${results.experiment.scale}.${format}` };
  });
}
