import type { ImageResult, MethodResult, MetricResult, Results } from '../../core/experiment/schema';

/** A small made-up results document; tests change what they are about. */

export function metric(id: string, value: MetricResult['value'], change: Partial<MetricResult> = {}): MetricResult {
  const higher = ['psnr', 'psnr-y', 'ssim', 'ssim-y'].includes(id);
  return {
    id,
    value,
    unit: id.startsWith('psnr') ? 'dB' : id.startsWith('ssim') ? '' : '/255',
    better: higher ? 'higher' : 'lower',
    region: 'full',
    protocol: `${id} protocol`,
    ...change,
  };
}

export function method(id: string, psnr: number, change: Partial<MethodResult> = {}): MethodResult {
  return {
    id,
    key: id,
    title: id,
    parameters: { kernelSize: 4, stride: 2 },
    weights: 'bilinear kernel',
    outputShape: [1, 3, 8, 12],
    cost: { parameters: 48, macs: 1536, macsAtOutputSize: 6144, bytes: 2048 },
    timing: { medianMs: 1.25, madMs: 0.05, samples: 7 },
    metrics: [metric('mse', 12.5), metric('psnr', psnr), metric('psnr-y', psnr + 1), metric('checkerboard', 0.2)],
    sameAs: [],
    warnings: [],
    snippet: 'F.interpolate(x, scale_factor=2)',
    ...change,
  };
}

export function image(methods: MethodResult[], change: Partial<ImageResult> = {}): ImageResult {
  return {
    file: 'cat.png',
    sha256: 'ab'.repeat(32),
    width: 13,
    height: 9,
    channels: 3,
    bitDepth: 8,
    crop: { right: 1, bottom: 1 },
    notes: [],
    methods,
    failed: [],
    ...change,
  };
}

export function results(images: ImageResult[], change: Partial<Results> = {}): Results {
  return {
    schema: 'upbench.results/1',
    environment: {
      app: 'Upbench',
      version: '0.1.0',
      date: '2026-01-02T03:04:05.000Z',
      platform: 'linux x64',
      cpu: 'Test CPU',
      cores: 2,
      memoryBytes: 2 ** 34,
      versions: { node: '20.19.0' },
      operators: 'reference',
      threads: 1,
    },
    experiment: {
      schema: 'upbench.experiment/1',
      mode: 'reference',
      scale: 2,
      degradation: 'area',
      methods: [],
      metrics: [],
      protocol: 'saved-file',
      seed: 0,
      timing: { samples: 5, budgetMs: 300 },
      arithmetic: 'exact',
    },
    failed: [],
    images,
    ...change,
  };
}
