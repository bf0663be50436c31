import { linkSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { measurePair } from '../../metrics';
import type { EngineOperators } from '../thread/operators';
import { factsOf, imageResultOf } from '../../experiment/facts';
import type { Experiment, ImageResult, MethodResult } from '../../experiment/schema';
import { blobPath } from '../host/blobPath';
import type { BlobStore } from '../host/blobStore';
import type { BlobRef, GivenForPictures, RunEvent } from '../contract/contract';
import type { Raster } from '../../tensor/raster';
import { readPicture } from '../pictures/pictureFile';
import { withRange } from '../pictures/valueRange';
import type { PictureStore } from '../pictures/pictureStore';
import type { ComputeThread } from '../thread/computeThread';
import { resultOf } from '../thread/follow';
import type { RemeasureJob, RemeasureJobEvent, RunJobEvent } from '../thread/jobs';
import type { Run } from './run';

type ImageEvent = Extract<RunEvent, { type: 'image' }>;

/** Outputs of a picture that an experiment would only make again: it differs in how they are measured. */
interface KnownOutputs {
  readonly image: ImageEvent;
  readonly reference: BlobRef;
  readonly methods: readonly { readonly result: MethodResult; readonly output: BlobRef }[];
}

/** Everything that may decide the pixels of one method's output: all of the experiment but how they are measured and timed. */
function pixelsOf(experiment: Experiment, key: string): string {
  const { protocol: _protocol, metrics: _metrics, timing: _timing, methods, ...rest } = experiment;
  const spec = methods.find((method) => method.key === key);
  return JSON.stringify([sorted(rest), spec?.id, sorted(spec?.parameters ?? {})]);
}

/** The files that were given for a picture and a key. */
function filesOf({ candidates = [], low = [] }: GivenForPictures, pictureId: string, key: string): string {
  const own = candidates.filter((file) => file.pictureId === pictureId && file.key === key);
  return JSON.stringify(
    [own, low.filter((file) => file.pictureId === pictureId)].map((list) => list.map((f) => f.fileId)),
  );
}

/** What is said, in one order; a thing left out and one said to be undefined are the same. */
const sorted = (record: object): [string, unknown][] =>
  Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** The outputs of one earlier run, when it has all of them and measured them otherwise; null when something has to be computed. */
export function findOutputs(
  runs: readonly Run[],
  { experiment, given }: Pick<Run, 'experiment' | 'given'>,
  pictureId: string,
): KnownOutputs | null {
  if (experiment.mode !== 'reference') return null;
  for (const run of runs.toReversed()) {
    const before = run.experiment;
    // Repeating the same question is a request to compute again, for new times.
    const isSame =
      before.protocol === experiment.protocol && JSON.stringify(before.metrics) === JSON.stringify(experiment.metrics);
    if (isSame) continue;
    const image = run.said.find(
      (event): event is ImageEvent => event.type === 'image' && event.pictureId === pictureId,
    );
    if (!image?.reference) continue;
    const methods = experiment.methods.map(({ key }) => {
      const said = run.said.find(
        (event) => event.type === 'method' && event.image === image.image && event.result.key === key,
      );
      const isEqual =
        pixelsOf(before, key) === pixelsOf(experiment, key) &&
        filesOf(run.given, pictureId, key) === filesOf(given, pictureId, key);
      return said?.type === 'method' && isEqual ? { result: said.result, output: said.output } : null;
    });
    const found = methods.flatMap((method) => method ?? []);
    if (found.length === methods.length) return { image, reference: image.reference, methods: found };
  }
  return null;
}

/** Measures known outputs under another protocol; the pictures get names of their own, since runs are forgotten one by one. */
export async function remeasure(
  known: KnownOutputs,
  experiment: Experiment,
  parts: { readonly blobs: BlobStore; readonly pictures: PictureStore; readonly runThread: ComputeThread },
  signal: AbortSignal,
  emit: (event: RunJobEvent) => void,
): Promise<ImageResult> {
  const { blobs, pictures, runThread } = parts;
  const pathOf = ({ id }: BlobRef): string => blobPath(blobs.folder, id)?.path ?? '';
  const copy = (blob: BlobRef): BlobRef => {
    const [kind = 'png'] = blob.id.split('-');
    const id = `${kind}-${randomBytes(16).toString('hex')}`;
    const copied = { ...blob, id };
    linkSync(pathOf(blob), pathOf(copied));
    return copied;
  };
  const { image, reference, methods } = known;
  const shownReference = copy(reference);
  emit({ ...factsOf(image), type: 'input', reference: shownReference, input: copy(image.input) });
  const outputs = new Map(methods.map(({ result, output }) => [result.key, copy(output)]));
  const measured: MethodResult[] = [];
  const job = runThread.run(
    {
      kind: 'remeasure',
      reference: pathOf(shownReference),
      experiment,
      methods: methods.map(({ result }) => ({ result, path: pathOf(outputs.get(result.key)!) })),
    },
    (event: RemeasureJobEvent) => {
      measured.push(event.result);
      emit({ type: 'method', result: event.result, output: outputs.get(event.result.key) ?? null });
    },
  );
  await resultOf(job, signal);
  const { file } = image;
  const { sha256 } = pictures.get(image.pictureId).info;
  return imageResultOf(image, { file, sha256, methods: measured, failed: [] });
}

/** Floats in an array know nothing of their white; whole numbers have it in the PNG. */
async function readMeasured(path: string, name: string, range: number | undefined): Promise<Raster> {
  const { raster } = await readPicture(path, name);
  return raster.bitDepth === 32 && range !== undefined ? withRange(raster, range, name) : raster;
}

/** On the computing thread: the metrics of every output anew, everything else as it was. */
export async function remeasureJob(
  job: RemeasureJob,
  {
    ssimPlane,
    bytePairs: bytes,
    checkpoint,
  }: Pick<EngineOperators, 'ssimPlane' | 'bytePairs'> & { checkpoint(): void },
  emit: (event: RemeasureJobEvent) => void,
): Promise<null> {
  const { metrics: ids, protocol, scale, range } = job.experiment;
  const reference = await readMeasured(job.reference, 'the reference', range);
  for (const { result, path } of job.methods) {
    checkpoint();
    const raster = await readMeasured(path, result.title, range);
    const { metrics, unavailable } = measurePair(reference, raster, {
      ids,
      protocol,
      scale,
      checkpoint,
      ssimPlane,
      bytes,
    });
    const { unavailable: _old, ...rest } = result;
    emit({
      type: 'method',
      result: { ...rest, metrics, ...(unavailable.length > 0 ? { unavailable: [...unavailable] } : {}) },
    });
  }
  return null;
}
