import { UpbenchError } from '../../tensor/errors';
import { stem } from '../fileNames';
import { procedures, type EngineParts } from './parts';

/** A finished run as a file; the name says the picture and the scale. */
export function exportRun({ blobs, desk, runs }: EngineParts) {
  return procedures.runs.export.handler(async ({ input }) => {
    const run = runs.find(input.runId);
    const { results } = run;
    if (results === undefined)
      throw new UpbenchError('unavailable', 'This run is not finished, so there is nothing to export yet.');
    const bytes = await desk.run({ kind: 'export', format: input.format, results, pictures: run.pictures }).done;
    const blob = blobs.write(input.format, bytes);
    run.blobIds.push(blob.id);
    const first = results.images[0];
    const subject =
      results.images.length === 1 && first !== undefined ? stem(first.file) : `${results.images.length}-pictures`;
    return { blob, suggestedName: `upbench-${subject}-x${results.experiment.scale}.${input.format}` };
  });
}
