import { isCandidate } from '@core/experiment/keys';
import type { PictureInfo } from '@core/engine/contract/contract';
import type { Experiment, MethodResult, MethodSpec, MetricResult } from '@core/experiment/schema';
import { findUpsampler, resolveParameters } from '@core/upsamplers';

/** Made-up but plausible numbers, the same every time: PSNR, SSIM, milliseconds by method. */
const NUMBERS: Readonly<
  Record<string, readonly [psnr: number, ssim: number, ms: number, macs: number, parameters: number]>
> = {
  'conv-transpose': [29.49, 0.7693, 1.02, 0.91e6, 108],
  bilinear: [29.49, 0.7693, 0.36, 1.61e6, 0],
  unpooling: [18.03, 0.3725, 4.95, 32.66e6, 243],
  'nearest-conv': [29.61, 0.7742, 3.33, 10.08e6, 75],
  'pixel-shuffle': [30.53, 0.8063, 0.94, 10.08e6, 1200],
  nearest: [28.51, 0.7264, 0.24, 0, 0],
  bicubic: [30.26, 0.7919, 1.7, 6.45e6, 0],
};

export function fakeResult(method: MethodSpec, experiment: Experiment, open: PictureInfo): MethodResult {
  const [psnr, ssim, ms, macs, parameters] = NUMBERS[method.id] ?? [20, 0.5, 1, 0, 0];
  const isFinished = isCandidate(method);
  const upsampler = findUpsampler(isFinished ? 'bicubic' : method.id);
  const height = open.height - (open.height % experiment.scale);
  const width = open.width - (open.width % experiment.scale);
  const metric = (
    id: string,
    value: number,
    unit: string,
    better: 'higher' | 'lower',
    region: MetricResult['region'],
  ): MetricResult => ({
    id,
    value,
    unit,
    better,
    region,
    protocol: `${id} as the fake measures it`,
  });
  const metrics = (['full', 'interior'] as const).flatMap((region) => [
    metric('psnr', psnr, 'dB', 'higher', region),
    metric('psnr-y', psnr + 1.3, 'dB', 'higher', region),
    metric('ssim', ssim, '', 'higher', region),
    metric('ssim-y', ssim + 0.02, '', 'higher', region),
    metric('mae', 34 - psnr, '/255', 'lower', region),
    metric('mse', 900 / psnr, '/255²', 'lower', region),
    metric('checkerboard', method.id === 'unpooling' ? 2.83 : 0.24, '/255', 'lower', region),
  ]);
  return {
    id: method.id,
    key: method.key,
    title: isFinished ? method.key : upsampler.title.en,
    ...(isFinished ? { candidate: { file: `${method.key}.png`, sha256: shaOf(method.key), notes: [], place: 0 } } : {}),
    parameters: {
      ...resolveParameters(upsampler, method.parameters, {
        scale: experiment.scale,
        channels: open.channels,
        hasReference: experiment.mode === 'reference',
      }),
    },
    outputShape: [1, open.channels, height, width],
    cost: isFinished ? null : { parameters, macs, macsAtOutputSize: macs * 4, bytes: 1e6 },
    timing: isFinished ? null : { medianMs: ms, madMs: ms * 0.06, samples: 9 },
    metrics: experiment.mode === 'reference' ? metrics : [],
    ...(upsampler.usesReference ? { excludedFromBest: 'uses positions recorded from the reference' } : {}),
    sameAs: [],
    warnings: [],
  };
}

const blob = (id: string): PictureInfo['preview'] => ({ id, mediaType: 'image/png', bytes: 100 });

/** A picture of 451x300 whose blobs are drawings as data addresses. */
/** What stands for the SHA-256 of a picture of this name. */
export const shaOf = (name: string): string =>
  [...name]
    .map((letter) => letter.charCodeAt(0).toString(16))
    .join('')
    .padEnd(64, 'ab')
    .slice(0, 64);

export function picture(name: string, number: number, isSample: boolean, blobs: Map<string, string>): PictureInfo {
  const id = `picture-${number}`;
  const drawing = (size: number): string =>
    `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><rect width="100%" height="100%" fill="hsl(${number * 67} 20% 50%)"/><circle cx="50%" cy="50%" r="30%" fill="#888"/></svg>`)}`;
  blobs.set(`thumbnail-${number}`, drawing(56)).set(`preview-picture-${number}`, drawing(448));
  return {
    id,
    name,
    width: 451,
    height: 300,
    channels: 3,
    bitDepth: 8,
    hasAlpha: false,
    fileBytes: 240_512,
    // As many hexadecimal digits as a real one, and another one for every name.
    sha256: shaOf(name),
    thumbnail: blob(`thumbnail-${number}`),
    preview: blob(`preview-picture-${number}`),
    notes: [],
    isSample,
  };
}
