import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { say, message } from '../../messages';
import { FitRun } from '../../experiment/fitRun';
import type { Failure } from '../../experiment/schema';
import type { TrainingLayer } from '../../experiment/training';
import { UpbenchError, cancelled } from '../../tensor/errors';
import { formatSafetensors } from '../../tensor/safetensors';
import { findUpsampler, resolveParameters } from '../../upsamplers';
import { readPicture } from '../pictures/pictureFile';
import type { Computer } from '../thread/computer';
import type { FitJob, FitJobEvent, FitResult } from '../thread/jobs';
import { fromFault } from '../files/fault';
import { trainOnPairs } from './trainOnPairs';
import { trainOn, type TrainingThreadsOptions } from './trainingThreads';
import { trainingFiles } from './weightStore';

/** Pictures whose hashes a file of weights notes, at most. */
const MOST_NOTED = 4096;

/** Reads pictures, sums them on all threads, adds up in their order, solves. Bad pictures are named and left out. */
export async function fitJob(
  job: FitJob,
  computer: Computer,
  resources: string,
  threading: Pick<TrainingThreadsOptions, 'threads' | 'workerUrl'>,
  emit: (event: FitJobEvent) => void,
): Promise<FitResult> {
  const pictures = job.pictures ?? (await trainingFiles(resources)).map((path) => ({ path, name: path }));
  if (pictures.length === 0) throw new UpbenchError('unavailable', message('fit-no-pictures'));
  const failed: Failure[] = [];
  const hashes: string[] = [];
  const trained: string[] = [];
  const times = { decode: 0, moments: 0, solve: 0 };
  const clock = computer.clock;
  // Whether kernels differ between colours has to be known before the first sum.
  const channels = job.truths ? 1 : (job.channels ?? (job.pictures === null ? 1 : await widest(pictures, computer)));
  const layer = layerFor(job, channels);
  const fit = new FitRun(layer, pictures.length, job.split, job.lambda);
  const said = (done: number): void =>
    emit({ type: 'progress', done, total: pictures.length, label: pictures[done]?.name ?? '' });
  said(0);
  let index = 0;
  const now = (): number => clock.now();
  const answers = job.truths
    ? trainOnPairs(layer, pictures, job.truths, computer, now)
    : trainOn(layer, pictures, { services: computer, now, ...threading });
  for await (const answer of answers) {
    computer.checkpoint();
    if (answer.type === 'failed') {
      const { code, message } = answer.fault;
      if (code === 'cancelled') throw cancelled();
      // With a single pair there is nothing else to report.
      if (job.truths?.length === 1) throw fromFault(answer.fault);
      failed.push({ file: pictures[index]!.name, code, message });
    } else {
      const { sha256, moments, decode, degrade, sum } = answer.trained;
      fit.add(index, moments);
      times.decode += decode;
      times.moments += degrade + sum;
      hashes.push(sha256);
      if (!fit.isHeldOut(index)) trained.push(sha256);
    }
    said(++index);
  }
  return finish(job, { fit, layer }, { failed, hashes, trained, times, total: pictures.length }, computer, emit);
}

function layerFor({ method, scale, degradation }: FitJob, channels: 1 | 3): TrainingLayer {
  const { id, parameters: given } = method;
  const upsampler = findUpsampler(id);
  const context = { scale, channels, hasReference: true };
  const parameters = resolveParameters(upsampler, given, context);
  return { id, parameters, scale, degradation, channels };
}

/** 3 when any of the pictures is in colour. */
async function widest(pictures: readonly { path: string; name: string }[], computer: Computer): Promise<1 | 3> {
  for (const { path, name } of pictures) {
    computer.checkpoint();
    try {
      if ((await readPicture(path, name)).raster.channels === 3) return 3;
    } catch {
      // Said when its turn comes.
    }
  }
  return 1;
}

function finish(
  job: FitJob,
  { fit, layer }: { readonly fit: FitRun; readonly layer: TrainingLayer },
  read: { failed: Failure[]; hashes: string[]; trained: string[]; times: FitResult['times']; total: number },
  computer: Computer,
  emit: (event: FitJobEvent) => void,
): FitResult {
  emit({ type: 'progress', done: read.total, total: read.total, label: 'solving' });
  computer.checkpoint();
  const started = performance.now();
  const outcome = fit.finish();
  const { fitted } = outcome;
  const trainingSet = createHash('sha256')
    .update([...read.hashes].sort().join('\n'))
    .digest('hex');
  const { weights: _choice, ...parameters } = layer.parameters;
  const tensors = { weight: fitted.weight, ...(fitted.bias ? { bias: fitted.bias } : {}) };
  const metadata = {
    layer: outcome.layer,
    origin: say(job.origin),
    method: layer.id,
    parameters: JSON.stringify(parameters),
    scale: String(layer.scale),
    degradation: layer.degradation,
    trainingSet: `${read.hashes.length} pictures, sha256 ${trainingSet}`,
    // So that a result on one of them can mention it; the hashes of thousands would make every file large.
    ...(read.trained.length <= MOST_NOTED ? { pictures: read.trained.join(' ') } : {}),
    lambda: String(fitted.lambda),
    mse: String(outcome.train.mse),
    psnr: `${outcome.train.psnr.toFixed(4)} dB`,
    rows: String(fitted.rows),
    unknowns: String(fitted.unknowns),
    condition: fitted.condition.toPrecision(4),
    command: job.command,
  };
  return {
    layer: outcome.layer,
    method: layer.id,
    parameters,
    scale: layer.scale,
    degradation: layer.degradation,
    channels: layer.channels,
    origin: job.origin,
    trainingSet,
    lambda: fitted.lambda,
    train: outcome.train,
    holdOut: outcome.holdOut,
    folds: outcome.folds,
    rows: fitted.rows,
    unknowns: fitted.unknowns,
    condition: fitted.condition,
    gradient: fitted.gradient,
    weightShape: [...fitted.weight.shape],
    notes: fitted.notes,
    failed: read.failed,
    times: { ...read.times, solve: performance.now() - started },
    file: formatSafetensors(tensors, metadata),
  };
}
