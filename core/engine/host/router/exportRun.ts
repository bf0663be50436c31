import { message } from '../../../messages';
import { UpbenchError } from '../../../tensor/errors';
import type { ResultPart } from '../../contract/contract';
import { collectResults, type ExportDocument } from '../../runs/collectResults';
import { weightFilesIn, weightHashes } from '../../runs/resultsDocument';
import { subjectOf } from '../../../tensor/fileNames';
import { networkAudits, type KnownAudits } from '../../runs/networkAudits';
import { resultOf } from '../../thread/follow';
import { latestBlobs } from './latestBlobs';
import { procedures, type EngineParts } from './parts';

/** Reports carry their pictures, and a page asks for one whenever its options change. */
const KEPT_FILES = 8;

/** A finished run as a file; the name says the picture and the scale. */
export function exportRun({ blobs, quickThread, study, runs, pictures, environment, weightFiles }: EngineParts) {
  const known: KnownAudits = new Map();
  const whole = (id: string): ExportDocument => {
    const run = runs.find(id);
    if (run.results === undefined) throw new UpbenchError('unavailable', message('run-not-finished'));
    return { results: run.results, pictures: run.pictures };
  };
  const chosen = async (
    id: string,
    parts: readonly ResultPart[],
    signal: AbortSignal | undefined,
  ): Promise<ExportDocument> => {
    const run = runs.find(id);
    const sha256 = (pictureId: string): string => pictures.get(pictureId).info.sha256;
    const known = run.results?.environment ?? (await environment());
    const find = (runId: string) => runs.find(runId);
    const methods = parts.flatMap((part) =>
      part.methods.flatMap(({ key, runId }) => find(runId).experiment.methods.filter((method) => method.key === key)),
    );
    const weights = await weightHashes(weightFilesIn({ methods }, weightFiles()), signal);
    return collectResults(parts, run.experiment, find, sha256, known, weights);
  };
  const keepLatest = latestBlobs(blobs, KEPT_FILES);
  return procedures.runs.export.handler(async ({ input, signal }) => {
    const { format, report, parts } = input;
    const document = parts === undefined ? whole(input.runId) : await chosen(input.runId, parts, signal);
    const { results } = document;
    const hasAudits = (format === 'html' || format === 'zip') && report?.sections?.includes('network') !== false;
    const hasNetworks = results.experiment.methods.some(({ network }) => network !== undefined);
    const networks =
      hasAudits && hasNetworks ? await networkAudits(results, weightFiles(), { thread: study(), signal, known }) : [];
    const own = networks.length > 0 ? { ...report, networks } : report;
    const job = quickThread.run({ kind: 'export', format, report: own, language: report?.language, ...document });
    const blob = keepLatest(blobs.write(format, await resultOf(job, signal)));
    const subject = subjectOf(results.images.map(({ file }) => file));
    return { blob, suggestedName: `upbench-${subject}-x${results.experiment.scale}.${format}` };
  });
}
