import { bestPoint } from '../../experiment/checkpoints';
import type { Results } from '../../experiment/schema';
import { auditReport, type AuditReport } from '../../network/auditReport';
import { UpbenchError } from '../../tensor/errors';
import type { WeightFile } from '../files/namedFile';
import type { ComputeThread } from '../thread/computeThread';
import { resultOf } from '../thread/follow';
import { weightHashes } from './resultsDocument';

/** Networks that a report audits; of a folder of checkpoints only the best, or the last. */
const MOST_AUDITS = 4;

/** Audits that were made, by the SHA-256 of its files: a page asks for a report whenever its options change. */
export type KnownAudits = Map<string, AuditReport>;

/** What the networks of a comparison are inside, for its report. One that cannot be audited is left out: its row says why. */
export async function networkAudits(
  { experiment, checkpoints = [], weightFiles = {} }: Omit<Results, 'images'>,
  files: readonly WeightFile[],
  {
    thread,
    signal,
    known = new Map(),
  }: { readonly thread: ComputeThread; readonly signal?: AbortSignal | undefined; readonly known?: KnownAudits },
): Promise<AuditReport[]> {
  const inSeries = new Set(checkpoints.flatMap(({ points }) => points.map(({ key }) => key)));
  const chosen = new Set(checkpoints.map((curve) => (bestPoint(curve) ?? curve.points.at(-1))?.key));
  const audits: AuditReport[] = [];
  for (const { key, network } of experiment.methods) {
    if (!network || (inSeries.has(key) && !chosen.has(key)) || audits.length >= MOST_AUDITS) continue;
    const file = files.find(({ name }) => name === network.file);
    if (!file) continue;
    // Another file than the one that ran, or another beside it, says nothing of it.
    const hashes = Object.entries(await weightHashes([file], signal));
    if (hashes.some(([name, sha256]) => weightFiles[name] !== sha256)) continue;
    const id = hashes.map(([, sha256]) => sha256).join(' ');
    const earlier = known.get(id);
    if (earlier) {
      audits.push({ ...earlier, name: key });
      continue;
    }
    try {
      const source = { kind: 'file', path: file.path, name: file.name } as const;
      const job = thread.run({ kind: 'audit', source, input: null, model: null, picture: null });
      const audit = auditReport(await resultOf(job, signal), key);
      known.set(id, audit);
      audits.push(audit);
    } catch (error) {
      if (!(error instanceof UpbenchError) || error.code === 'cancelled') throw error;
    }
  }
  return audits;
}
