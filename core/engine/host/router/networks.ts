import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { message } from '../../../messages';
import { UpbenchError } from '../../../tensor/errors';
import type { AuditEvent, AuditRequest, BlobRef } from '../../contract/contract';
import { follow, resultOf } from '../../thread/follow';
import type { AuditJob, CheckNetworkJob, RewriteJob } from '../../thread/jobs';
import { withWireErrors } from '../connection';
import { latestBlobs } from './latestBlobs';
import { procedures, type EngineParts } from './parts';

/** Rewritten networks that are still there; a page saves them right after they are made. */
const KEPT_FILES = 9;

/** Files of networks, and their audits. */
export function networkProcedures(parts: EngineParts) {
  const os = procedures.networks;
  const keepLatest = latestBlobs(parts.blobs, KEPT_FILES);
  return {
    open: os.open.handler(({ input }) => ({ id: parts.networks.open(input.files, input.isMethod) })),
    write: os.write.handler(async ({ input }) => ({
      done: await parts.networks.write(input.id, input.file, Buffer.from(input.data, 'base64')),
    })),
    rewrite: os.rewrite.handler(async ({ input: { id, ...asked }, signal }) => {
      const { path, name } = parts.networks.file(id);
      const job: RewriteJob = { kind: 'rewrite', path, name, ...asked };
      const { proof, bytes, code } = await resultOf(parts.study().run(job), signal);
      const own = name.replace(/\.onnx$/i, '');
      const kept = (kind: 'bin' | 'st', made: Uint8Array): BlobRef => keepLatest(parts.blobs.write(kind, made));
      return {
        proof,
        network: bytes && { name: `${own}-${asked.to}.onnx`, blob: kept('bin', bytes) },
        code: code.map((file) => ({
          name: file.name,
          blob: kept(file.name.endsWith('.safetensors') ? 'st' : 'bin', file.bytes),
        })),
      };
    }),
    check: os.check.handler(async ({ input: spec, signal }) => {
      const freeBytes = parts.freeMemory();
      const job: CheckNetworkJob = { kind: 'check-network', spec, files: parts.networks.files(), freeBytes };
      return resultOf(parts.study().run(job), signal);
    }),
    cost: os.cost.handler(({ input: { network, scale, width, height }, signal }) => {
      const known = parts.networks.files().find(({ name }) => name === network.file);
      if (known === undefined)
        throw new UpbenchError(
          'missing-file',
          message('network-file-missing', { name: network.file, file: network.file }),
        );
      const { name, path } = known;
      return resultOf(parts.study().run({ kind: 'network-cost', name, path, scale, width, height }), signal);
    }),
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
