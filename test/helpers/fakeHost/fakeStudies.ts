import { AXIS_FREQUENCIES } from '@core/checkerboard';
import { results } from '../resultsFixture';
import { fakeResult } from './fakeResults';
import type {
  BenchmarkEvent,
  BenchmarkRequest,
  BenchmarkRow,
  FitEvent,
  FitRequest,
  NestedEvent,
  PictureInfo,
  SweepEvent,
  TableEvent,
  TableRequest,
} from '@core/engine/contract/contract';

/** Made-up answers of studies, with values that a test can find again. */
export async function* fakeFit(
  request: FitRequest,
  number: number,
  stop: () => Promise<boolean>,
): AsyncGenerator<FitEvent> {
  const { method, scale, lambda, holdOut, folds = 0, pictureIds } = request;
  yield { type: 'progress', done: 1, total: 4, label: 'a.png' };
  if (await stop()) return;
  const origin = pictureIds === null ? 'fitted on the built-in set' : 'fitted on still-life.png';
  const values = [-0.1, 0.2, 0.2, -0.1, 0.2, 0.6, 0.6, 0.2, 0.2, 0.6, 0.6, 0.2, -0.1, 0.2, 0.2, -0.1];
  yield {
    type: 'done',
    fit: {
      name: `${method.id}-${number}.safetensors`,
      origin,
      method: method.id,
      parameters: method.parameters,
      scale,
      channels: 1,
      lambda,
      rows: 1000,
      unknowns: 16,
      condition: 123.4,
      train: { pictures: 4, mse: 1e-3, psnr: 30 },
      holdOut: holdOut > 0 ? { pictures: 1, mse: 1.1e-3, psnr: 29.586 } : null,
      folds: Array.from({ length: folds }, (_, i) => ({
        train: { pictures: 3, mse: 1e-3, psnr: 30 },
        test: { pictures: 1, mse: 1.2e-3, psnr: 29 + i / 10 },
      })),
      notes: [],
      failed: [],
      times: { decode: 10, moments: 20, solve: 1 },
      shape: [1, 1, 4, 4],
      values,
      response: { fitted: AXIS_FREQUENCIES.map((f) => 1 - f), bilinear: AXIS_FREQUENCIES.map((f) => 1 - 1.5 * f) },
      file: { id: 'fitted-1', mediaType: 'application/octet-stream', bytes: 100 },
    },
  };
}

export async function* fakeNested(): AsyncGenerator<NestedEvent> {
  yield { type: 'progress', done: 1, total: 5, label: 'conv-transpose 6' };
  const row = (id: string, kernelSize: number, psnr: number) => ({ id, kernelSize, unknowns: 9, mse: 1e-3, psnr });
  const rows = [row('pixel-shuffle', 3, 31), row('conv-transpose', 6, 31), row('nearest-conv', 5, 30.5)];
  yield { type: 'done', chains: [{ rows, holds: true }] };
}

export async function* fakeSweep(): AsyncGenerator<SweepEvent> {
  yield { type: 'progress', done: 3, total: 8, label: 'a.png' };
  const row = (id: string, kernelSize: number | null, psnr: number, macsPerValue: number) => ({
    key: `${id} ${kernelSize}`,
    id,
    kernelSize,
    parameters: 10,
    macsPerValue,
    psnr,
    ssim: psnr / 40,
    pictures: 2,
    pareto: psnr > 30,
  });
  const rows = [
    ...[2, 4, 6, 8].map((k) => row('conv-transpose', k, 28 + k / 3, (k * k) / 4)),
    ...[1, 3, 5, 7].map((k) => row('nearest-conv', k, 28.2 + k / 3, k * k)),
    ...[1, 3, 5, 7].map((k) => row('pixel-shuffle', k, 28.5 + k / 2.5, k * k)),
    row('bilinear', null, 29.4, 3),
    row('bicubic', null, 30.2, 16),
  ];
  yield { type: 'rows', rows };
  yield { type: 'done', rows, failed: [] };
}

/** Times that grow with the pixels, the reference twenty times slower. */
export async function* fakeBenchmark(request: BenchmarkRequest): AsyncGenerator<BenchmarkEvent> {
  const rows: BenchmarkRow[] = [];
  const { operators, sizes, channels, implementations } = request;
  const total = operators.length * sizes.length * channels.length * implementations.length;
  for (const [index, operator] of operators.entries())
    for (const count of channels)
      for (const size of sizes)
        for (const implementation of implementations) {
          yield { type: 'progress', done: rows.length, total, label: operator };
          const factor = { reference: 20, exact: 1.4, fast: 1, onnxruntime: 2 }[implementation];
          const medianMs = ((index + 1) * count * factor * size ** 2) / 2e6;
          const row: BenchmarkRow = {
            operator,
            methodId: operator.replace('-depthwise', ''),
            title: operator,
            implementation,
            threads: 2,
            channels: count,
            size,
            medianMs,
            madMs: medianMs / 20,
            p99Ms: medianMs * 1.3,
            samples: 9,
            bytes: size ** 2 * 20,
            macs: size ** 2 * 48,
            maxDifference: 2e-7,
            peakBytes: implementation === 'reference' ? null : size ** 2 * 26,
          };
          rows.push(row);
          yield { type: 'row', row };
        }
  const limits = request.limits ? { threads: 2, cacheGBs: 60, memoryGBs: 20, peakGflops: 90 } : null;
  yield { type: 'done', rows, limits, environment: results([]).environment };
}

/** Every picture of every group, a decibel less for each step of the scale. */
export async function* fakeTable(
  { groups }: TableRequest,
  pictures: readonly PictureInfo[],
  stop: () => Promise<boolean>,
): AsyncGenerator<TableEvent> {
  const total = groups.reduce((sum, { pictureIds }) => sum + pictureIds.length, 0);
  let done = 0;
  for (const [group, { experiment, pictureIds }] of groups.entries())
    for (const pictureId of pictureIds) {
      const open = pictures.find(({ id }) => id === pictureId)!;
      const { name: file, sha256, width, height, channels, bitDepth } = open;
      const methods = experiment.methods.map((method) => {
        const result = fakeResult(method, experiment, open);
        const lower = result.metrics.map((metric) => ({ ...metric, value: Number(metric.value) - experiment.scale }));
        return { ...result, metrics: lower };
      });
      const crop = { right: 0, bottom: 0 };
      yield { type: 'progress', done: done++, total, label: file };
      yield {
        type: 'image',
        group,
        pictureId,
        image: { file, sha256, width, height, channels, bitDepth, crop, notes: [], methods, failed: [] },
      };
      if (await stop()) return;
    }
}
