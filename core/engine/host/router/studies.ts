import { sweepExperiment, sweepRows, type SweepRow } from '../../../experiment/sweep';
import { toSpecial, type Failure, type ImageResult } from '../../../experiment/schema';
import { parseSafetensors } from '../../../tensor/safetensors';
import { withWireErrors } from '../connection';
import { toFault } from '../../files/fault';
import { stem } from '../../runs/fileNames';
import type { FitResult } from '../../thread/jobs';
import { followJob } from '../../thread/followJob';
import type {
  BenchmarkEvent,
  BenchmarkRequest,
  FitEvent,
  FitRequest,
  FittedLayer,
  SweepEvent,
  SweepPointDocument,
} from '../../contract/studySchema';
import { trainingFiles } from '../../weights/weightStore';
import { procedures, type EngineParts } from './parts';

const MOST_VALUES = 4096;

/** Fits and sweeps, on a thread of their own so that runs and opened pictures do not wait. */
export function studyProcedures(parts: EngineParts) {
  const os = procedures.studies;
  return {
    fit: os.fit.handler(async function* ({ input, signal }) {
      yield* withWireErrors(fit(parts, input, signal));
    }),
    sweep: os.sweep.handler(async function* ({ input, signal }) {
      yield* withWireErrors(sweep(parts, input, signal));
    }),
    benchmark: os.benchmark.handler(async function* ({ input, signal }) {
      yield* withWireErrors(benchmark(parts, input, signal));
    }),
  };
}

/** On the thread of the runs: the two would spoil each other's times. */
async function* benchmark(
  { runThread, environment }: EngineParts,
  request: BenchmarkRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<BenchmarkEvent, void, undefined> {
  const job = followJob<'benchmark'>((onEvent) => runThread.run({ kind: 'benchmark', request }, onEvent), signal);
  try {
    for (;;) {
      const step = await job.next();
      if (step.done === true) {
        yield { type: 'done', ...step.value, environment: await environment() };
        return;
      }
      const event = step.value;
      if (event.type === 'benchmark-row') yield { type: 'row', row: event.row };
      else yield { type: 'progress', done: event.done, total: event.total, label: event.label };
    }
  } finally {
    await job.return(undefined as never);
  }
}

async function* fit(
  { pictures, study, fitted, blobs }: EngineParts,
  request: FitRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<FitEvent, void, undefined> {
  const { method, scale, degradation, lambda, holdOut, pictureIds } = request;
  const { weights: _weights, ...parameters } = method.parameters;
  const chosen = pictureIds && pictureIds.map((id) => pictures.get(id));
  const [first] = chosen ?? [];
  const subject =
    chosen === null ? 'the built-in set' : chosen.length === 1 ? first!.info.name : `${chosen.length} pictures`;
  const job = followJob<'fit'>(
    (onEvent) =>
      study().run(
        {
          ...{ kind: 'fit', method: { id: method.id, parameters }, scale, degradation, lambda },
          split: { holdOut, folds: 0 },
          pictures: chosen && chosen.map(({ path, file }) => ({ path, name: file })),
          channels: chosen === null && parameters['groups'] === 'dense' ? 3 : null,
          ...{ origin: `fitted on ${subject}`, command: 'fitted in the window' },
        },
        onEvent,
      ),
    signal,
  );
  try {
    for (;;) {
      const step = await job.next();
      if (step.done !== true) {
        const { done, total, label } = step.value;
        yield { type: 'progress', done, total, label };
        continue;
      }
      const { file } = step.value;
      const size = step.value.parameters['kernelSize'];
      const where =
        chosen === null ? 'built-in' : chosen.length === 1 ? stem(first!.info.name) : `${chosen.length}-pictures`;
      const name = fitted.keep(`${method.id}${typeof size === 'number' ? `-k${size}` : ''}-x${scale} ${where}`, file);
      const blob = blobs.write('st', file);
      yield { type: 'done', fit: { ...describe(step.value, name), file: blob } };
      return;
    }
  } finally {
    await job.return(undefined as never);
  }
}

function describe(result: FitResult, name: string): Omit<FittedLayer, 'file'> {
  const { origin, method, parameters, scale, channels, lambda, train, holdOut, rows, unknowns } = result;
  const weight = parseSafetensors(result.file, name)['weight']!;
  // Whole output channels only, so that every kernel shown is whole.
  const [outer = 1, ...inner] = weight.shape;
  const each = inner.reduce((product, size) => product * size, 1);
  const shown = Math.max(1, Math.min(outer, Math.floor(MOST_VALUES / each)));
  const measure = (of: FitResult['train']) => ({ ...of, psnr: toSpecial(of.psnr) });
  return {
    ...{ name, origin, method, parameters: { ...parameters }, scale, channels, lambda, rows, unknowns },
    ...{ train: measure(train), holdOut: holdOut && measure(holdOut), condition: toSpecial(result.condition) },
    ...{ notes: [...result.notes], failed: [...result.failed], times: result.times },
    shape: [shown, ...inner],
    values: [...weight.data.subarray(0, Math.min(MOST_VALUES, shown * each))],
  };
}

async function* sweep(
  { pictures, study, blobs, resources, freeMemory }: EngineParts,
  request: Parameters<typeof sweepExperiment>[0] & { readonly pictureIds: readonly string[] | null },
  signal: AbortSignal | undefined,
): AsyncGenerator<SweepEvent, void, undefined> {
  const experiment = sweepExperiment(request);
  const files =
    request.pictureIds === null
      ? (await trainingFiles(resources)).map((path) => ({ path, file: path.replace(/^.*[/\\]/, '') }))
      : request.pictureIds.map((id) => pictures.get(id));
  const images: ImageResult[] = [];
  const failed: Failure[] = [];
  const total = files.length * experiment.methods.length;
  for (const [index, { path, file }] of files.entries()) {
    const job = followJob<'run'>(
      (onEvent) =>
        study().run(
          {
            ...{ kind: 'run', path, name: file, experiment, folder: blobs.folder, pictures: 'none' },
            freeBytes: freeMemory(),
          },
          onEvent,
        ),
      signal,
    );
    try {
      for (;;) {
        const step = await job.next();
        if (step.done === true) {
          images.push(step.value);
          break;
        }
        if (step.value.type !== 'progress') continue;
        const done = index * experiment.methods.length + step.value.done;
        yield { type: 'progress', done, total, label: `${file}, ${step.value.label}` };
      }
    } catch (error) {
      const { code, message } = toFault(error);
      if (code === 'cancelled') throw error;
      failed.push({ file, code, message });
    } finally {
      await job.return(undefined as never);
    }
    yield { type: 'rows', rows: documentOf(sweepRows(images)) };
  }
  yield { type: 'done', rows: documentOf(sweepRows(images)), failed };
}

const documentOf = (rows: readonly SweepRow[]): SweepPointDocument[] =>
  rows.map((row) => ({ ...row, psnr: toSpecial(row.psnr), ssim: toSpecial(row.ssim) }));
