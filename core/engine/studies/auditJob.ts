import { auditedDocument, type NetworkDocument } from '../../network/document';
import { textDocument } from '../../network/textDocument';
import type { StudyProgress } from '../contract/studySchema';
import { auditFile } from '../networks/auditFile';
import type { NetworkRuntime } from '../networks/networkRuntime';
import type { AuditJob } from '../thread/jobs';

/** Follows a text, or runs a network for its shapes, activations and grids. */
export async function auditJob(
  job: AuditJob,
  runtime: NetworkRuntime,
  checkpoint: () => void,
  emit: (event: StudyProgress) => void,
): Promise<NetworkDocument> {
  const { source, input, model, picture } = job;
  if (source.kind === 'text') return textDocument({ text: source.text, input, model });
  emit({ type: 'progress', done: 0, total: 0, label: '' });
  const stop = new AbortController();
  const audit = await auditFile(source.path, {
    input,
    name: source.name,
    ...(picture === null ? {} : { picture }),
    signal: stop.signal,
    runtime,
    onProgress: (done, total, label) => {
      checkpoint();
      emit({ type: 'progress', done, total, label });
    },
  });
  return auditedDocument(audit);
}
