import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import type { AuditEvent, AuditRequest } from '../../contract/contract';
import { follow, resultOf } from '../../thread/follow';
import type { AuditJob } from '../../thread/jobs';
import { withWireErrors } from '../connection';
import { procedures, type EngineParts } from './parts';

/** Files of networks, and their audits. */
export function networkProcedures(parts: EngineParts) {
  const os = procedures.networks;
  return {
    open: os.open.handler(({ input }) => ({ id: parts.networks.open(input.files) })),
    write: os.write.handler(async ({ input }) => ({
      done: await parts.networks.write(input.id, input.file, Buffer.from(input.data, 'base64')),
    })),
    audit: os.audit.handler(async function* ({ input, signal }) {
      yield* withWireErrors(audit(parts, input, signal));
    }),
  };
}

/** A text is audited quickly, at every keystroke; a file is run, which may take long and must not delay pictures. */
const audit = (
  { networks, pictures, quickThread, study }: EngineParts,
  { source, input, model, pictureId }: AuditRequest,
  outer: AbortSignal | undefined,
): AsyncGenerator<AuditEvent, void> =>
  follow<AuditEvent>(async (say, signal) => {
    const started = performance.now();
    const job: AuditJob = {
      kind: 'audit',
      source: source.kind === 'text' ? source : { kind: 'file', ...networks.file(source.id) },
      input,
      model,
      picture: pictureId === null ? null : pictures.get(pictureId).path,
    };
    const thread = source.kind === 'text' ? quickThread : study();
    const document = await resultOf(thread.run(job, say), signal);
    say({ type: 'done', document, ms: performance.now() - started });
  }, outer);
