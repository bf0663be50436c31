import { axisResponse } from '../../../checkerboard';
import { message, say as inEnglish } from '../../../messages';
import { isNested } from '../../../experiment/nested';
import { sweepExperiment, sweepRows, type SweepRow } from '../../../experiment/sweep';
import type { Failure, ImageResult } from '../../../experiment/schema';
import { toSpecial } from '../../../experiment/special';
import { bilinear as interpolation } from '../../../upsamplers/bilinear';
import { findUpsampler, resolveParameters, type ParameterValues, type Weights } from '../../../upsamplers';
import type { Tensor } from '../../../tensor/tensor';
import { parseSafetensors } from '../../../tensor/safetensors';
import { withWireErrors } from '../connection';
import { subjectOf } from '../../../tensor/fileNames';
import { runPictures } from '../../runs/runPictures';
import type { FitResult } from '../../thread/jobs';
import { follow, resultOf } from '../../thread/follow';
import type {
  BenchmarkEvent,
  BenchmarkRequest,
  FitEvent,
  FitRequest,
  FittedLayer,
  NestedEvent,
  NestedRequest,
  SweepEvent,
  SweepPointDocument,
  SweepRequest,
} from '../../contract/studySchema';
import { fitNested } from '../../weights/fitNested';
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
    nested: os.nested.handler(async function* ({ input, signal }) {
      yield* withWireErrors(nested(parts, input, signal));
    }),
    benchmark: os.benchmark.handler(async function* ({ input, signal }) {
      yield* withWireErrors(benchmark(parts, input, signal));
    }),
  };
}

/** On the thread of the runs: the two would spoil each other's times. */
const benchmark = (
  { runThread, environment }: EngineParts,
  request: BenchmarkRequest,
  outer: AbortSignal | undefined,
): AsyncGenerator<BenchmarkEvent, void> =>
  follow<BenchmarkEvent>(async (say, signal) => {
    const job = runThread.run({ kind: 'benchmark', request }, say);
    const { rows, limits } = await resultOf(job, signal);
    say({ type: 'done', rows, limits, environment: await environment() });
  }, outer);

const fit = (
  { pictures, study, fitted, blobs }: EngineParts,
  request: FitRequest,
  outer: AbortSignal | undefined,
): AsyncGenerator<FitEvent, void> =>
  follow<FitEvent>(async (say, signal) => {
    const { method, scale, degradation, lambda, holdOut, folds = 0, pictureIds, folder } = request;
    const { weights: _weights, ...parameters } = method.parameters;
    const chosen = pictureIds && pictureIds.map((id) => pictures.get(id));
    const [first] = chosen ?? [];
    const origin =
      chosen === null
        ? message('fitted-on-built-in')
        : message('fitted-on', {
            pictures:
              folder !== undefined
                ? message('pictures-of-folder', { folder, count: chosen.length })
                : chosen.length === 1
                  ? first!.info.name
                  : message('pictures-counted', { count: chosen.length }),
          });
    const job = study().run(
      {
        kind: 'fit',
        method: { id: method.id, parameters },
        scale,
        degradation,
        lambda,
        split: { holdOut, folds },
        pictures: chosen && chosen.map(({ path, file }) => ({ path, name: file })),
        channels: chosen === null && parameters['groups'] === 'dense' ? 3 : null,
        origin,
        command: 'fitted in the window',
      },
      say,
    );
    const found = await resultOf(job, signal);
    const size = found.parameters['kernelSize'];
    const where = chosen === null ? 'built-in' : (folder ?? subjectOf(chosen.map(({ info }) => info.name)));
    const kernel = typeof size === 'number' ? `-k${size}` : '';
    const name = fitted.keep(`${method.id}${kernel}-x${scale} ${where}`, found.file);
    say({ type: 'done', fit: { ...describe(found, name), file: blobs.write('st', found.file) } });
  }, outer);

const nested = (
  { study }: EngineParts,
  { scale }: NestedRequest,
  outer: AbortSignal | undefined,
): AsyncGenerator<NestedEvent, void> =>
  follow<NestedEvent>(async (say, signal) => {
    const chains = await fitNested(study(), scale, signal, ({ layer, done, total, fitted, layers }) =>
      say({ type: 'progress', done: fitted + done / Math.max(1, total), total: layers, label: layer }),
    );
    const described = chains.map((rows) => ({
      rows: rows.map((row) => ({ ...row, psnr: toSpecial(row.psnr) })),
      holds: isNested(rows.map(({ mse }) => mse)),
    }));
    say({ type: 'done', chains: described });
  }, outer);

