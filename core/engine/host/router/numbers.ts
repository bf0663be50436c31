import { dirname, join } from 'node:path';
import { message } from '../../../messages';
import { UpbenchError, cancelled } from '../../../tensor/errors';
import { blobPath } from '../blobPath';
import type { BlobRef } from '../../contract/contract';
import type { MapDetail } from '../../contract/numbersSchema';
import { resultOf } from '../../thread/follow';
import type { NumbersAnswer, NumbersJob } from '../../thread/jobs';
import { latestBlobs } from './latestBlobs';
import { procedures, type EngineParts } from './parts';

const KEPT_PICTURES = 96;
/** Names under which a page sends an input and its results. */
const ARRAY_FILES = ['x.npy', 'a.npy', 'b.npy'] as const;

type Question = Pick<NumbersJob, 'ask' | 'scale' | 'range' | 'protocol' | 'metric' | 'metrics' | 'roi' | 'made'> & {
  readonly reference: string | null;
  readonly output: string;
};

/** Detail about an output, computed by the thread for short work so that a run does not wait. */
export function numberProcedures({ blobs, quickThread, weightFiles, networks, study }: EngineParts) {
  const os = procedures.numbers;

  /** Pictures of answers are kept until this many newer ones exist, because views do not say when they no longer need one. */
  const keepLatest = latestBlobs(blobs, KEPT_PICTURES);
  const keep = (blob: BlobRef | null): void => {
    if (blob !== null) keepLatest(blobs.keep(blob));
  };

  const pathOf = (id: string): string => {
    const place = blobs.has(id) ? blobPath(blobs.folder, id) : null;
    if (place?.kind !== 'png' && place?.kind !== 'npy')
      throw new UpbenchError('unavailable', message('picture-not-kept'));
    return place.path;
  };

  async function ask<Ask extends NumbersJob['ask']>(
    question: Question & { readonly ask: Ask },
    signal: AbortSignal | undefined,
  ): Promise<Extract<NumbersAnswer, { ask: Ask }>> {
    if (signal?.aborted) throw cancelled();
    const reference = question.reference === null ? null : pathOf(question.reference);
    const job = quickThread.run({
      ...question,
      kind: 'numbers',
      reference,
      output: pathOf(question.output),
      folder: blobs.folder,
      ...(question.made ? { weightFiles: weightFiles() } : {}),
    });
    return (await resultOf(job, signal)) as Extract<NumbersAnswer, { ask: Ask }>;
  }

  /** Maps that were computed, by their questions: looking again costs nothing while the picture is kept. */
  const maps = new Map<string, MapDetail>();

  // Fields that a question does not use keep a value that does not affect its answer.
  const rest = { protocol: 'saved-file', metric: '' } as const;
  return {
    checkerboard: os.checkerboard.handler(({ input, signal }) =>
      ask({ ...rest, ...input, ask: 'checkerboard' }, signal),
    ),
    spectrum: os.spectrum.handler(async ({ input, signal }) => {
      const answer = await ask({ ...rest, ...input, ask: 'spectrum' }, signal);
      for (const blob of [answer.output, answer.reference, answer.difference]) keep(blob);
      return answer;
    }),
    measure: os.measure.handler(({ input, signal }) => ask({ ...rest, ...input, ask: 'measure' }, signal)),
    // Without a place the same question is about the whole picture.
    against: os.against.handler(({ input, signal }) => ask({ ...rest, ...input, ask: 'region' }, signal)),
    region: os.region.handler(({ input, signal }) => ask({ ...rest, ...input, ask: 'region' }, signal)),
    arrays: os.arrays.handler(({ input: { id, names }, signal }) => {
      // They lie beside one another under the names they were sent by.
      const folder = dirname(networks.file(id).path);
      const files = names.map((name, i) => ({ name, path: join(folder, ARRAY_FILES[i]!) }));
      return resultOf(study().run({ kind: 'arrays', files }), signal);
    }),
    equivalence: os.equivalence.handler(({ input, signal }) =>
      resultOf(study().run({ kind: 'equivalence', ...input }), signal),
    ),
    provenance: os.provenance.handler(({ input, signal }) => {
      const { reference, ...rest } = input;
      const job = quickThread.run({
        ...rest,
        kind: 'provenance',
        input: pathOf(input.input),
        output: pathOf(input.output),
        reference: reference === null ? null : pathOf(reference),
        weightFiles: weightFiles(),
      });
      return resultOf(job, signal);
    }),
    map: os.map.handler(async ({ input, signal }) => {
      const { reference, output, scale, range, protocol, metric } = input;
      const question = JSON.stringify([reference, output, scale, range, protocol, metric]);
      const known = maps.get(question);
      if (known && blobs.has(known.map.id)) return known;
      maps.delete(question);
      const answer = await ask({ ...rest, ...input, ask: 'map' }, signal);
      keep(answer.map);
      maps.set(question, answer);
      for (const oldest of maps.keys()) {
        if (maps.size <= KEPT_PICTURES) break;
        maps.delete(oldest);
      }
      return answer;
    }),
  };
}