function describe(result: FitResult, name: string): Omit<FittedLayer, 'file'> {
  const { origin, method, parameters, scale, channels, lambda, train, holdOut, rows, unknowns } = result;
  const weight = parseSafetensors(result.file, name)['weight']!;
  // Whole output channels only, so that every kernel shown is whole.
  const [outer = 1, ...inner] = weight.shape;
  const each = inner.reduce((product, size) => product * size, 1);
  const shown = Math.max(1, Math.min(outer, Math.floor(MOST_VALUES / each)));
  const measure = (of: FitResult['train']) => ({ ...of, psnr: toSpecial(of.psnr) });
  return {
    name,
    origin: inEnglish(origin),
    ...(typeof origin === 'string' ? {} : { originSaid: origin }),
    method,
    parameters: { ...parameters },
    scale,
    channels,
    lambda,
    rows,
    unknowns,
    train: measure(train),
    holdOut: holdOut && measure(holdOut),
    folds: result.folds.map((fold) => ({ train: measure(fold.train), test: measure(fold.test) })),
    condition: toSpecial(result.condition),
    notes: [...result.notes],
    failed: [...result.failed],
    times: result.times,
    shape: [shown, ...inner],
    response: responseOf(result, weight),
    values: [...weight.data.subarray(0, Math.min(MOST_VALUES, shown * each))],
  };
}

/** How the layer treats each frequency, beside what interpolation does. */
function responseOf({ method, parameters, scale, channels }: FitResult, weight: Tensor): FittedLayer['response'] {
  const context = { scale, channels, hasReference: true };
  const gainsOf = (id: string, given: ParameterValues, weights: Weights | null): number[] | null => {
    const equivalent = findUpsampler(id).equivalentKernel(given, context, weights);
    if (equivalent === null) return null;
    const [, , height = 1, width = 1] = equivalent.kernel.shape;
    const rows = Array.from({ length: height }, (_, y) => [
      ...equivalent.kernel.data.subarray(y * width, (y + 1) * width),
    ]);
    return axisResponse(rows, equivalent.stride);
  };
  const fitted = gainsOf(method, parameters, { weight, origin: '' });
  const bilinear = gainsOf(interpolation.id, resolveParameters(interpolation, {}, context), null);
  return fitted && bilinear && { fitted, bilinear };
}

const sweep = (
  { pictures, study, blobs, resources, freeMemory }: EngineParts,
  request: SweepRequest,
  outer: AbortSignal | undefined,
): AsyncGenerator<SweepEvent, void> =>
  follow<SweepEvent>(async (say, signal) => {
    const experiment = sweepExperiment(request);
    const files =
      request.pictureIds === null
        ? (await trainingFiles(resources)).map((path) => ({ path, file: path.replace(/^.*[/\\]/, '') }))
        : request.pictureIds.map((id) => pictures.get(id));
    const images: ImageResult[] = [];
    const failed: Failure[] = [];
    const steps = experiment.methods.length;
    await runPictures(
      files,
      {
        thread: study(),
        experiment,
        folder: blobs.folder,
        outputs: 'none',
        weightFiles: () => [],
        freeMemory,
        signal,
      },
      {
        find: (picture) => picture,
        nameOf: ({ file }) => file,
        onEvent: (event, { file }, index) => {
          if (event.type !== 'progress') return;
          const done = index * steps + event.done;
          say({ type: 'progress', done, total: files.length * steps, label: `${file}, ${event.label}` });
        },
        onImage: (image) => {
          images.push(image);
          say({ type: 'rows', rows: documentOf(sweepRows(images)) });
        },
        onFailure: (failure) => failed.push(failure),
      },
    );
    say({ type: 'done', rows: documentOf(sweepRows(images)), failed });
  }, outer);

const documentOf = (rows: readonly SweepRow[]): SweepPointDocument[] =>
  rows.map((row) => ({ ...row, psnr: toSpecial(row.psnr), ssim: toSpecial(row.ssim) }));
